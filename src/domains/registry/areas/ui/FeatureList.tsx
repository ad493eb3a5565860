import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../../web/kit/api.ts'
import {
  AsyncSelect,
  Card,
  ContractForm,
  DataTable,
  Drawer,
  EmptyState,
  FilterPills,
  foldText,
  formatNumber,
  StatusPill,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { BoundaryFeature, BoundarySet, Candidate } from '../boundaries/contract.ts'
import { areasContract } from '../contract.ts'

interface FeatureListProps {
  set: BoundarySet
  features: readonly BoundaryFeature[]
  candidates: readonly Candidate[]
  nameOf: (f: BoundaryFeature) => string
  onFocus: (position: number | null) => void
}

/** The features of a file; those that nobody has decided on first, each with its choice. */
export function FeatureList({ set, features, candidates, nameOf, onFocus }: FeatureListProps) {
  const t = useT('areas')
  const client = useQueryClient()
  const [show, setShow] = useState(set.open > 0 ? 'open' : 'all')
  const [leaving, setLeaving] = useState<BoundaryFeature | 'rest' | null>(null)
  const editable = set.state === 'review'
  const rows = features.filter((f) =>
    show === 'open' ? f.matched === null : show === 'left' ? f.matched === 'left-out' : true,
  )
  const pick = async (f: BoundaryFeature, areaId: number) => {
    try {
      await call.areas.matchBoundary({ id: set.id, version: set.version, position: f.position, areaId })
      await client.invalidateQueries()
    } catch (error) {
      toast.problem(error)
    }
  }
  const find = async (q: string) => {
    const words = foldText(q).split(/\s+/)
    return candidates
      .filter((c) => !c.taken && words.every((w) => foldText(`${c.label} ${c.code}`).includes(w)))
      .slice(0, 30)
      .map((c) => ({ value: String(c.id), label: c.label, detail: c.code }))
  }
  return (
    <Card
      title={t('list')}
      aside={
        editable &&
        set.open > 1 && (
          <Button variant="default" size="xs" onClick={() => setLeaving('rest')}>
            {t('leave.rest', { count: set.open })}
          </Button>
        )
      }
      padding={false}
    >
      <div style={{ padding: '10px 16px' }}>
        <FilterPills
          label={t('list')}
          items={[
            { value: 'open', label: t('list.open'), count: set.open },
            { value: 'left', label: t('list.left'), count: set.leftOut },
            { value: 'all', label: t('list.all'), count: set.features },
          ]}
          value={show}
          onChange={setShow}
        />
      </div>
      <DataTable
        label={t('list')}
        columns={[
          {
            key: 'name',
            label: t('inFile'),
            render: (f) => [f.name, f.code, f.above].filter(Boolean).join(' · ') || nameOf(f),
          },
          {
            key: 'area',
            label: t('area'),
            render: (f) =>
              editable && (f.matched === null || f.matched === 'left-out') ? (
                <div className="areas-pick">
                  <label htmlFor={`feature-${f.position}`} className="vx-visually-hidden">
                    {t('pick', { name: nameOf(f) })}
                  </label>
                  <AsyncSelect
                    id={`feature-${f.position}`}
                    label=""
                    placeholder={t('pick.short')}
                    value={null}
                    search={find}
                    onChange={(v) => v && void pick(f, Number(v))}
                  />
                  {f.matched === null && (
                    <Button variant="default" size="xs" onClick={() => setLeaving(f)}>
                      {t('leave')}
                    </Button>
                  )}
                </div>
              ) : (
                (f.areaLabel ?? f.reason)
              ),
          },
          {
            key: 'matched',
            label: t('how'),
            width: 130,
            render: (f) =>
              f.matched === null ? (
                <StatusPill tone="due">{t('legend.open')}</StatusPill>
              ) : (
                <StatusPill tone={f.matched === 'left-out' ? 'neutral' : 'ok'}>
                  {t(`by.${f.matched}`)}
                </StatusPill>
              ),
          },
          {
            key: 'km2After',
            label: t('km2'),
            align: 'right',
            width: 110,
            priority: 2,
            render: (f) => formatNumber(f.km2After, { decimals: 2 }),
          },
        ]}
        rows={rows}
        rowKey={(f) => String(f.position)}
        onRowOpen={(f) => onFocus(f.position)}
        maxHeight="380px"
        empty={<EmptyState compact title={t('list.empty')} />}
      />
      <Drawer opened={leaving !== null} onClose={() => setLeaving(null)} title={t('leave.title')}>
        <p className="areas-lead">{t('leave.lead')}</p>
        <ContractForm
          schema={areasContract.leaveOutBoundaries['~orpc'].inputSchema!}
          hidden={['id', 'version']}
          labels={(field) => t(field)}
          value={{ id: set.id, version: set.version }}
          submitLabel={leaving === 'rest' ? t('leave.rest', { count: set.open }) : t('leave')}
          onCancel={() => setLeaving(null)}
          onSubmit={async ({ reason }) => {
            const target = { id: set.id, version: set.version }
            if (leaving === 'rest') await call.areas.leaveOutBoundaries({ ...target, reason })
            else if (leaving)
              await call.areas.matchBoundary({ ...target, position: leaving.position, leaveOut: reason })
            setLeaving(null)
            await client.invalidateQueries()
          }}
        />
      </Drawer>
    </Card>
  )
}
