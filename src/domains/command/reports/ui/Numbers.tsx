import type { ReactNode } from 'react'
import { say } from '../../../../web/kit/api.ts'
import { Card, formatNumber, formatPercent, NumberLink, ToneMark, useT } from '../../../../web/kit/index.ts'
import { Phase, type ReportPage, type SheetRow } from '../contract.ts'
import './messages.ts'
import { RowNotes } from './Notes.tsx'
import { remainder, windowWords } from './words.ts'

export interface NumbersProps {
  page: Pick<ReportPage, 'sheet' | 'mayOpen' | 'notes' | 'unexplained'>
  compare: boolean
  /** Opens the list behind a cell. */
  onOpen: (key: string) => void
  /** Says something about a row; undefined where nothing can be said. */
  onSay?: ((rowKey: string) => void) | undefined
}

/** The numbers, chapter by chapter in the six phases of R04; each opens the records it counts. */
export function Numbers({
  page,
  compare,
  onOpen,
  onSay,
  aside,
  textsOf,
}: NumbersProps & {
  aside?: ReactNode
  /** What is written in a chapter beside its numbers; undefined where nothing is. */
  textsOf?: (phase: Phase) => ReactNode
}) {
  const t = useT('reports')
  const chapters = Phase.options.flatMap((phase) => {
    const rows = page.sheet.sections.filter((s) => s.phase === phase).flatMap((s) => s.rows)
    const texts = textsOf?.(phase)
    return rows.length > 0 || texts ? [{ phase, rows, texts }] : []
  })
  return (
    <Card title={t('numbers')} aside={aside}>
      {chapters.map((section) => (
        <section key={section.phase} className="report-phase" aria-label={t(section.phase)}>
          <h3>{t(section.phase)}</h3>
          <div className="report-rows">
            {section.rows.map((row) => (
              <Row
                key={row.key}
                row={row}
                compare={compare}
                open={page.mayOpen.includes(row.key) ? onOpen : undefined}
                notes={
                  <RowNotes
                    row={row}
                    notes={page.notes.filter((n) => n.rowKey === row.key)}
                    isOpen={page.unexplained.includes(row.key)}
                    onSay={onSay && (() => onSay(row.key))}
                  />
                }
              />
            ))}
          </div>
          {section.texts}
        </section>
      ))}
    </Card>
  )
}

function Row({
  row,
  compare,
  open,
  notes,
}: {
  row: SheetRow
  compare: boolean
  open: ((key: string) => void) | undefined
  notes: ReactNode
}) {
  const t = useT('reports')
  const rest = remainder(t, row)
  const parts = row.parts?.items.filter((i) => i.value !== null && i.cell.value > 0) ?? []
  return (
    <section className="report-row" aria-label={`${say(row.words)}, ${windowWords(t, row.window)}`}>
      <h4 title={say(row.definition)}>{say(row.words)}</h4>
      {row.window.kind !== 'now' && <p className="report-window">{windowWords(t, row.window)}</p>}
      <div className="report-value">
        <NumberLink
          value={row.cell.value}
          label={say(row.words)}
          {...(open ? { onOpen: () => open(row.cell.key) } : {})}
        />
        {compare && <Difference value={row.cell.value} previous={row.previous} />}
      </div>
      {row.share && (
        <p className="report-share">
          {row.share.denominator > 0
            ? t('share', {
                percent: formatPercent(row.share.numerator / row.share.denominator, { decimals: 1 }),
                n: row.share.numerator,
                of: row.share.denominator,
                words: say(row.share.ofWords).toLocaleLowerCase(),
              })
            : t('share.none', { words: say(row.share.ofWords).toLocaleLowerCase() })}
        </p>
      )}
      {parts.length > 0 && (
        <ul className="report-parts">
          {parts.map((p) => (
            <li key={p.cell.key}>
              <NumberLink
                value={p.cell.value}
                label={say(p.words)}
                {...(open ? { onOpen: () => open(p.cell.key) } : {})}
              />
              <span>{say(p.words)}</span>
            </li>
          ))}
        </ul>
      )}
      {rest && (
        <p className="report-rest">
          <ToneMark tone="due" />
          <span>
            {parts.length > 0 && <span className="report-sum">{rest.sum}</span>}
            {open ? (
              <button type="button" className="vx-text-button" onClick={() => open(rest.key)}>
                {rest.said}
              </button>
            ) : (
              rest.said
            )}
          </span>
        </p>
      )}
      {notes}
    </section>
  )
}

/** The change since the report before, as a signed number; growth is not coloured: it is good for some rows and bad for others. */
export function Difference({ value, previous }: { value: number; previous: number | null }) {
  const t = useT('reports')
  if (previous === null) return null
  const change = value - previous
  return (
    <span className="report-change" title={t('difference', { previous })}>
      {change === 0 ? t('unchanged') : formatNumber(change, { sign: true })}
    </span>
  )
}
