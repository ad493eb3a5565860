import './indicators-messages.ts'
import './indicators.css'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ChevronDown, Download } from 'lucide-react'
import { useState } from 'react'
import type { IndicatorOut } from '../../platform/api-contract.ts'
import { Sparkline } from '../charts/Sparkline.tsx'
import { api, areaName, say, useAddress, useArea, useAsOf, useNow, useRight } from '../kit/api.ts'
import {
  Card,
  ErrorState,
  FilterPills,
  formatDate,
  formatDateTime,
  Page,
  SkeletonLines,
  Stack,
  StatusPill,
  useT,
} from '../kit/index.ts'
import { IndicatorDetail } from './IndicatorDetail.tsx'
import { type Ask, Counts, levelText, valueText } from './indicator-parts.tsx'

const GROUPS = ['watch', 'early', 'speed', 'tracing', 'outcome', 'quality'] as const
const WINDOWS = ['7', '14', '28'] as const

/** How the response is doing: every indicator with its value, target, trend and lag, opened to formula and areas. */
export function IndicatorsPage() {
  const t = useT('indicators')
  const area = useArea()
  const now = useNow()
  const [asOf] = useAsOf()
  const [chosen, choose] = useAddress('days')
  const mayExport = useRight('export.make')
  const all = useQuery({
    ...api.platform.indicators.list.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (all.error) return <ErrorState error={all.error} retry={() => all.refetch()} />
  if (!all.data || !area) return <SkeletonLines lines={12} />
  const days = WINDOWS.find((d) => d === chosen) ?? '14'
  const ask: Ask = { areaId: area.areaId, days: Number(days), ...(asOf ? { asOf } : {}) }
  const exportHref = `/api/indicators/export.xlsx?${new URLSearchParams(
    Object.entries(ask).map(([k, v]) => [k, String(v)]),
  )}`
  return (
    <Page
      title={t('title')}
      subtitle={`${areaName(area.byId, area.areaId)} · ${formatDateTime(asOf ?? now)} · ${t('lead')}`}
      actions={
        <>
          <FilterPills
            label={t('days')}
            items={WINDOWS.map((value) => ({ value, label: t(`days.${value}`) }))}
            value={days}
            onChange={(value) => choose(value === '14' ? undefined : value)}
          />
          {mayExport && (
            <Button
              component="a"
              href={exportHref}
              download
              variant="default"
              leftSection={<Download size={15} aria-hidden />}
            >
              {t('excel')}
            </Button>
          )}
        </>
      }
    >
      <Stack>
        {GROUPS.map((group) => (
          <Card key={group} title={t(`group.${group}`)} aside={t(`group.${group}.aside`)} padding={false}>
            <ul className="ind-list">
              {all.data
                .filter((i) => i.group === group)
                .map((i) => (
                  <Row key={i.id} about={i} ask={ask} />
                ))}
            </ul>
          </Card>
        ))}
      </Stack>
    </Page>
  )
}

function Row({ about, ask }: { about: IndicatorOut; ask: Ask }) {
  const t = useT('indicators')
  const [opened, open] = useState(false)
  const found = useQuery(api.platform.indicators.value.queryOptions({ input: { id: about.id, ...ask } }))
  const value = found.data
  const weeks = value?.weeks.map((w) => w.value) ?? []
  const shown = weeks.filter((w) => w !== null).length > 1
  return (
    <li className="ind" data-opened={opened || undefined} aria-busy={found.isPending || undefined}>
      <div className="ind-row">
        <div className="ind-name">
          <h3>{say(about.words)}</h3>
          {about.lag.days > 0 && value?.to && (
            <p className="ind-note">
              {t('window', {
                from: formatDate(value.from, { short: true }),
                to: formatDate(value.to, { short: true }),
              })}
            </p>
          )}
        </div>
        {found.error && <ErrorState error={found.error} retry={() => found.refetch()} />}
        {!value && !found.error && <span className="vx-skeleton ind-wait" />}
        {value && (
          <>
            <div className="ind-value">{valueText(about, value.total)}</div>
            <div className="ind-counts">
              <Counts about={about} measure={value.total} value={value} ask={ask} />
            </div>
            <div className="ind-trend">
              {shown && (
                <Sparkline
                  points={weeks}
                  tone="neutral"
                  width={110}
                  label={t('trend', {
                    from: formatDate(value.weeks[0]!.from, { short: true }),
                    to: formatDate(value.weeks.at(-1)!.to, { short: true }),
                  })}
                />
              )}
            </div>
            <div className="ind-target">
              {about.target && (
                <StatusPill
                  tone={value.total.reached === null ? 'neutral' : value.total.reached ? 'ok' : 'due'}
                >
                  {t(value.total.reached === null ? 'level' : value.total.reached ? 'reached' : 'missed', {
                    level: levelText(t, about, about.target.value),
                  })}
                </StatusPill>
              )}
            </div>
          </>
        )}
        <button
          type="button"
          className="ind-open"
          aria-expanded={opened}
          aria-label={`${t('show')}: ${say(about.words)}`}
          onClick={() => open(!opened)}
        >
          <span>{t('show')}</span>
          <ChevronDown size={16} aria-hidden />
        </button>
      </div>
      {opened && value && <IndicatorDetail about={about} value={value} ask={ask} />}
    </li>
  )
}
