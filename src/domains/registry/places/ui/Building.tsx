import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call, useRight } from '../../../../web/kit/api.ts'
import {
  AsyncSelect,
  Card,
  EmptyState,
  foldText,
  Link,
  SkeletonLines,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { HouseholdInPlace } from '../../people/contract.ts'
import type { Flat } from '../contract.ts'

/** A building as those who knock on its doors see it: floors from the top, flats in order, who lives where. */
export function Building({ placeId, flats, complex }: { placeId: string; flats: Flat[]; complex: boolean }) {
  const t = useT('places')
  const mayKnow = useRight('person.read')
  const found = useQuery({
    ...api.people.inPlace.queryOptions({ input: { placeId } }),
    enabled: mayKnow,
  })
  if (mayKnow && !found.data) return <SkeletonLines lines={8} />
  const households = found.data ?? []
  const byFlat = Map.groupBy(households, (h) => h.flatId)
  const floors = Map.groupBy(flats, (f) => f.floor)
  const people = households.reduce((sum, h) => sum + h.members, 0)
  const loose = households.filter((h) => h.flatId === null && h.placeId === placeId)
  return (
    <>
      <Card
        title={t('building')}
        aside={mayKnow && t('building.sum', { flats: flats.length, households: households.length, people })}
        padding={flats.length === 0}
      >
        {flats.length === 0 && !complex && (
          <EmptyState compact title={t('building.none')}>
            {t('building.next')}
          </EmptyState>
        )}
        {[...floors].map(([floor, own]) => (
          <section key={floor} className="places-floor">
            <h3>{floor < 0 ? t('floor.below', { floor: -floor }) : t('floor', { floor })}</h3>
            <ul>
              {own.map((f) => (
                <li key={f.id} data-empty={(mayKnow && !byFlat.has(f.id)) || undefined}>
                  <b>{t('flat', { name: f.name })}</b>
                  {(byFlat.get(f.id) ?? []).map((h) => (
                    <Household key={h.id} household={h} />
                  ))}
                  {mayKnow && !byFlat.has(f.id) && <small>{t('empty')}</small>}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </Card>
      {loose.length > 0 && <Unplaced households={loose} flats={flats} />}
    </>
  )
}

function Household({ household: h }: { household: HouseholdInPlace }) {
  const t = useT('places')
  return (
    <span>
      {h.headId ? <Link href={`/people/${h.headId}`}>{h.head ?? h.address}</Link> : h.address}
      <small>
        {[
          t('members', { count: h.members }),
          h.over65 > 0 && t('over65', { count: h.over65 }),
          h.under16 > 0 && t('under16', { count: h.under16 }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </small>
    </span>
  )
}

function Unplaced({ households, flats }: { households: HouseholdInPlace[]; flats: Flat[] }) {
  const t = useT('places')
  const client = useQueryClient()
  const may = useRight('person.write')
  const find = async (q: string) =>
    flats
      .filter((f) => foldText(f.name).includes(foldText(q)))
      .slice(0, 40)
      .map((f) => ({
        value: f.id,
        label: t('flat', { name: f.name }),
        detail: t('floor', { floor: f.floor }),
      }))
  const settle = async (h: HouseholdInPlace, flatId: string) => {
    try {
      await call.people.settle({ id: h.id, version: h.version, flatId })
      await client.invalidateQueries()
      toast.done(t('settled'))
    } catch (error) {
      toast.problem(error)
    }
  }
  return (
    <Card title={t('unplaced')}>
      <p className="places-lead">{t('unplaced.lead')}</p>
      <ul className="places-unplaced">
        {households.map((h) => (
          <li key={h.id}>
            <Household household={h} />
            {may && flats.length > 0 && (
              <>
                <label htmlFor={`flat-${h.id}`} className="vx-visually-hidden">
                  {t('unplaced.pick', { name: h.head ?? h.address })}
                </label>
                <AsyncSelect
                  id={`flat-${h.id}`}
                  label=""
                  placeholder={t('choose')}
                  value={null}
                  search={find}
                  onChange={(v) => v && void settle(h, v)}
                />
              </>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
