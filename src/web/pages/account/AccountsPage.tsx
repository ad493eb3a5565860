import { Button, Checkbox, Switch, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { type Account, NewAccount } from '../../../platform/auth-contract.ts'
import { api, areaName, call, say, useArea, useViewer } from '../../kit/api.ts'
import {
  Card,
  Columns,
  ConfirmButton,
  ContractForm,
  DataTable,
  Drawer,
  EmptyState,
  ErrorState,
  FieldList,
  foldText,
  formatDateTime,
  Modal,
  Page,
  SkeletonLines,
  StatusPill,
  type Tone,
  toast,
  useT,
} from '../../kit/index.ts'
import './account.css'
import './messages.ts'
import { PostHistory, Succession } from './Succession.tsx'

/** A password for one use, on its way from the server to the person it is for. */
export interface Given {
  name: string
  username: string
  password: string
  hours: number
}

const TONES: Record<Account['state'], Tone> = {
  active: 'ok',
  'one-time': 'info',
  'one-time-over': 'due',
  locked: 'late',
  disabled: 'neutral',
}

/** Accounts of the posts in the administrator's area, and which posts need a second factor. */
export function AccountsPage() {
  const t = useT('account')
  const area = useArea()
  const viewer = useViewer()
  const [q, setQ] = useState('')
  const [making, setMaking] = useState(false)
  const [openId, setOpenId] = useState<string>()
  const [given, setGiven] = useState<Given>()
  const list = useQuery(api.platform.accounts.list.queryOptions({ input: { q, areaId: area?.areaId } }))
  if (list.error) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  if (!list.data || !area || !viewer) return <SkeletonLines lines={8} />
  const opened = list.data.rows.find((r) => r.id === openId)
  const stateOf = (a: Account) => (
    <StatusPill tone={TONES[a.state]}>
      {t(`state.${a.state}`, { until: a.lockedUntil ? formatDateTime(a.lockedUntil) : '' })}
    </StatusPill>
  )
  return (
    <Page
      title={t('accounts')}
      subtitle={t('accounts.lead')}
      actions={<Button onClick={() => setMaking(true)}>{t('accounts.new')}</Button>}
    >
      <Columns
        main={
          <Card padding={false}>
            <div style={{ padding: '12px 16px' }}>
              <TextInput
                aria-label={t('accounts.find')}
                placeholder={t('accounts.find')}
                value={q}
                onChange={(e) => setQ(e.currentTarget.value)}
              />
            </div>
            <DataTable<Account>
              label={t('accounts')}
              rows={list.data.rows}
              rowKey={(a) => a.id}
              onRowOpen={(a) => setOpenId(a.id)}
              footer={list.data.more ? t('accounts.more') : undefined}
              empty={<EmptyState compact title={t('accounts.none')} />}
              columns={[
                { key: 'name', label: t('name'), priority: 1 },
                { key: 'username', label: t('username'), priority: 1 },
                { key: 'post', label: t('postKind'), priority: 1, render: (a) => say(a.postWords) },
                {
                  key: 'areaId',
                  label: t('areaId'),
                  priority: 2,
                  render: (a) => areaName(area.byId, a.areaId),
                },
                { key: 'state', label: t('state'), priority: 1, render: stateOf },
                {
                  key: 'secondFactor',
                  label: t('factor'),
                  priority: 2,
                  render: (a) => t(`second.${a.secondFactor}`),
                },
                {
                  key: 'lastUsed',
                  label: t('used'),
                  priority: 3,
                  render: (a) => (a.lastUsed ? formatDateTime(a.lastUsed) : null),
                },
              ]}
            />
          </Card>
        }
        side={<Posts />}
      />
      <Drawer opened={making} onClose={() => setMaking(false)} title={t('accounts.new')}>
        <NewAccountForm
          onCancel={() => setMaking(false)}
          onMade={async (made) => {
            setMaking(false)
            setGiven(made)
            await list.refetch()
          }}
        />
      </Drawer>
      <Drawer opened={opened !== undefined} onClose={() => setOpenId(undefined)} title={opened?.name ?? ''}>
        {opened && (
          <Manage
            account={opened}
            own={opened.username === viewer.username}
            state={stateOf(opened)}
            area={areaName(area.byId, opened.areaId)}
            onGiven={setGiven}
            onLeft={() => setOpenId(undefined)}
            reload={() => list.refetch()}
          />
        )}
      </Drawer>
      <Modal opened={given !== undefined} onClose={() => setGiven(undefined)} title={t('given.title')}>
        {given && (
          <div className="account-step">
            <p>{t('given.lead', { name: given.name, username: given.username, hours: given.hours })}</p>
            <code className="account-given">{given.password}</code>
            <Button onClick={() => setGiven(undefined)}>{t('close')}</Button>
          </div>
        )}
      </Modal>
    </Page>
  )
}

function NewAccountForm(props: { onMade(given: Given): Promise<void>; onCancel(): void }) {
  const t = useT('account')
  const area = useArea()
  const posts = useQuery(api.platform.accounts.posts.queryOptions({ input: {} })).data
  const viewer = useViewer()
  if (!posts || !area || !viewer) return <SkeletonLines />
  const within = (id: number): boolean => {
    for (let a = area.byId.get(id); a; a = a.parentId === null ? undefined : area.byId.get(a.parentId)) {
      if (a.id === viewer.areaId) return true
    }
    return false
  }
  const findArea = async (q: string) => {
    const words = foldText(q).split(/\s+/)
    return [...area.byId.values()]
      .filter((a) => within(a.id))
      .map((a) => ({ value: String(a.id), label: areaName(area.byId, a.id) }))
      .filter((o) => words.every((w) => foldText(o.label).includes(w)))
      .slice(0, 30)
  }
  return (
    <ContractForm
      schema={NewAccount}
      value={{ areaId: area.areaId }}
      valueLabels={{ areaId: (id) => areaName(area.byId, Number(id)) }}
      submitLabel={t('accounts.new')}
      onCancel={props.onCancel}
      labels={(field) => t(field)}
      help={(field) => (field === 'username' || field === 'email' ? t(`${field}.help`) : undefined)}
      options={{
        areaId: findArea,
        postKind: posts.map((p) => ({ value: p.kind, label: `${say(p.words)} (${t(`level.${p.level}`)})` })),
      }}
      onSubmit={async (values) => {
        const made = await call.platform.accounts.create(values)
        await props.onMade({
          name: values.name,
          username: values.username,
          password: made.password,
          hours: made.hours,
        })
      }}
    />
  )
}

function Manage(props: {
  account: Account
  own: boolean
  state: ReactNode
  area: string
  onGiven(given: Given): void
  /** The account holds its post no more. */
  onLeft(): void
  reload(): Promise<unknown>
}) {
  const t = useT('account')
  const { account, own } = props
  const { id, name, username } = account
  const [withFactor, setWithFactor] = useState(false)
  const hasFactor = account.secondFactor === 'on'
  const [replacing, setReplacing] = useState(false)
  const act = async (what: () => Promise<unknown>) => {
    await what()
    toast.done(t('done'))
    await props.reload()
  }
  if (replacing) {
    return (
      <Succession
        account={account}
        onCancel={() => setReplacing(false)}
        onDone={async (given) => {
          if (given) props.onGiven(given)
          setReplacing(false)
          props.onLeft()
          await props.reload()
        }}
      />
    )
  }
  return (
    <div className="account-step">
      <FieldList
        items={[
          { label: t('username'), value: username },
          { label: t('postKind'), value: say(account.postWords) },
          { label: t('areaId'), value: props.area },
          { label: t('state'), value: props.state },
          { label: t('factor'), value: t(`second.${account.secondFactor}`) },
          { label: t('used'), value: account.lastUsed ? formatDateTime(account.lastUsed) : '' },
          { label: t('sessions'), value: t('sessions.count', { n: account.sessions }) },
        ]}
      />
      {account.state === 'locked' && (
        <Button onClick={() => act(() => call.platform.accounts.unlock({ id }))}>{t('do.unlock')}</Button>
      )}
      <PostHistory postId={account.postId} />
      {!own && (
        <>
          <Button onClick={() => setReplacing(true)}>{t('replace')}</Button>
          {hasFactor && (
            <Checkbox
              label={t('do.reset.factor')}
              checked={withFactor}
              onChange={(e) => setWithFactor(e.currentTarget.checked)}
            />
          )}
          <div className="account-buttons">
            <ConfirmButton
              question={t('do.reset.lead')}
              confirmLabel={t('do.reset')}
              onConfirm={async () => {
                const made = await call.platform.accounts.reset({ id, secondFactor: hasFactor && withFactor })
                props.onGiven({ name, username, password: made.password, hours: made.hours })
                await props.reload()
              }}
            >
              {t('do.reset')}
            </ConfirmButton>
            {account.sessions > 0 && (
              <ConfirmButton
                question={t('do.end.ask')}
                confirmLabel={t('do.end')}
                onConfirm={() => act(() => call.platform.accounts.endSessions({ id }))}
              >
                {t('do.end')}
              </ConfirmButton>
            )}
            {account.state === 'disabled' ? (
              <Button variant="default" onClick={() => act(() => call.platform.accounts.enable({ id }))}>
                {t('do.enable')}
              </Button>
            ) : (
              <ConfirmButton
                danger
                question={t('do.disable.ask')}
                confirmLabel={t('do.disable')}
                onConfirm={() => act(() => call.platform.accounts.disable({ id }))}
              >
                {t('do.disable')}
              </ConfirmButton>
            )}
          </div>
        </>
      )}
    </div>
  )
}

/** Which posts a password alone does not open. */
function Posts() {
  const t = useT('account')
  const posts = useQuery(api.platform.accounts.posts.queryOptions({ input: {} }))
  if (posts.error) return <ErrorState compact error={posts.error} retry={() => void posts.refetch()} />
  if (!posts.data) return <SkeletonLines />
  return (
    <Card title={t('accounts.factor')} padding={false}>
      <DataTable
        label={t('accounts.factor')}
        rows={posts.data}
        rowKey={(p) => p.kind}
        phone="table"
        dense
        columns={[
          { key: 'words', label: t('postKind'), priority: 1, render: (p) => say(p.words) },
          {
            key: 'required',
            label: t('post.required'),
            priority: 1,
            render: (p) => (
              <Switch
                aria-label={`${t('post.required')}: ${say(p.words)}`}
                checked={p.required}
                onChange={async (e) => {
                  const required = e.currentTarget.checked
                  await call.platform.accounts
                    .require({ kind: p.kind, required })
                    .catch((error) => toast.problem(error))
                  await posts.refetch()
                }}
              />
            ),
          },
        ]}
      />
    </Card>
  )
}
