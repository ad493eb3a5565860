import { useQueryClient } from '@tanstack/react-query'
import { call, useNow } from '../../../../web/kit/api.ts'
import { ContractForm, calendarDate, Drawer, toast, useT } from '../../../../web/kit/index.ts'
import { type ExposureEvent, type Notice, NoticeCorrection, NoticeDraft as Schema } from '../contract.ts'
import './notice-messages.ts'
import './notices.css'

/** For so many days a notice is offered to be shown: the longest time until somebody falls ill. */
const DAYS = 14

interface NoticeDraftProps {
  /** The event that a new notice is about, or the notice that is changed; undefined: closed. */
  about: { event: ExposureEvent } | { notice: Notice } | undefined
  onClose: () => void
}

/** The words of a public notice: drafted from its event, changed while it is a draft, corrected afterwards. */
export function NoticeDraft({ about, onClose }: NoticeDraftProps) {
  const t = useT('notices')
  return (
    <Drawer opened={about !== undefined} onClose={onClose} title={t('notice.title')}>
      {about && (
        <>
          <p className="notices-lead">{t('notice.hint')}</p>
          <Form about={about} onClose={onClose} />
        </>
      )}
    </Drawer>
  )
}

function Form({ about, onClose }: { about: NonNullable<NoticeDraftProps['about']>; onClose: () => void }) {
  const t = useT('notices')
  const now = useNow()
  const client = useQueryClient()
  const labels = (field: string) => t(`draft.${field}`)
  const finish = async (message: string) => {
    await client.invalidateQueries()
    toast.done(message)
    onClose()
  }
  const notice = 'notice' in about ? about.notice : undefined
  const words = notice && {
    title: notice.title,
    titleEn: notice.titleEn,
    startsAt: notice.startsAt,
    endsAt: notice.endsAt,
    advice: notice.advice,
    adviceEn: notice.adviceEn,
    phone: notice.phone,
    validUntil: notice.validUntil,
  }
  if (notice && notice.state !== 'draft') {
    return (
      <ContractForm
        schema={NoticeCorrection}
        hidden={['id', 'version']}
        labels={labels}
        value={{ ...words, id: notice.id, version: notice.version }}
        submitLabel={t('correct')}
        onSubmit={async (input) => {
          await call.tracing.correctNotice(input)
          await finish(t('correct.done'))
        }}
      />
    )
  }
  const event = 'event' in about ? about.event : undefined
  return (
    <ContractForm
      schema={Schema}
      hidden={['eventId', 'version']}
      labels={labels}
      value={{
        ...(words ?? {
          title: event!.placeName ?? event!.name,
          startsAt: event!.startsAt,
          endsAt: event!.endsAt,
          advice: event!.publicNotice ?? t('draft.advice.text'),
          adviceEn: t('draft.advice.textEn'),
          validUntil: calendarDate(now.getTime() + DAYS * 86_400_000),
        }),
        eventId: notice?.id ?? event!.id,
        version: notice?.version ?? 0,
      }}
      submitLabel={t('draft.save')}
      onSubmit={async (input) => {
        await call.tracing.draftNotice(input)
        await finish(t('draft.saved'))
      }}
    />
  )
}
