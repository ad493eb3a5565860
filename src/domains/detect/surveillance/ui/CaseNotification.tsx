import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { call, useNow, useRight, useViewer } from '../../../../web/kit/api.ts'
import {
  Card,
  ConfirmButton,
  ContractForm,
  Drawer,
  FieldList,
  formatDateTime,
  formatDue,
  SkeletonLines,
  StatusPill,
  type Tone,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { surveillanceContract } from '../contract.ts'
import type { CaseFile, NotificationState } from '../investigation/contract.ts'
import { useDoing } from './use-doing.ts'
import { useFile } from './use-file.ts'

const TONE: Record<NotificationState, Tone> = {
  not_started: 'neutral',
  in_time: 'info',
  near_due: 'due',
  overdue: 'late',
  notified_in_time: 'ok',
  notified_late: 'due',
}

/** How the case came in, and the clock of its notification: what started it, until when, whether it was done. */
export function CaseNotification({ caseId }: { caseId: string }) {
  const t = useT('surveillance')
  const now = useNow()
  const mayNotify = useRight('case.notify')
  const mayIntake = useRight('case.investigate')
  const [doing, setDoing] = useDoing()
  const { data: file, error } = useFile(caseId)
  if (error) return null
  if (!file)
    return (
      <Card title={t('notification')}>
        <SkeletonLines lines={3} />
      </Card>
    )
  const n = file.notification
  const close = () => setDoing(undefined)
  const waiting = !n.notifiedAt && !n.imported
  return (
    <Card
      title={t('notification')}
      aside={
        <StatusPill tone={n.imported ? 'neutral' : TONE[n.state]}>
          {n.imported
            ? t('notification.imported')
            : n.dueAt && !n.notifiedAt
              ? formatDue(now, n.dueAt)
              : t(`notification.${n.state}`)}
        </StatusPill>
      }
    >
      <FieldList
        items={[
          { label: t('channel'), value: file.channel ? t(`channel.${file.channel}`) : t('channel.none') },
          { label: t('diagnosedAt'), value: file.diagnosedAt && formatDateTime(file.diagnosedAt) },
          {
            label: t('notification.clock'),
            value: n.startsAt
              ? t('notification.since', {
                  hours: n.hours ?? 0,
                  what: t(`since.${n.startedBy}`),
                  at: formatDateTime(n.startsAt),
                })
              : n.imported
                ? null
                : t('notification.notYet'),
          },
          { label: t('notification.due'), value: n.dueAt && formatDateTime(n.dueAt) },
          {
            label: t('notification.done'),
            value:
              n.notifiedAt &&
              t('notification.doneBy', {
                to: n.notifiedTo ?? '',
                at: formatDateTime(n.notifiedAt),
                by: n.notifiedBy ?? '',
              }),
          },
        ]}
      />
      {n.rule && (
        <p className="surv-basis">
          {n.rule.legalBasis}
          {!n.rule.confirmedBy && <> · {t('unconfirmedRule')}</>}
        </p>
      )}
      <div className="surv-card-actions">
        {mayNotify && waiting && (
          <Button
            variant={n.state === 'overdue' || n.state === 'near_due' ? 'filled' : 'default'}
            onClick={() => setDoing('notify')}
          >
            {t('notify')}
          </Button>
        )}
        {mayNotify && n.notifiedAt && <Withdraw caseId={caseId} file={file} />}
        {mayIntake && (
          <Button variant="default" onClick={() => setDoing('intake')}>
            {t('intake.edit')}
          </Button>
        )}
      </div>
      <Drawer opened={doing === 'notify' && mayNotify} onClose={close} title={t('notify')}>
        {doing === 'notify' && <Notify caseId={caseId} file={file} close={close} />}
      </Drawer>
      <Drawer opened={doing === 'intake' && mayIntake} onClose={close} title={t('intake.edit')}>
        {doing === 'intake' && <Intake caseId={caseId} file={file} close={close} />}
      </Drawer>
    </Card>
  )
}

interface StepProps {
  caseId: string
  file: CaseFile
  close: () => void
}

function Notify({ caseId, file, close }: StepProps) {
  const t = useT('surveillance')
  const client = useQueryClient()
  const viewer = useViewer()
  return (
    <>
      <p className="surv-lead">{t('notify.lead')}</p>
      <ContractForm
        schema={surveillanceContract.notify['~orpc'].inputSchema!}
        hidden={['id', 'version']}
        labels={(field) => t(field)}
        help={(field) => (field === 'notifiedAt' ? t('notify.now') : undefined)}
        value={{
          id: caseId,
          version: file.version,
          // The next post up the line; whoever notifies somebody else writes whom.
          notifiedTo: t(viewer?.postKind === 'epidemiologist' ? 'notify.city' : 'notify.district'),
        }}
        submitLabel={t('notify')}
        onCancel={close}
        onSubmit={async (values) => {
          const done = await call.surveillance.notify({ ...values, id: caseId, version: file.version })
          close()
          await client.invalidateQueries()
          toast.done(t('notify.done'), {
            undo: async () => {
              await call.surveillance.withdrawNotification({ id: caseId, version: done.version })
              await client.invalidateQueries()
            },
          })
        }}
      />
    </>
  )
}

function Withdraw({ caseId, file }: Omit<StepProps, 'close'>) {
  const t = useT('surveillance')
  const client = useQueryClient()
  return (
    <ConfirmButton
      question={t('withdraw.question')}
      confirmLabel={t('withdraw')}
      onConfirm={async () => {
        await call.surveillance.withdrawNotification({ id: caseId, version: file.version })
        await client.invalidateQueries()
        toast.done(t('withdraw.done'))
      }}
    >
      {t('withdraw')}
    </ConfirmButton>
  )
}

function Intake({ caseId, file, close }: StepProps) {
  const t = useT('surveillance')
  const client = useQueryClient()
  return (
    <ContractForm
      schema={surveillanceContract.setIntake['~orpc'].inputSchema!}
      hidden={['id', 'version']}
      labels={(field) => t(field)}
      help={(field) => (field === 'diagnosedAt' ? t('intake.diagnosed') : undefined)}
      value={{ id: caseId, version: file.version, channel: file.channel, diagnosedAt: file.diagnosedAt }}
      submitLabel={t('save')}
      onCancel={close}
      onSubmit={async (values) => {
        await call.surveillance.setIntake({ ...values, id: caseId, version: file.version })
        close()
        await client.invalidateQueries()
        toast.done(t('saved'))
      }}
    />
  )
}
