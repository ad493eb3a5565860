import { useQuery } from '@tanstack/react-query'
import { api, useArea, useNow, useRight } from '../../../../web/kit/api.ts'
import {
  ErrorState,
  formatDate,
  formatDuration,
  formatTime,
  Link,
  SkeletonLines,
  useT,
} from '../../../../web/kit/index.ts'
import type { Unit } from '../contract.ts'
import type { Incident } from '../incidents/contract.ts'
import { useOpenIncidents } from './incident-parts.tsx'
import { gapText, spanText, useShortWho, useTick, weekdayOf } from './parts.tsx'
import './wall.css'

const MOST = 7

/** The wall of the command post: who is on duty where, what is not covered, which incidents run; read from four metres. */
export function Wall() {
  const t = useT('duty')
  const area = useArea()
  const now = useNow()
  useTick(5)
  const sees = useRight('incident.read')
  const areaId = area?.areaId
  const overview = useQuery({
    ...api.duty.overview.queryOptions({ input: { areaId: areaId ?? 0 } }),
    enabled: areaId !== undefined,
    refetchInterval: 30_000,
  })
  const incidents = useOpenIncidents(areaId, sees)
  if (overview.error) return <ErrorState error={overview.error} retry={() => overview.refetch()} />
  if (!overview.data || !area) return <SkeletonLines lines={10} />
  const { units } = overview.data
  const open = incidents.data ?? []
  return (
    <main className="vx-wall">
      <header>
        <h1>{area.area.fullName}</h1>
        <p className="vx-wall-clock">
          <b>{formatTime(now)}</b> {t(`day.${weekdayOf(now.getTime())}`)}, {formatDate(now)}
        </p>
        <Link href={`/duty?area=${areaId}`}>{t('wall.leave')}</Link>
      </header>
      <section aria-label={t('wall.now')}>
        <h2>{t('wall.now')}</h2>
        <ol className="vx-wall-units">
          {units.map((u) => (
            <Post key={u.areaId} unit={u} own={u.areaId === areaId} />
          ))}
        </ol>
      </section>
      {sees && (
        <section aria-label={t('wall.incidents')} className="vx-wall-side">
          <h2>
            {t('wall.incidents')} <span>{open.length}</span>
          </h2>
          {open.length === 0 && <p className="vx-wall-quiet">{t('wall.incidents.none')}</p>}
          <ol className="vx-wall-incidents">
            {open.slice(0, MOST).map((i) => (
              <Running key={i.id} incident={i} now={now} />
            ))}
          </ol>
          {open.length > MOST && <p className="vx-wall-quiet">{t('wall.more', { n: open.length - MOST })}</p>}
        </section>
      )}
    </main>
  )
}

function Post({ unit, own }: { unit: Unit; own: boolean }) {
  const t = useT('duty')
  const who = useShortWho()
  const soon = unit.gaps24 > 0 && unit.next
  return (
    <li
      data-gone={unit.onNow.length === 0 || undefined}
      data-gap={soon ? true : undefined}
      data-own={own || undefined}
    >
      <h3>{unit.label.replace(/^(Phường|Quận) /, '')}</h3>
      {unit.onNow.length === 0 ? (
        <p className="vx-wall-none">{t('on.nobody')}</p>
      ) : (
        <p>{unit.onNow.slice(0, 3).map(who).join(', ')}</p>
      )}
      {soon && (
        <p className="vx-wall-gap">
          {gapText(t, unit.next!)}: {spanText(unit.next!)}
        </p>
      )}
    </li>
  )
}

function Running({ incident, now }: { incident: Incident; now: Date }) {
  const t = useT('duty')
  const ti = useT('incidents')
  const left = incident.dueAt ? Date.parse(incident.dueAt) - now.getTime() : null
  const time = left === null ? '' : formatDuration(left)
  const timer =
    left === null ? t('wall.site') : left < 0 ? t('wall.late', { time }) : t('wall.left', { time })
  return (
    <li data-late={(left !== null && left < 0) || undefined}>
      <p className="vx-wall-timer">{timer}</p>
      <h3>
        {ti(`kind.${incident.kind}`)}: {incident.placeText}
      </h3>
      <p>
        {incident.areaLabel} · {ti(`state.${incident.state}`)}
        {incident.team && ` · ${incident.team.name}`}
      </p>
    </li>
  )
}
