import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, say, useAddress } from '../../../../web/kit/api.ts'
import {
  Card,
  DataTable,
  EmptyState,
  ErrorState,
  FilterPills,
  SkeletonLines,
  StatusPill,
  type Tone,
  useT,
} from '../../../../web/kit/index.ts'
import { type AreaMeasure, type MeasureState, SETTING_WORDS } from '../measures/contract.ts'
import { EndMeasure } from './measure-drawers.tsx'
import { REFRESH, useSpan } from './measure-words.tsx'
import './measure-messages.ts'
import './measures.css'

const TONES: Record<MeasureState, Tone> = { coming: 'info', in_force: 'ok', ended: 'neutral' }

/** What an area, those above and those below it have set, with its end; whoever may ends one early here. */
export function AreaMeasures({ areaId, mayAdd }: { areaId: number; mayAdd: boolean }) {
  const t = useT('measures')
  const span = useSpan()
  const [which, setWhich] = useAddress('with')
  const [ending, setEnding] = useState<AreaMeasure>()
  const ended = which === 'ended'
  const query = useQuery({
    ...api.violations.areaMeasures.queryOptions({ input: { areaId, ...(ended ? { ended } : {}) } }),
    refetchInterval: REFRESH,
  })
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={4} />
  return (
    <Card title={t('own')} padding={false}>
      <div className="measures-filter">
        <FilterPills
          label={t('own.which')}
          items={[
            { value: '', label: t('own.now') },
            { value: 'ended', label: t('own.with') },
          ]}
          value={ended ? 'ended' : ''}
          onChange={(value) => setWhich(value || undefined)}
        />
      </div>
      <DataTable<AreaMeasure>
        label={t('own')}
        rows={query.data.measures}
        rowKey={(m) => m.id}
        maxHeight="none"
        footer={query.data.cut ? t('own.cut', { n: query.data.measures.length }) : undefined}
        empty={
          <EmptyState compact title={t('own.none')}>
            {t('own.none.next')} {mayAdd && t('own.none.add')}
          </EmptyState>
        }
        columns={[
          {
            key: 'title',
            label: t('measure'),
            render: (m) => (
              <div className="measures-what">
                <b>{m.title}</b>
                <small>{m.settings.map((s) => say(SETTING_WORDS[s])).join(', ')}</small>
                <small>{t('signed', { basis: m.legalBasis, by: m.signedBy })}</small>
                <small>{t('touches', { impact: m.impact })}</small>
                {m.ended && <small>{t('ended', { by: m.ended.by, reason: m.ended.reason })}</small>}
              </div>
            ),
          },
          { key: 'areaName', label: t('area'), width: 150 },
          {
            key: 'days',
            label: t('days'),
            width: 170,
            render: (m) => span(m.fromDay, m.ended?.lastDay ?? m.untilDay),
          },
          {
            key: 'state',
            label: t('state'),
            width: 150,
            render: (m) => <StatusPill tone={TONES[m.state]}>{t(`state.${m.state}`)}</StatusPill>,
          },
          ...(query.data.measures.some((m) => m.mayEnd)
            ? [
                {
                  key: 'action',
                  label: t('action'),
                  width: 110,
                  render: (m: AreaMeasure) =>
                    m.mayEnd && (
                      <Button
                        size="xs"
                        variant="default"
                        aria-label={t('end.of', { title: m.title })}
                        onClick={() => setEnding(m)}
                      >
                        {t('end')}
                      </Button>
                    ),
                },
              ]
            : []),
        ]}
      />
      <EndMeasure measure={ending} onClose={() => setEnding(undefined)} />
    </Card>
  )
}
