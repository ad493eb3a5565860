import { Button, PasswordInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Session } from '../../../platform/auth-contract.ts'
import { api, call } from '../../kit/api.ts'
import {
  Card,
  Columns,
  ConfirmButton,
  DataTable,
  ErrorState,
  formatDateTime,
  Modal,
  Page,
  SkeletonLines,
  StatusPill,
  toast,
  useT,
} from '../../kit/index.ts'
import { knock } from './knock.ts'
import { EnrolStep, PasswordStep, RecoveryCodes } from './steps.tsx'
import './messages.ts'

/** One's own account: where it is signed in, its password, its second factor. */
export function AccountPage() {
  const t = useT('account')
  const state = useQuery(api.platform.account.state.queryOptions({ input: {} }))
  const sessions = useQuery(api.platform.account.sessions.queryOptions({ input: {} }))
  const error = state.error ?? sessions.error
  if (error) return <ErrorState error={error} retry={() => void state.refetch()} />
  if (!state.data || !sessions.data) return <SkeletonLines lines={8} />
  const reload = async () => {
    await Promise.all([state.refetch(), sessions.refetch()])
  }
  return (
    <Page title={t('title')} subtitle={`${state.data.name} · ${state.data.username}`}>
      <Columns
        main={<Sessions sessions={sessions.data} reload={reload} />}
        side={
          <>
            <SecondFactor state={state.data} reload={reload} />
            <Card title={t('password.change')}>
              <PasswordStep
                least={state.data.passwordLeast}
                onDone={async () => {
                  toast.done(t('password.changed'))
                  await reload()
                }}
              />
            </Card>
          </>
        }
      />
    </Page>
  )
}

function Sessions({ sessions, reload }: { sessions: Session[]; reload(): Promise<void> }) {
  const t = useT('account')
  const deviceOf = (s: Session) => [s.browser, s.system].filter(Boolean).join(' · ') || t('sessions.unknown')
  const end = async (act: () => Promise<unknown>) => {
    await act()
    toast.done(t('sessions.ended'))
    await reload()
  }
  return (
    <Card
      title={t('sessions')}
      padding={false}
      aside={
        sessions.length > 1 && (
          <ConfirmButton
            size="xs"
            question={t('sessions.others.ask')}
            confirmLabel={t('sessions.end')}
            onConfirm={() => end(() => call.platform.account.endOthers())}
          >
            {t('sessions.others')}
          </ConfirmButton>
        )
      }
      footer={t('sessions.lead')}
    >
      <DataTable
        label={t('sessions')}
        rows={sessions}
        rowKey={(s) => s.id}
        maxHeight="none"
        columns={[
          { key: 'device', label: t('sessions.device'), priority: 1, render: deviceOf },
          { key: 'address', label: t('sessions.address'), priority: 2 },
          { key: 'since', label: t('sessions.since'), priority: 2, render: (s) => formatDateTime(s.since) },
          {
            key: 'lastUsed',
            label: t('sessions.used'),
            priority: 1,
            render: (s) => formatDateTime(s.lastUsed),
          },
          {
            key: 'end',
            label: t('act'),
            priority: 1,
            render: (s) =>
              s.current ? (
                <StatusPill tone="ok">{t('sessions.this')}</StatusPill>
              ) : (
                <ConfirmButton
                  size="xs"
                  question={t('sessions.end.ask', { device: deviceOf(s) })}
                  confirmLabel={t('sessions.end')}
                  onConfirm={() => end(() => call.platform.account.endSession({ id: s.id }))}
                >
                  {t('sessions.end')}
                </ConfirmButton>
              ),
          },
        ]}
      />
    </Card>
  )
}

type State = Awaited<ReturnType<typeof call.platform.account.state>>

function SecondFactor({ state, reload }: { state: State; reload(): Promise<void> }) {
  const t = useT('account')
  const [doing, setDoing] = useState<'set' | 'renew' | 'remove'>()
  const [codes, setCodes] = useState<string[]>()
  const close = () => {
    setDoing(undefined)
    setCodes(undefined)
    void reload()
  }
  return (
    <Card
      title={t('factor')}
      aside={
        <StatusPill tone={state.enrolled ? 'ok' : 'neutral'}>
          {t(state.enrolled ? 'factor.on' : 'factor.off')}
        </StatusPill>
      }
    >
      <div className="account-step">
        <p className="vx-muted">{t('factor.lead')}</p>
        <div className="account-buttons">
          {!state.enrolled && <Button onClick={() => setDoing('set')}>{t('factor.set')}</Button>}
          {state.enrolled && (
            <Button variant="default" onClick={() => setDoing('renew')}>
              {t('factor.renew')}
            </Button>
          )}
          {state.enrolled && !state.required && (
            <Button variant="default" onClick={() => setDoing('remove')}>
              {t('factor.remove')}
            </Button>
          )}
        </div>
      </div>
      <Modal opened={doing !== undefined} onClose={close} title={t('factor')}>
        {doing === 'set' && <EnrolStep username={state.username} required={state.required} onDone={close} />}
        {codes && <RecoveryCodes codes={codes} username={state.username} onDone={close} />}
        {doing === 'renew' && !codes && (
          <WithPassword
            lead={t('factor.renew.lead')}
            submit={t('factor.renew')}
            onSubmit={async (password) => {
              const { recoveryCodes } = await knock<{ recoveryCodes: string[] }>(
                '/two-factor/recovery-codes',
                { password },
              )
              setCodes(recoveryCodes)
            }}
          />
        )}
        {doing === 'remove' && (
          <WithPassword
            lead={t('factor.remove.lead')}
            submit={t('factor.remove')}
            onSubmit={async (password) => {
              await knock('/two-factor/disable', { password })
              toast.done(t('factor.removed'))
              close()
            }}
          />
        )}
      </Modal>
    </Card>
  )
}

/** What weakens or renews an account asks for the password again. */
function WithPassword(props: { lead: string; submit: string; onSubmit(password: string): Promise<void> }) {
  const t = useT('account')
  const [password, setPassword] = useState('')
  const [failure, setFailure] = useState('')
  return (
    <form
      className="account-step"
      onSubmit={(event) => {
        event.preventDefault()
        setFailure('')
        props.onSubmit(password).catch((error: Error) => setFailure(error.message))
      }}
    >
      <p>{props.lead}</p>
      <PasswordInput
        label={t('confirm.password')}
        autoComplete="current-password"
        value={password}
        error={failure || undefined}
        onChange={(e) => setPassword(e.currentTarget.value)}
        required
      />
      <Button type="submit">{props.submit}</Button>
    </form>
  )
}
