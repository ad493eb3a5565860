import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { api, say } from '../../../../../web/kit/api.ts'
import {
  Card,
  Drawer,
  EmptyState,
  ErrorState,
  formatDateTime,
  formatNumber,
  formatPercent,
  SkeletonLines,
  useT,
} from '../../../../../web/kit/index.ts'
import type { Curve, Sheet, SheetRow } from '../../contract.ts'
import type { TemplateBody } from '../../templates/contract.ts'
import { AreaTable } from '../AreaTable.tsx'
import { Numbers } from '../Numbers.tsx'
import { windowWords } from '../words.ts'
import '../template-messages.ts'
import '../messages.ts'
import '../reports.css'
import { usePhaseWords } from './parts.tsx'

const EpiCurve = lazy(async () => ({
  default: (await import('../../../../../web/charts/EpiCurve.tsx')).EpiCurve,
}))

const WAIT = 600

/** What is counted: the body, once nothing was changed for a moment. */
function useRested(body: TemplateBody): TemplateBody {
  const [rested, setRested] = useState(body)
  useEffect(() => {
    const timer = setTimeout(() => setRested(body), WAIT)
    return () => clearTimeout(timer)
  }, [body])
  return rested
}

/** The real numbers of the office as of now, as a report from this body would have them. */
export function Preview(props: { areaId: number; areaName: string; body: TemplateBody; isWhole: boolean }) {
  const { areaId, areaName, body, isWhole } = props
  const t = useT('templates')
  const phaseWords = usePhaseWords()
  const [full, setFull] = useState(false)
  const rested = useRested(body)
  const query = useQuery({
    ...api.reports.templates.preview.queryOptions({ input: { areaId, body: rested } }),
    enabled: isWhole && rested === body,
  })
  const isEmpty = body.sections.length === 0
  const counted = isEmpty ? undefined : query.data
  return (
    <Card
      title={t('preview')}
      aside={
        counted && (
          <Button size="xs" variant="default" onClick={() => setFull(true)}>
            {t('preview.full')}
          </Button>
        )
      }
    >
      {isEmpty ? (
        <EmptyState compact title={t('preview.empty')}>
          {t('preview.empty.next')}
        </EmptyState>
      ) : (
        <>
          {!isWhole && <p className="template-fault">{t('preview.faults')}</p>}
          {query.error && isWhole ? (
            <ErrorState error={query.error} retry={() => query.refetch()} compact />
          ) : counted ? (
            <div data-stale={rested !== body || undefined} className="template-preview">
              <p className="report-window">
                {t('preview.at', { area: areaName, at: formatDateTime(counted.asOf) })}
              </p>
              {counted.sheet.sections.map((s) => (
                <section key={s.phase} aria-label={phaseWords(s.phase)}>
                  <h3>{phaseWords(s.phase)}</h3>
                  <dl>
                    {s.rows.map((row) => (
                      <PreviewRow key={row.key} row={row} />
                    ))}
                  </dl>
                </section>
              ))}
            </div>
          ) : (
            isWhole && <SkeletonLines lines={6} />
          )}
        </>
      )}
      <Drawer
        opened={full && counted !== undefined}
        onClose={() => setFull(false)}
        title={t('preview')}
        size={980}
      >
        {counted && <Whole sheet={counted.sheet} />}
      </Drawer>
    </Card>
  )
}

function PreviewRow({ row }: { row: SheetRow }) {
  const t = useT('reports')
  const parts = row.parts?.items.filter((i) => i.cell.value > 0) ?? []
  return (
    <>
      <dt>
        {say(row.words)}
        <small>{windowWords(t, row.window)}</small>
      </dt>
      <dd>
        {formatNumber(row.cell.value)}
        {row.share && row.share.denominator > 0 && (
          <small>{formatPercent(row.share.numerator / row.share.denominator, { decimals: 1 })}</small>
        )}
      </dd>
      {parts.map((p) => [
        <dt key={`${p.cell.key} name`} data-part>
          {say(p.words)}
        </dt>,
        <dd key={p.cell.key} data-part>
          {formatNumber(p.cell.value)}
        </dd>,
      ])}
    </>
  )
}

/** The sheet as the report shows it. Nothing opens: what is not stored has no lists yet. */
function Whole({ sheet }: { sheet: Sheet }) {
  const page = { sheet, mayOpen: [], notes: [], unexplained: [] }
  const curves = [...(sheet.curve ? [sheet.curve] : []), ...(sheet.charts ?? [])]
  const rows = new Map(sheet.sections.flatMap((s) => s.rows).map((r) => [r.key, r]))
  return (
    <div className="vx-stack">
      <Numbers page={page} compare={false} onOpen={() => undefined} />
      {curves.map((curve, i) => (
        <Chart
          // biome-ignore lint/suspicious/noArrayIndexKey: one row may be drawn twice
          key={`${i} ${curve.rowKey}`}
          curve={curve}
          title={say(rows.get(curve.rowKey)!.words)}
        />
      ))}
      <AreaTable page={page} onOpen={() => undefined} />
    </div>
  )
}

function Chart({ curve, title }: { curve: Curve; title: string }) {
  const t = useT('reports')
  const series =
    curve.parts.length === 0
      ? [{ key: 'all', label: title, values: curve.days.map((d) => d.cell.value) }]
      : curve.parts.map((part, i) => ({
          key: String(i),
          label: say(part.words),
          values: curve.days.map((d) => d.parts[i]?.value ?? 0),
          unclassified: part.value === null,
        }))
  return (
    <Card title={t('curve.of', { words: title })}>
      <Suspense fallback={<SkeletonLines lines={6} />}>
        <EpiCurve title={title} dates={curve.days.map((d) => d.day)} series={series} />
      </Suspense>
    </Card>
  )
}
