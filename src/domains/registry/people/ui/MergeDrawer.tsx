import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, areaName, call, useArea } from '../../../../web/kit/api.ts'
import {
  AsyncSelect,
  Drawer,
  ErrorState,
  formatDate,
  formatNumber,
  SkeletonLines,
  toast,
  useLanguage,
  useNavigateTo,
  useT,
} from '../../../../web/kit/index.ts'
import type { MergeField, MergeReview } from '../contract.ts'
import { ReasonForm } from './ReasonForm.tsx'
import './messages.ts'
import './people.css'

/** Chooses the other record, shows both side by side, and merges. `otherId` when it is known already. */
export function MergeDrawer(props: {
  personId: string
  otherId?: string | undefined
  opened: boolean
  onClose: () => void
}) {
  const t = useT('merge')
  return (
    <Drawer opened={props.opened} onClose={props.onClose} title={t('title')} size={720}>
      {props.opened && <Merging {...props} />}
    </Drawer>
  )
}

function Merging(props: { personId: string; otherId?: string | undefined; onClose: () => void }) {
  const t = useT('merge')
  const area = useArea()
  const [otherId, setOther] = useState(props.otherId ?? null)
  const [isSwapped, setSwapped] = useState(false)
  const search = async (q: string) => {
    if (q.trim().length < 2) return []
    const found = await call.people.search({ q, limit: 12 })
    return found
      .filter((p) => p.id !== props.personId)
      .map((p) => ({
        value: p.id,
        label: p.fullName,
        detail: [p.birthYear, p.address, areaName(area?.byId, p.areaId)].filter(Boolean).join(' · '),
      }))
  }
  if (!otherId) {
    return (
      <AsyncSelect
        label={t('other')}
        description={t('other.lead')}
        value={null}
        onChange={setOther}
        search={search}
      />
    )
  }
  const [id, other] = isSwapped ? [otherId, props.personId] : [props.personId, otherId]
  return (
    <>
      <div className="people-merge-head">
        <Button size="compact-sm" variant="subtle" onClick={() => setSwapped((s) => !s)}>
          {t('swap')}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={() => setOther(null)}>
          {t('other.change')}
        </Button>
      </div>
      <Review key={`${id} ${other}`} id={id} otherId={other} onClose={props.onClose} />
    </>
  )
}

function Review({ id, otherId, onClose }: { id: string; otherId: string; onClose: () => void }) {
  const query = useQuery(api.people.reviewMerge.queryOptions({ input: { id, otherId } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} compact />
  if (!query.data) return <SkeletonLines lines={8} />
  return <SideBySide review={query.data} onClose={onClose} />
}

function SideBySide({ review, onClose }: { review: MergeReview; onClose: () => void }) {
  const t = useT('merge')
  const [language] = useLanguage()
  const client = useQueryClient()
  const navigate = useNavigateTo()
  const { kept, merged, fields, moves, clashes } = review
  const [take, setTake] = useState<Partial<Record<MergeField, boolean>>>({})
  const isTaken = (f: MergeReview['fields'][number]) => take[f.field] ?? f.take
  const differ = fields.filter((f) => f.kept !== f.merged)
  const same = fields.filter((f) => f.kept === f.merged && f.kept !== null)
  const name = (field: MergeField) => t(`field.${field}`)
  const say = (field: MergeField, value: string | null) => {
    if (value === null) return t('none')
    if (field === 'sex') return t(`sex.${value}`)
    return field === 'birth' && value.length > 4 ? formatDate(value) : value
  }
  const merge = async (reason: string) => {
    const done = await call.people.merge({
      id: kept.id,
      version: kept.version,
      otherId: merged.id,
      otherVersion: merged.version,
      take: fields.filter(isTaken).map((f) => f.field),
      reason,
    })
    onClose()
    navigate(`/people/${kept.id}`)
    await client.invalidateQueries()
    toast.done(t('done', { name: merged.fullName }), {
      undo: async () => {
        await call.people.unmerge({ id: done.id, version: 1, reason: t('done.undo') })
        await client.invalidateQueries()
      },
    })
  }
  return (
    <div className="people-merge">
      <div className="people-merge-two">
        {[kept, merged].map((p, i) => (
          <div key={p.id}>
            <small>{t(i === 0 ? 'kept' : 'merged')}</small>
            <strong>{p.fullName}</strong>
            <span>{[p.birthYear, p.address].filter(Boolean).join(' · ')}</span>
          </div>
        ))}
      </div>
      <section>
        <h3>{t('differ')}</h3>
        {differ.map((f) => (
          <fieldset key={f.field}>
            <legend>{name(f.field)}</legend>
            {[f.kept, f.merged].map((value, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the kept one is always first
              <label key={i} data-on={isTaken(f) === (i === 1) || undefined}>
                <input
                  type="radio"
                  name={f.field}
                  checked={isTaken(f) === (i === 1)}
                  disabled={i === 1 && value === null}
                  onChange={() => setTake((old) => ({ ...old, [f.field]: i === 1 }))}
                />
                <span className={value === null ? 'vx-muted' : undefined}>{say(f.field, value)}</span>
              </label>
            ))}
          </fieldset>
        ))}
        <p className="vx-muted vx-small">
          {differ.length === 0
            ? t('same.all')
            : same.length > 0 && t('same', { fields: same.map((f) => name(f.field)).join(', ') })}
        </p>
      </section>
      <section>
        <h3>{t('moves')}</h3>
        {moves.length === 0 ? (
          <p>{t('moves.none')}</p>
        ) : (
          <ul className="people-merge-moves">
            {moves.map((m) => (
              <li key={m.vi}>
                <span>{m[language]}</span>
                <b>{formatNumber(m.count)}</b>
              </li>
            ))}
          </ul>
        )}
        <p className="vx-muted vx-small">{t('moves.after')}</p>
      </section>
      {clashes.map((c) => (
        <p key={c.code} role="alert" className="vx-confirm-failure">
          {t(`clash.${c.code}`, { labels: c.labels.join(', ') })}
        </p>
      ))}
      <ReasonForm
        hint={t('reason.merge')}
        submitLabel={t('confirm')}
        disabled={clashes.length > 0}
        onSubmit={merge}
      />
    </div>
  )
}
