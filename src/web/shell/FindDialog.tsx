import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useState } from 'react'
import { api, areaName, useArea, useViewer } from '../kit/api.ts'
import { foldText, Link, Modal, useNavigateTo, useT } from '../kit/index.ts'
import { NAVIGATION } from './navigation.ts'
import './pickers.css'

interface Found {
  group: string
  href: string
  title: string
  detail?: string
}

/** Ctrl-K: people, cases, places and pages by a few letters, without accents and in any order. */
export function FindDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useT('shell')
  const viewer = useViewer()
  const choice = useArea()
  const navigate = useNavigateTo()
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const [q] = useDebouncedValue(query.trim(), 150)
  const may = (right: string) => viewer?.rights.includes(right) ?? false
  const enabled = opened && q.length > 1
  const people = useQuery({
    ...api.people.search.queryOptions({ input: { q: q || ' ', limit: 8 } }),
    enabled: enabled && may('person.read'),
  })
  const cases = useQuery({
    ...api.platform.registers.rows.queryOptions({ input: { id: 'cases', q, limit: 5 } }),
    enabled: enabled && may('case.read'),
  })
  const places = useQuery({
    ...api.places.search.queryOptions({ input: { q, limit: 5 } }),
    enabled: enabled && may('place.read'),
  })
  const words = foldText(q).split(/\s+/)
  const found: Found[] = !enabled
    ? []
    : [
        ...(people.data ?? []).map((p) => ({
          group: 'people',
          href: `/people/${p.id}`,
          title: p.fullName,
          detail: [p.birthYear, p.address, areaName(choice?.byId, p.areaId)].filter(Boolean).join(' · '),
        })),
        ...(cases.data?.rows ?? []).map((c) => ({
          group: 'cases',
          href: `/cases/${c.id}`,
          title: String(c.code),
          detail: [c.full_name, c.area].filter(Boolean).join(' · '),
        })),
        ...(places.data ?? []).map((p) => ({
          group: 'places',
          href: `/places?q=${encodeURIComponent(p.name)}`,
          title: p.name,
          detail: areaName(choice?.byId, p.areaId),
        })),
        ...NAVIGATION.flatMap((g) => g.items)
          .filter((i) => may(i.right) && words.every((w) => foldText(t(`nav.${i.key}`)).includes(w)))
          .map((i) => ({ group: 'pages', href: i.href, title: t(`nav.${i.key}`) })),
      ]
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive((a) => Math.min(a + 1, found.length - 1))
    else if (event.key === 'ArrowUp') setActive((a) => Math.max(a - 1, 0))
    else if (event.key === 'Enter' && found[active]) {
      navigate(found[active].href)
      onClose()
    } else return
    event.preventDefault()
  }
  return (
    <Modal opened={opened} onClose={onClose} title={t('search')} size={600}>
      <TextInput
        aria-label={t('search')}
        placeholder={t('search')}
        value={query}
        data-autofocus
        onKeyDown={onKey}
        onChange={(e) => {
          setQuery(e.currentTarget.value)
          setActive(0)
        }}
      />
      <div className="shell-found" style={{ minHeight: 260 }} aria-live="polite">
        {!enabled && <p className="vx-muted">{t('search.hint')}</p>}
        {enabled && found.length === 0 && !people.isFetching && !cases.isFetching && (
          <p className="vx-muted">{t('search.none', { q })}</p>
        )}
        {found.map((f, i) => (
          <div key={`${f.group} ${f.href} ${f.title}`}>
            {found[i - 1]?.group !== f.group && <h3>{t(`search.${f.group}`)}</h3>}
            <Link href={f.href} data-active={i === active || undefined} onClick={onClose}>
              {f.title}
              {f.detail && <small>{f.detail}</small>}
            </Link>
          </div>
        ))}
      </div>
    </Modal>
  )
}
