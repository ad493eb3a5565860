import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { api, call, say, useNow } from '../../../../web/kit/api.ts'
import { Attachments } from '../../../../web/kit/attachments.tsx'
import {
  Card,
  Columns,
  ContractForm,
  calendarDate,
  Drawer,
  ErrorState,
  FieldList,
  formatDate,
  formatDateTime,
  formatNumber,
  Link,
  Page,
  SkeletonLines,
  StatusPill,
  Timeline,
  type TimelineItem,
  type Tone,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import type { ViolationPage as PageData, Violation, ViolationState } from '../contract.ts'
import { SETTING_WORDS } from '../measures/contract.ts'
import './messages.ts'

const TONES: Record<ViolationState, Tone> = {
  recorded: 'due',
  expired: 'neutral',
  decided: 'info',
  unpaid: 'late',
  appealed: 'due',
  paid: 'ok',
  cancelled: 'neutral',
}

type Doing = 'decide' | 'pay' | 'appeal' | 'answer'

const text = z.string().trim().min(3).max(2000).meta({ widget: 'textarea' })
const FORMS: Record<Doing, z.ZodObject> = {
  decide: z.object({ amount: z.number().int().positive(), measures: text.optional() }),
  pay: z.object({ paidOn: z.iso.date(), receipt: z.string().trim().min(1).max(60) }),
  appeal: z.object({ appealedOn: z.iso.date(), said: text }),
  answer: z.object({ outcome: z.enum(['upheld', 'cancelled']), answer: text }),
}

/** A violation: what happened on what evidence, the decision, and what came of it. */
export function ViolationPage({ id }: { id: string }) {
  const t = useT('violations')
  const [doing, setDoing] = useState<Doing>()
  const query = useQuery(api.violations.get.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  const { violation: v, may } = query.data
  const button = (d: Doing, primary = false) => (
    <Button key={d} variant={primary ? 'filled' : 'default'} onClick={() => setDoing(d)}>
      {t(`do.${d}`)}
    </Button>
  )
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/violations' }, { label: v.numberText ?? say(v.act) }]}
      title={say(v.act)}
      subtitle={[v.name ?? t(`offender.${v.offender}`), v.areaLabel, formatDateTime(v.happenedAt)].join(
        ' · ',
      )}
      badges={<StatusPill tone={TONES[v.state]}>{t(`state.${v.state}`)}</StatusPill>}
      actions={
        <>
          {may.appeal && button('appeal')}
          {may.pay && button('pay', !may.answer)}
          {may.answer && button('answer', true)}
          {may.decide && button('decide', true)}
        </>
      }
    >
      <Columns
        main={
          <>
            <Card title={t('happened')}>
              <FieldList
                items={[
                  { label: t('offender'), value: <Offender v={v} /> },
                  { label: t('field.act'), value: `${say(v.act)} (${v.act.basis})` },
                  { label: t('field.happenedAt'), value: formatDateTime(v.happenedAt) },
                  { label: t('field.placeText'), value: `${v.placeText}, ${v.areaLabel}` },
                  { label: t('field.setting'), value: v.setting && say(SETTING_WORDS[v.setting]) },
                  {
                    label: t('field.measure'),
                    value: v.measure && t('measure.of', { measure: say(v.measure), basis: v.measure.basis }),
                  },
                  { label: t('field.evidence'), value: v.evidence },
                ]}
              />
            </Card>
            <Attachments
              path="violations"
              subjectId={v.id}
              items={query.data.files}
              mayAdd={may.attach}
              title={t('files')}
            />
            <Course v={v} />
          </>
        }
        side={<Decision page={query.data} />}
      />
      <Doings v={v} doing={doing} onClose={() => setDoing(undefined)} />
    </Page>
  )
}

function Offender({ v }: { v: Violation }) {
  const t = useT('violations')
  if (v.name === null) return <span className="vx-muted">{t('offender.hidden')}</span>
  const name = v.personId ? <Link href={`/people/${v.personId}`}>{v.name}</Link> : v.name
  return (
    <>
      {name}
      {v.address && `, ${v.address}`}
    </>
  )
}

function Decision({ page }: { page: PageData }) {
  const t = useT('violations')
  const postWords = usePostWords()
  const { violation: v, may } = page
  const money = (n: number) => t('money', { n: formatNumber(n) })
  return (
    <Card title={t('decision')} footer={v.legalBasis}>
      <FieldList
        items={[
          { label: t('number'), value: v.numberText },
          { label: t('field.amount'), value: v.amount === null ? null : money(v.amount) },
          { label: t('range'), value: `${formatNumber(v.range.from)} – ${money(v.range.to)}` },
          { label: t('competent'), value: v.act.competent.map(postWords).join(', ') },
          { label: t('decideUntil'), value: v.decidedAt ? null : formatDate(v.decideUntil) },
          {
            label: t('decidedBy'),
            value:
              v.decidedAt &&
              `${v.decidedBy}, ${postWords(v.decidedPost ?? '')}, ${formatDateTime(v.decidedAt)}`,
          },
          { label: t('field.measures'), value: v.measures },
          { label: t('payUntil'), value: v.payUntil && formatDate(v.payUntil) },
          {
            label: t('paper'),
            value: may.paper
              ? ['pdf', 'docx'].map((format) => (
                  <Link
                    key={format}
                    href={`/api/violations/${v.id}/document.${format}`}
                    download
                    style={{ marginRight: 10 }}
                  >
                    {format.toUpperCase()}
                  </Link>
                ))
              : null,
          },
        ]}
      />
    </Card>
  )
}

/** What came of it, the latest first. */
function Course({ v }: { v: Violation }) {
  const t = useT('violations')
  const postWords = usePostWords()
  const items: TimelineItem[] = [
    {
      id: 'recorded',
      at: v.recordedAt,
      title: t('course.recorded'),
      by: `${v.recordedBy}, ${postWords(v.recordedPost)}`,
    },
  ]
  if (v.decidedAt)
    items.unshift({
      id: 'decided',
      at: v.decidedAt,
      title: t('course.decided', { number: v.numberText, amount: formatNumber(v.amount) }),
      by: v.decidedBy,
      tone: 'info',
    })
  if (v.appealedOn)
    items.unshift({
      id: 'appealed',
      at: v.appealedOn,
      title: t('course.appealed'),
      detail: v.appealSaid,
      tone: 'due',
    })
  if (v.appealClosedAt)
    items.unshift({
      id: 'answered',
      at: v.appealClosedAt,
      title: t(`field.outcome.${v.appealOutcome}`),
      detail: v.appealAnswer,
      by: v.appealClosedBy,
      tone: 'info',
    })
  if (v.paidOn)
    items.unshift({
      id: 'paid',
      at: v.paidOn,
      title: t('course.paid'),
      detail: t('course.receipt', { receipt: v.receipt }),
      tone: 'ok',
    })
  return (
    <Card title={t('course')}>
      <Timeline items={items} />
    </Card>
  )
}

/** Deciding, the fine paid, an appeal and its answer. */
function Doings({ v, doing, onClose }: { v: Violation; doing: Doing | undefined; onClose: () => void }) {
  const t = useT('violations')
  const client = useQueryClient()
  const today = calendarDate(useNow())
  if (!doing) return null
  const send = async (values: Record<string, unknown>) => {
    const input = { id: v.id, version: v.version, ...values } as never
    if (doing === 'decide') await call.violations.decide(input)
    else if (doing === 'pay') await call.violations.pay(input)
    else if (doing === 'appeal') await call.violations.appeal(input)
    else await call.violations.answerAppeal(input)
    await client.invalidateQueries()
    toast.done(t(`done.${doing}`))
    onClose()
  }
  // The middle of the range, where nothing speaks for more or less (Law on Handling Administrative Violations, art. 23).
  const usual = {
    decide: { amount: (v.range.from + v.range.to) / 2 },
    pay: { paidOn: today },
    appeal: { appealedOn: today },
    answer: {},
  }
  return (
    <Drawer opened onClose={onClose} title={t(`do.${doing}`)}>
      <ContractForm
        key={doing}
        schema={FORMS[doing]}
        value={usual[doing]}
        labels={(field) => t(`field.${field}`)}
        help={(field) =>
          field === 'amount'
            ? t('field.amount.help', { from: formatNumber(v.range.from), to: formatNumber(v.range.to) })
            : undefined
        }
        submitLabel={t(`do.${doing}`)}
        onCancel={onClose}
        onSubmit={send}
      />
    </Drawer>
  )
}
