import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, call, say } from '../../../../web/kit/api.ts'
import { Attachments } from '../../../../web/kit/attachments.tsx'
import {
  Card,
  Columns,
  ErrorState,
  FieldList,
  formatDate,
  formatDateTime,
  Link,
  Page,
  SkeletonLines,
  StatusPill,
  Timeline,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { VisitPage as PageData } from '../contract.ts'
import { FindingList } from './FindingList.tsx'
import { useReasonWords, VISIT_TONES } from './parts.tsx'
import { Scoring } from './Scoring.tsx'
import { type Deciding, VisitDrawer } from './VisitDrawer.tsx'
import './inspections.css'

/** A task about a finding opens the visit that made it. */
export function InspectionOfFinding({ id }: { id: string }) {
  const query = useQuery(api.inspections.ofFinding.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  return <InspectionPage id={query.data.visitId} />
}

/** One visit: why, then the checklist on the spot, then what came of it. */
export function InspectionPage({ id }: { id: string }) {
  const t = useT('inspections')
  const [deciding, setDeciding] = useState<Deciding>()
  const query = useQuery(api.inspections.get.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={10} />
  const page = query.data
  const { visit } = page
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/inspections' }, { label: visit.label }]}
      title={visit.label}
      subtitle={[
        visit.areaLabel === visit.label ? null : visit.areaLabel,
        visit.team,
        formatDate(visit.plannedOn),
      ]
        .filter(Boolean)
        .join(' · ')}
      badges={
        <>
          <StatusPill tone={VISIT_TONES[visit.state]}>{t(`visit.${visit.state}`)}</StatusPill>
          {visit.closedAt && visit.total !== null && (
            <StatusPill tone={visit.total >= page.passTotal ? 'ok' : 'late'}>
              {t('points', { n: visit.total })}
            </StatusPill>
          )}
        </>
      }
      actions={<Actions page={page} onDecide={setDeciding} />}
    >
      <Columns
        main={
          <>
            {page.may.close ? (
              <Scoring key={visit.id} page={page} />
            ) : (
              <>
                {page.toCheck.length > 0 && <FindingList title={t('toCheck')} findings={page.toCheck} />}
                {visit.closedAt && <Result page={page} />}
                {visit.closedAt && (
                  <FindingList
                    title={t('findings.here')}
                    findings={page.findings}
                    mayAssign={page.may.assign}
                    photos={{ files: page.files, mayAdd: page.may.attach }}
                    none={t('findings.here.none')}
                  />
                )}
                {page.checked.length > 0 && (
                  <FindingList title={t('checked')} findings={page.checked} of={visit.id} />
                )}
                {!visit.closedAt && <Criteria page={page} />}
              </>
            )}
            <Attachments
              path="inspections"
              subjectId={visit.id}
              items={page.files.filter((f) => f.subjectId === visit.id)}
              mayAdd={page.may.attach && !visit.closedAt}
            />
          </>
        }
        side={<Facts page={page} />}
      />
      <VisitDrawer page={page} deciding={deciding} onClose={() => setDeciding(undefined)} />
    </Page>
  )
}

/** Where the inspector stands, if the device and the inspector allow it; waits no longer than a few seconds. */
const whereAmI = () =>
  new Promise<{ lat: number; lon: number; accuracyM: number } | undefined>((done) => {
    if (!navigator.geolocation) return done(undefined)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        done({
          lat: coords.latitude,
          lon: coords.longitude,
          accuracyM: Math.min(100_000, Math.round(coords.accuracy)),
        }),
      () => done(undefined),
      { enableHighAccuracy: true, timeout: 5000, maximumAge: 60_000 },
    )
  })

function Actions({ page, onDecide }: { page: PageData; onDecide: (d: Deciding) => void }) {
  const { visit, may } = page
  const t = useT('inspections')
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const begin = async () => {
    setBusy(true)
    try {
      await call.inspections.start({ id: visit.id, version: visit.version, ...(await whereAmI()) })
      await client.invalidateQueries()
    } catch (error) {
      toast.problem(error)
    } finally {
      setBusy(false)
    }
  }
  const decide = (d: Deciding) => (
    <Button key={d} variant="default" onClick={() => onDecide(d)}>
      {t(`do.${d}`)}
    </Button>
  )
  return (
    <>
      {may.plan && !visit.startedAt && decide('move')}
      {may.cancel && decide('cancel')}
      {may.correct && decide('correct')}
      {may.recheck && <Button onClick={() => onDecide('recheck')}>{t('do.recheck')}</Button>}
      {may.start && (
        <Button onClick={begin} loading={busy}>
          {t('do.start')}
        </Button>
      )}
    </>
  )
}

/** What will be asked, before the visit. */
function Criteria({ page }: { page: PageData }) {
  const t = useT('inspections')
  return (
    <Card
      title={t('checklist')}
      aside={t('checklist.of', { n: page.checklist.length * 10 })}
      footer={page.legalBasis}
    >
      <ol className="insp-criteria">
        {page.checklist.map((c) => (
          <li key={c.code}>{say(c)}</li>
        ))}
      </ol>
    </Card>
  )
}

function Result({ page }: { page: PageData }) {
  const t = useT('inspections')
  const { visit } = page
  const said = (['praise', 'weaknesses', 'note'] as const).filter((k) => visit[k])
  if (visit.total === null && said.length === 0) return null
  return (
    <Card
      title={t('result')}
      aside={visit.total === null ? undefined : t('points.pass', { n: visit.total, pass: page.passTotal })}
      footer={page.legalBasis}
    >
      {said.map((k) => (
        <p key={k} className="insp-said">
          <b>{t(`field.${k}`)}</b> {visit[k]}
        </p>
      ))}
      {visit.total !== null && (
        <ol className="insp-scores">
          {page.checklist.map((c) => {
            const a = visit.answers[c.code]
            return (
              <li key={c.code} data-low={(a?.score ?? 10) < 5 || undefined}>
                <span>
                  {say(c)}
                  {a?.remark && <span className="vx-muted"> {a.remark}</span>}
                </span>
                <b className="vx-num">{a?.score ?? '—'}</b>
              </li>
            )
          })}
        </ol>
      )}
    </Card>
  )
}

function Facts({ page }: { page: PageData }) {
  const t = useT('inspections')
  const reasonWords = useReasonWords()
  const { visit } = page
  const map = visit.position && `${visit.position.lat.toFixed(5)}, ${visit.position.lon.toFixed(5)}`
  return (
    <>
      <Card title={t('facts')}>
        <FieldList
          items={[
            { label: t('track'), value: t(`track.${visit.track}`) },
            { label: t('field.teamId'), value: visit.team },
            { label: t('field.plannedOn'), value: formatDate(visit.plannedOn) },
            { label: t('plannedBy'), value: `${visit.plannedBy}, ${formatDateTime(visit.plannedAt)}` },
            {
              label: t('why'),
              value: [visit.why, reasonWords(visit.reasons)].filter(Boolean).join(' · ') || null,
            },
            {
              label: t('recheckOf'),
              value: visit.recheckOf && (
                <Link href={`/inspections/${visit.recheckOf}`}>{t('recheckOf.open')}</Link>
              ),
            },
            {
              label: t('started'),
              value: visit.startedAt && `${formatDateTime(visit.startedAt)}, ${visit.startedBy}`,
            },
            {
              label: t('position'),
              value: map && t('position.at', { at: map, m: visit.position?.accuracyM ?? '?' }),
            },
            {
              label: t('closed'),
              value: visit.closedAt && `${formatDateTime(visit.closedAt)}, ${visit.closedBy}`,
            },
            { label: t('cancelled'), value: visit.cancelReason },
          ]}
        />
      </Card>
      {page.rechecks.length > 0 && (
        <Card title={t('rechecks')}>
          {page.rechecks.map((r) => (
            <p key={r.id} className="insp-said">
              <Link href={`/inspections/${r.id}`}>{formatDate(r.plannedOn)}</Link>{' '}
              <StatusPill tone={VISIT_TONES[r.state]}>{t(`visit.${r.state}`)}</StatusPill>
            </p>
          ))}
        </Card>
      )}
      {page.corrections.length > 0 && (
        <Card title={t('corrections')}>
          <Timeline
            items={page.corrections.map((c) => ({
              id: c.id,
              at: c.at,
              title: c.reason,
              detail: Object.keys(c.changes)
                .map((k) => t(`field.${k}`))
                .join(', '),
              by: c.byName,
            }))}
          />
        </Card>
      )}
    </>
  )
}
