import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api, areaInSentence, useAddress, useArea, useNow, useRight } from '../../../../web/kit/api.ts'
import {
  Card,
  Columns,
  calendarDate,
  DataTable,
  DecisionList,
  EmptyState,
  ErrorState,
  formatTime,
  Link,
  Page,
  SkeletonLines,
  Stack,
  StatusPill,
  Tiles,
  useT,
} from '../../../../web/kit/index.ts'
import type { Unit } from '../contract.ts'
import { Handovers } from './Handovers.tsx'
import { LateIncidents } from './incident-parts.tsx'
import { FigureTile, gapText, mondayOf, spanText, useShortWho, useTick, useWho } from './parts.tsx'
import { MyShifts, Swaps } from './Swaps.tsx'
import { Week } from './Week.tsx'

/** Who is on duty here and in the units below, what is not covered, and the viewer's own shifts. */
export function DutyPage() {
  const t = useT('duty')
  const area = useArea()
  const now = useNow()
  useTick(30)
  const today = calendarDate(now)
  const mayPlan = useRight('duty.plan')
  const mayServe = useRight('duty.serve')
  const sees = useRight('incident.read')
  const [from = mondayOf(today)] = useAddress('from')
  const areaId = area?.areaId
  const overview = useQuery({
    ...api.duty.overview.queryOptions({ input: { areaId: areaId ?? 0 } }),
    enabled: areaId !== undefined,
  })
  const own = overview.data?.units.find((u) => u.areaId === areaId)
  const week = useQuery({
    ...api.duty.week.queryOptions({ input: { areaId: areaId ?? 0, from } }),
    enabled: own !== undefined,
  })
  if (overview.error) return <ErrorState error={overview.error} retry={() => overview.refetch()} />
  if (!overview.data || !area || areaId === undefined) return <SkeletonLines lines={10} />
  const { units, mine, swaps, handovers } = overview.data
  return (
    <Page
      title={t('title')}
      subtitle={`${area.area.fullName} · ${t('lead')}`}
      actions={
        <>
          <Button component={Link} variant="default" href={`/wall?area=${areaId}`}>
            {t('wall')}
          </Button>
          {own && (
            <>
              <Button
                component="a"
                variant="default"
                href={`/api/duty-roster.xlsx?areaId=${areaId}&from=${from}`}
              >
                {t('excel')}
              </Button>
              <Button variant="default" onClick={() => window.print()}>
                {t('print')}
              </Button>
            </>
          )}
          {mayPlan && own && (
            <Button component={Link} href={`/duty/plan?area=${areaId}`}>
              {t('plan')}
            </Button>
          )}
        </>
      }
    >
      <Stack>
        <div className="vx-no-print">
          <Tiles>
            <FigureTile id="duty.on_now" areaId={areaId} bad={false} />
            <FigureTile id="duty.uncovered" areaId={areaId} bad />
            <FigureTile id="incidents.open" areaId={areaId} bad={false} />
            <FigureTile id="incidents.late" areaId={areaId} bad />
          </Tiles>
        </div>
        {sees && <LateIncidents areaId={areaId} />}
        <div className="vx-no-print">
          <Columns
            main={
              <>
                <Gaps units={units} />
                <Units units={units} at={formatTime(now)} />
              </>
            }
            side={
              <>
                <Swaps swaps={swaps} />
                {mayServe && <MyShifts shifts={mine} />}
                {own && <Handovers handovers={handovers} />}
              </>
            }
          />
        </div>
        {week.data && own && <Week week={week.data} area={areaInSentence(area.area)} today={today} />}
      </Stack>
    </Page>
  )
}

/** Units with hours that are not covered, the next one first. */
function Gaps({ units }: { units: Unit[] }) {
  const t = useT('duty')
  const open = units
    .filter((u) => u.next !== null)
    .sort((a, b) => a.next!.startsAt.localeCompare(b.next!.startsAt) || b.gaps7d - a.gaps7d)
  return (
    <Card title={t('gaps.title')} aside={t('gaps.aside')} padding={false}>
      {open.length === 0 ? (
        <EmptyState compact title={t('gaps.none')} />
      ) : (
        <DecisionList
          items={open.map((u) => ({
            id: String(u.areaId),
            tone: 'late' as const,
            title: u.label,
            detail: `${gapText(t, u.next!)}: ${spanText(u.next!)}`,
            pill: { tone: 'late' as const, label: t('gaps.hours', { n: u.gaps7d }) },
            href: `/duty?area=${u.areaId}`,
          }))}
        />
      )}
    </Card>
  )
}

function Units({ units, at }: { units: Unit[]; at: string }) {
  const t = useT('duty')
  const who = useWho()
  const short = useShortWho()
  const hours = (n: number) =>
    n === 0 ? (
      <StatusPill tone="ok">0</StatusPill>
    ) : (
      <StatusPill tone="late">{t('gaps.hours', { n })}</StatusPill>
    )
  return (
    <Card title={t('units.title')} aside={t('units.aside', { n: units.length, at })} padding={false}>
      <DataTable<Unit>
        label={t('units.title')}
        rows={units}
        rowKey={(u) => String(u.areaId)}
        hrefOf={(u) => `/duty?area=${u.areaId}`}
        columns={[
          { key: 'label', label: t('unit'), priority: 1 },
          {
            key: 'onNow',
            label: t('on.now'),
            priority: 1,
            render: (u) =>
              u.onNow.length ? (
                <ul className="vx-duty-now">
                  {u.onNow.map((s) => (
                    <li key={s.id} title={who(s)}>
                      {short(s)}{' '}
                      <span className="vx-muted">{t(`role.${s.role}`).toLocaleLowerCase('vi')}</span>
                      {s.phone && <a href={`tel:${s.phone}`}>{s.phone}</a>}
                    </li>
                  ))}
                </ul>
              ) : (
                <StatusPill tone="late">{t('on.nobody')}</StatusPill>
              ),
          },
          { key: 'gaps24', label: t('gaps.24'), priority: 1, render: (u) => hours(u.gaps24) },
          { key: 'gaps7d', label: t('gaps.7d'), priority: 2, render: (u) => hours(u.gaps7d) },
        ]}
        empty={
          <EmptyState compact title={t('units.none')}>
            {t('units.none.next')}
          </EmptyState>
        }
      />
    </Card>
  )
}
