import { type KeyboardEvent, memo } from 'react'
import type { MapTone } from './AreaMap.tsx'
import type { MapCell } from './model.ts'

interface AreaPathsProps {
  cells: readonly MapCell[]
  /** One path for each cell. */
  paths: readonly string[]
  tones: readonly MapTone[]
  /** What is read out. */
  names: readonly string[]
  /** Something happens on pressing an area. */
  usable: boolean
  /** Given where areas are selected by pressing. */
  selected: readonly number[] | undefined
  onOver: (id: number | null) => void
  onPress: (id: number) => void
}

const same = (a: readonly unknown[] | undefined, b: readonly unknown[] | undefined) =>
  a === b || (a !== undefined && b !== undefined && a.length === b.length && a.every((x, i) => x === b[i]))

/** Every area, one path each; nothing is done again while the pointer wanders over them. */
export const AreaPaths = memo(
  (props: AreaPathsProps) => {
    const { cells, paths, tones, names, usable, selected, onOver, onPress } = props
    return cells.map((cell, i) => (
      <AreaPath
        key={cell.id}
        id={cell.id}
        path={paths[i]!}
        tone={tones[i]!}
        name={names[i]!}
        usable={usable}
        pressed={selected?.includes(cell.id)}
        onOver={onOver}
        onPress={onPress}
      />
    ))
  },
  (a, b) =>
    a.cells === b.cells &&
    a.paths === b.paths &&
    a.usable === b.usable &&
    a.onOver === b.onOver &&
    a.onPress === b.onPress &&
    same(a.tones, b.tones) &&
    same(a.names, b.names) &&
    same(a.selected, b.selected),
)

/** One area: a button when something happens on pressing it, else a picture with a name. */
const AreaPath = memo(
  (props: {
    id: number
    path: string
    tone: MapTone
    name: string
    usable: boolean
    pressed: boolean | undefined
    onOver: (id: number | null) => void
    onPress: (id: number) => void
  }) => {
    const { id, onOver, onPress } = props
    const control = props.usable
      ? {
          role: 'button',
          tabIndex: 0,
          'aria-pressed': props.pressed,
          onClick: () => onPress(id),
          onFocus: () => onOver(id),
          onBlur: () => onOver(null),
          onKeyDown: (event: KeyboardEvent) => {
            if (event.key !== 'Enter' && event.key !== ' ') return
            event.preventDefault()
            onPress(id)
          },
        }
      : { role: 'img' }
    return (
      <path
        d={props.path}
        className="vx-map-area"
        fillRule="evenodd"
        data-tone={props.tone}
        aria-label={props.name}
        {...control}
        onPointerEnter={() => onOver(id)}
      />
    )
  },
)
