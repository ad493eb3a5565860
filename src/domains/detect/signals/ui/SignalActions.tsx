import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { call, say, useRight } from '../../../../web/kit/api.ts'
import { ContractForm, Drawer, toast, useT } from '../../../../web/kit/index.ts'
import { type SignalPage, signalsContract } from '../contract.ts'

type Doing = 'verify' | 'assess' | 'conclude' | 'takeBack'

/** Yes and no are words in this form: an empty choice must not read as "not true". */
const Verify = z.object({
  verdict: z.enum(['true', 'false']),
  note: signalsContract.verify['~orpc'].inputSchema!.shape.note,
})
const { assess, conclude, takeBack } = signalsContract

/** The step that is next for the viewer's post, and taking the last one back. */
export function SignalActions({ page }: { page: SignalPage }) {
  const t = useT('signals')
  const client = useQueryClient()
  const mayVerify = useRight('signal.verify')
  const mayAssess = useRight('signal.assess')
  const [doing, setDoing] = useState<Doing>()
  const { signal, rule } = page
  const close = () => setDoing(undefined)
  const base = { id: signal.id, version: signal.version }
  const done = async (message: string) => {
    close()
    await client.invalidateQueries()
    toast.done(message)
  }
  const next: Doing | undefined =
    signal.state === 'reported' && mayVerify
      ? 'verify'
      : signal.state === 'verified' && mayAssess
        ? 'assess'
        : signal.state === 'assessed' && mayAssess
          ? 'conclude'
          : undefined
  const mayTakeBack = signal.state !== 'reported' && (signal.assessedAt ? mayAssess && mayVerify : mayVerify)
  const grades = (list: { vi: string; en: string }[]) =>
    list.map((w, i) => ({ value: String(i + 1), label: `${i + 1}. ${say(w)}` }))
  return (
    <>
      {mayTakeBack && (
        <Button variant="default" onClick={() => setDoing('takeBack')}>
          {t('takeBack')}
        </Button>
      )}
      {next && <Button onClick={() => setDoing(next)}>{t(`act.${next}`)}</Button>}
      <Drawer opened={doing === 'verify'} onClose={close} title={t('act.verify')}>
        <p>{t('verify.lead')}</p>
        <ContractForm
          schema={Verify}
          labels={(field) => t(field === 'note' ? 'verify.note' : field)}
          submitLabel={t('save')}
          onCancel={close}
          onSubmit={async ({ verdict, note }) => {
            await call.signals.verify({ ...base, isTrue: verdict === 'true', note })
            await done(t('verify.saved'))
          }}
        />
      </Drawer>
      <Drawer opened={doing === 'assess'} onClose={close} title={t('act.assess')}>
        <p>{t('assess.lead')}</p>
        <ContractForm
          schema={assess['~orpc'].inputSchema!}
          hidden={['id', 'version']}
          value={base}
          options={{ likelihood: grades(rule.likelihood), impact: grades(rule.impact) }}
          labels={(field) => t(field === 'note' ? 'assess.note' : field)}
          submitLabel={t('save')}
          onCancel={close}
          onSubmit={async (values) => {
            const after = await call.signals.assess({ ...values, ...base })
            await done(t('assess.saved', { risk: t(`risk.${after.risk}`).toLocaleLowerCase() }))
          }}
        />
      </Drawer>
      <Drawer opened={doing === 'conclude'} onClose={close} title={t('act.conclude')}>
        <p>{t('conclude.lead')}</p>
        <ContractForm
          schema={conclude['~orpc'].inputSchema!}
          hidden={['id', 'version']}
          value={base}
          labels={(field) => t(field === 'note' ? 'conclude.note' : field)}
          submitLabel={t('save')}
          onCancel={close}
          onSubmit={async (values) => {
            await call.signals.conclude({ ...values, ...base })
            await done(t('conclude.saved'))
          }}
        />
      </Drawer>
      <Drawer opened={doing === 'takeBack'} onClose={close} title={t('takeBack')}>
        <p>{t('takeBack.lead', { state: t(`state.${signal.state}`).toLocaleLowerCase() })}</p>
        <ContractForm
          schema={takeBack['~orpc'].inputSchema!}
          hidden={['id', 'version']}
          value={base}
          labels={() => t('reason')}
          submitLabel={t('takeBack')}
          onCancel={close}
          onSubmit={async (values) => {
            await call.signals.takeBack({ ...values, ...base })
            await done(t('takeBack.saved'))
          }}
        />
      </Drawer>
    </>
  )
}
