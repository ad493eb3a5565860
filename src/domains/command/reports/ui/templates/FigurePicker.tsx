import { Button, TextInput } from '@mantine/core'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { say } from '../../../../../web/kit/api.ts'
import { Badge, Drawer, EmptyState, useT } from '../../../../../web/kit/index.ts'
import type { TemplateFigure } from '../../templates/contract.ts'
import '../template-messages.ts'

const DOMAINS = [
  'cases',
  'contacts',
  'followups',
  'chains',
  'claims',
  'orders',
  'zones',
  'signals',
  'tasks',
  'documents',
  'inspections',
  'findings',
  'plans',
  'violations',
  'duty',
  'incidents',
  'field_visits',
  'workplace',
  'teams',
  'reports',
  'practices',
  'imports',
  'people',
]

const fold = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()

/** Every figure by domain with how it is counted; searched with or without accents. Stays open: several are added at a time. */
export function FigurePicker(props: {
  /** Open while there is one. */
  title: string | undefined
  figures: ReadonlyMap<string, TemplateFigure>
  /** Figures that some row counts already. */
  used: ReadonlySet<string>
  onPick: (figure: TemplateFigure) => void
  onClose: () => void
}) {
  const t = useT('templates')
  const [query, setQuery] = useState('')
  const wanted = fold(query).split(/\s+/).filter(Boolean)
  const found = [...props.figures.values()].filter((f) => {
    const text = fold(`${say(f.words)} ${say(f.definition)}`)
    return wanted.every((word) => text.includes(word))
  })
  const groups = Map.groupBy(found, (f) => (DOMAINS.includes(f.domain) ? f.domain : 'other'))
  return (
    <Drawer opened={props.title !== undefined} onClose={props.onClose} title={props.title ?? ''}>
      <div className="vx-stack">
        <TextInput
          label={t('pick.search')}
          type="search"
          data-autofocus
          value={query}
          onChange={(e) => setQuery(e.currentTarget.value)}
        />
        {found.length === 0 && (
          <EmptyState compact title={t('pick.none')}>
            {t('pick.none.next')}
          </EmptyState>
        )}
        {[...DOMAINS, 'other'].map((domain) => {
          const figures = groups.get(domain)
          if (!figures) return null
          return (
            <section key={domain} className="template-group" aria-label={t(`domain.${domain}`)}>
              <h3>{t(`domain.${domain}`)}</h3>
              <ul>
                {figures.map((f) => (
                  <li key={f.id}>
                    <div>
                      <b>{say(f.words)}</b> {props.used.has(f.id) && <Badge>{t('pick.in')}</Badge>}
                      <p className="template-definition">{say(f.definition)}</p>
                    </div>
                    <Button
                      size="xs"
                      variant="default"
                      leftSection={<Plus size={14} aria-hidden />}
                      aria-label={t('pick.addOne', { words: say(f.words) })}
                      onClick={() => props.onPick(f)}
                    >
                      {t('pick.add')}
                    </Button>
                  </li>
                ))}
              </ul>
            </section>
          )
        })}
      </div>
    </Drawer>
  )
}
