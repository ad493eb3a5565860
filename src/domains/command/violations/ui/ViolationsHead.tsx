import { useQuery } from '@tanstack/react-query'
import { api, useArea, useNow } from '../../../../web/kit/api.ts'
import {
  calendarDate,
  ErrorState,
  formatDate,
  SkeletonLines,
  Stat,
  Tiles,
  useT,
} from '../../../../web/kit/index.ts'
import './messages.ts'

/** Violations and fines of this year, in đồng. */
export function ViolationsHead() {
  const t = useT('violations')
  const area = useArea()
  const to = calendarDate(useNow())
  const from = `${to.slice(0, 4)}-01-01`
  const query = useQuery({
    ...api.violations.sums.queryOptions({ input: { from, to, ...(area ? { areaId: area.areaId } : {}) } }),
    enabled: area !== undefined,
  })
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={3} />
  const { recorded, waiting, decided, imposed, paid } = query.data
  const since = t('since', { from: formatDate(from) })
  const window = `?from=${from}&to=${to}`
  return (
    <Tiles>
      <Stat
        label={t('sum.recorded')}
        value={recorded}
        note={since}
        href={`/figures/violations.recorded${window}`}
      />
      <Stat label={t('sum.waiting')} value={waiting} note={t('sum.waiting.note')} />
      <Stat
        label={t('sum.decided')}
        value={decided}
        note={since}
        href={`/figures/violations.decided${window}`}
      />
      <Stat label={t('sum.imposed')} value={imposed} note={t('dong')} />
      <Stat label={t('sum.paid')} value={paid} note={t('dong')} />
    </Tiles>
  )
}
