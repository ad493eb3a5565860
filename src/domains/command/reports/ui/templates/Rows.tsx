import { ActionIcon, Button, NativeSelect } from '@mantine/core'
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, Plus, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { say } from '../../../../../web/kit/api.ts'
import { Card, formatNumber, toast, usePhone, useT } from '../../../../../web/kit/index.ts'
import { Phase, WindowKind } from '../../contract.ts'
import { type TemplateRow, windowsOf } from '../../templates/contract.ts'
import '../template-messages.ts'
import {
  changeRow,
  firstInstant,
  insertRow,
  moveRow,
  newRow,
  removeRow,
  restoreRow,
  rowsIn,
  shapeOf,
} from './body.ts'
import { FigurePicker } from './FigurePicker.tsx'
import { type EditorProps, useFault, usePhaseWords } from './parts.tsx'

/** The six phases with their figures: added out of a list, moved by buttons or Alt and arrows, removed with a way back. */
export function Rows(props: EditorProps) {
  const { body, figures, faults, change } = props
  const t = useT('templates')
  const phaseWords = usePhaseWords()
  const fault = useFault(faults)
  const [adding, setAdding] = useState<Phase>()
  // All six phases of a template are ten screens of a telephone: there they open one at a time.
  const phone = usePhone()
  const [closed, setClosed] = useState<ReadonlySet<Phase>>(
    () => new Set(phone ? Phase.options.filter((p) => rowsIn(body, p).length > 0).slice(1) : []),
  )
  const setOpen = (phase: Phase, open: boolean) =>
    setClosed((before) => {
      const after = new Set(before)
      if (open) after.delete(phase)
      else after.add(phase)
      return after
    })
  const moved = useRef<{ key: string; by: -1 | 1 }>(undefined)
  // A row that went to another phase is drawn anew there: whoever moves it goes along.
  useEffect(() => {
    if (!moved.current) return
    const { key, by } = moved.current
    moved.current = undefined
    document.querySelector<HTMLElement>(`[data-template-row="${key}"] [data-move="${by}"]`)?.focus()
  })
  const hasFault = (phase: Phase) =>
    [...faults.keys()].some((place) => {
      const [list, nth] = place.split('.')
      return list === 'sections' && body.sections[Number(nth)]?.phase === phase
    })
  const wordsOf = (row: TemplateRow) => {
    const figure = figures.get(row.figure)
    return figure ? say(figure.words) : t('row.gone', { id: row.figure })
  }
  return (
    <Card title={t('rows')} aside={<span className="template-keys">{t('rows.help')}</span>}>
      {fault('sections') && (
        <p className="template-fault" role="status">
          {fault('sections')}
        </p>
      )}
      {Phase.options.map((phase) => {
        const rows = rowsIn(body, phase)
        // What is wrong is not hidden.
        const isOpen = !closed.has(phase) || hasFault(phase)
        const Fold = isOpen ? ChevronDown : ChevronRight
        return (
          <section key={phase} className="report-phase" aria-label={phaseWords(phase)}>
            <div className="template-phase">
              <h3>
                <button
                  type="button"
                  className="template-fold"
                  aria-expanded={isOpen}
                  onClick={() => setOpen(phase, !isOpen)}
                >
                  <Fold size={15} aria-hidden />
                  {phaseWords(phase)}
                  {rows.length > 0 && <small>{formatNumber(rows.length)}</small>}
                </button>
              </h3>
              <Button
                size="xs"
                variant="default"
                leftSection={<Plus size={14} aria-hidden />}
                aria-label={t('row.addTo', { phase: phaseWords(phase) })}
                onClick={() => {
                  setOpen(phase, true)
                  setAdding(phase)
                }}
              >
                {t('row.add')}
              </Button>
            </div>
            {isOpen && rows.length === 0 && <p className="vx-muted template-none">{t('rows.none')}</p>}
            {(isOpen ? rows : []).map((row) => (
              <Row
                key={row.key}
                {...props}
                row={row}
                words={wordsOf(row)}
                onMove={(by) => {
                  moved.current = { key: row.key, by }
                  const after = moveRow(body, row.key, by)
                  const to = Phase.options.find((p) => rowsIn(after, p).some((r) => r.key === row.key))
                  if (to) setOpen(to, true)
                  change((b) => moveRow(b, row.key, by))
                }}
                onRemove={() => {
                  const before = body
                  change((b) => removeRow(b, row.key))
                  toast.done(t('row.removed', { words: wordsOf(row) }), {
                    undo: () => change((b) => restoreRow(b, before, row.key)),
                  })
                }}
              />
            ))}
          </section>
        )
      })}
      <FigurePicker
        title={adding && t('row.addTo', { phase: phaseWords(adding) })}
        figures={figures}
        used={new Set(body.sections.flatMap((s) => s.rows.map((r) => r.figure)))}
        onPick={(figure) =>
          change((b) => insertRow(b, adding!, rowsIn(b, adding!).length, newRow(b, figure)))
        }
        onClose={() => setAdding(undefined)}
      />
    </Card>
  )
}

interface RowProps extends EditorProps {
  row: TemplateRow
  words: string
  onMove: (by: -1 | 1) => void
  onRemove: () => void
}

function Row({ body, figures, faults, change, row, words, onMove, onRemove }: RowProps) {
  const t = useT('templates')
  const fault = useFault(faults)
  const figure = figures.get(row.figure)
  const section = body.sections.findIndex((s) => s.rows.some((r) => r.key === row.key))
  const place = `sections.${section}.rows.${body.sections[section]!.rows.findIndex((r) => r.key === row.key)}`
  const set = (next: Partial<TemplateRow>) => change((b) => changeRow(b, row.key, (r) => ({ ...r, ...next })))
  const none = { value: '', label: t('row.none') }
  const windows = figure ? windowsOf(shapeOf(figure)) : []
  // Of a share one says what it is part of: another row over the same days.
  const whole = body.sections
    .flatMap((s) => s.rows)
    .filter((r) => r.key !== row.key && r.window === row.window)
    .map((r) => ({ value: r.key, label: figures.get(r.figure) ? say(figures.get(r.figure)!.words) : r.key }))
  const wrong = fault(`${place}.figure`) ?? fault(place)
  return (
    <section
      className="template-row"
      data-template-row={row.key}
      aria-label={words}
      onKeyDown={(event) => {
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
        event.preventDefault()
        onMove(event.key === 'ArrowUp' ? -1 : 1)
      }}
    >
      <div className="template-row-head">
        <h4>{words}</h4>
        <span className="template-row-buttons">
          <ActionIcon
            variant="subtle"
            color="gray"
            data-move={-1}
            aria-label={t('row.up', { words })}
            onClick={() => onMove(-1)}
          >
            <ArrowUp size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            data-move={1}
            aria-label={t('row.down', { words })}
            onClick={() => onMove(1)}
          >
            <ArrowDown size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('row.remove', { words })}
            onClick={onRemove}
          >
            <X size={16} aria-hidden />
          </ActionIcon>
        </span>
      </div>
      {figure && <p className="template-definition">{say(figure.definition)}</p>}
      {wrong && <p className="template-fault">{wrong}</p>}
      <div className="template-row-fields">
        <NativeSelect
          label={t('row.window')}
          value={row.window}
          error={fault(`${place}.window`)}
          data={[...new Set([...windows, row.window])].map((value) => ({
            value,
            label: t(`window.${value}`),
          }))}
          onChange={(e) => {
            const window = WindowKind.parse(e.currentTarget.value)
            const at = window === 'now' ? undefined : (row.at ?? (figure && firstInstant(figure)))
            set({ window, at, of: undefined })
          }}
        />
        {figure && row.window !== 'now' && figure.instants.length > 0 && (
          <NativeSelect
            label={t('row.at')}
            value={row.at ?? ''}
            error={fault(`${place}.at`)}
            data={[
              ...(row.at ? [] : [none]),
              ...figure.instants.map((i) => ({ value: i.key, label: say(i.words) })),
            ]}
            onChange={(e) => set({ at: e.currentTarget.value || undefined })}
          />
        )}
        {figure && figure.parts.length > 0 && (
          <NativeSelect
            label={t('row.part')}
            value={row.part ?? ''}
            error={fault(`${place}.part`)}
            data={[none, ...figure.parts.map((p) => ({ value: p.key, label: say(p.words) }))]}
            onChange={(e) => set({ part: e.currentTarget.value || undefined })}
          />
        )}
        {(whole.length > 0 || row.of) && (
          <NativeSelect
            label={t('row.of')}
            value={row.of ?? ''}
            error={fault(`${place}.of`)}
            data={[none, ...whole]}
            onChange={(e) => set({ of: e.currentTarget.value || undefined })}
          />
        )}
      </div>
    </section>
  )
}
