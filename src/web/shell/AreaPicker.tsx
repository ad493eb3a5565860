import { Popover, TextInput } from '@mantine/core'
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { areaName, useArea, useViewer } from '../kit/api.ts'
import { foldText, useT } from '../kit/index.ts'
import './pickers.css'

/** Which area the screen is about, and the way to another one within the viewer's own. */
export function AreaPicker() {
  const t = useT('shell')
  const viewer = useViewer()
  const choice = useArea()
  const [opened, setOpened] = useState(false)
  const [query, setQuery] = useState('')
  if (!choice || !viewer) return null
  const mine = (id: number): boolean => {
    for (let a = choice.byId.get(id); a; a = a.parentId === null ? undefined : choice.byId.get(a.parentId)) {
      if (a.id === viewer.areaId) return true
    }
    return false
  }
  const words = foldText(query).split(/\s+/).filter(Boolean)
  const found = query
    ? [...choice.byId.values()].filter(
        (a) => mine(a.id) && words.every((w) => foldText(areaName(choice.byId, a.id)).includes(w)),
      )
    : [...choice.path.filter((a) => mine(a.id)), ...choice.children(choice.areaId)]
  const above = choice.path.slice(0, -1)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={320} trapFocus>
      <Popover.Target>
        <button
          type="button"
          className="shell-chip"
          aria-expanded={opened}
          onClick={() => setOpened((o) => !o)}
        >
          <span className="vx-visually-hidden">{t('area')}: </span>
          <span className="shell-chip-text">
            <span className="shell-path">{above.slice(-1).map((a) => `${a.name} › `)}</span>
            <b>{choice.area.fullName}</b>
          </span>
          <ChevronDown size={14} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <TextInput
          aria-label={t('area.find')}
          placeholder={t('area.find')}
          value={query}
          onChange={(e) => setQuery(e.currentTarget.value)}
          data-autofocus
        />
        <div className="shell-area-list">
          {found.slice(0, 80).map((a) => (
            <button
              key={a.id}
              type="button"
              aria-current={a.id === choice.areaId}
              style={query ? undefined : { paddingLeft: 8 + 14 * choice.path.concat(a).indexOf(a) }}
              onClick={() => {
                choice.setArea(a.id)
                setOpened(false)
                setQuery('')
              }}
            >
              {query ? areaName(choice.byId, a.id) : a.fullName}
            </button>
          ))}
          {found.length === 0 && <p className="vx-muted">{t('area.none')}</p>}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
