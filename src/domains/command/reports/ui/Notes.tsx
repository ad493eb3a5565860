import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { MessageSquare } from 'lucide-react'
import { z } from 'zod'
import { api, say } from '../../../../web/kit/api.ts'
import { ContractForm, Drawer, formatDateTime, toast, useT } from '../../../../web/kit/index.ts'
import type { ReportPage, SheetNote, SheetRow } from '../contract.ts'
import './messages.ts'

const Said = z.object({ said: z.string().trim().min(3).max(1000).meta({ widget: 'textarea' }) })

/** What was said about one number; whoever writes the report may add to it. */
export function RowNotes(props: {
  row: SheetRow
  notes: readonly SheetNote[]
  isOpen: boolean
  onSay: (() => void) | undefined
}) {
  const { row, notes, isOpen, onSay } = props
  const t = useT('reports')
  if (notes.length === 0 && !onSay) return null
  return (
    <>
      {notes.map((n) => (
        <p key={n.id} className="report-note" title={`${n.byName}, ${formatDateTime(n.at)}`}>
          <MessageSquare size={13} aria-hidden /> {n.said} <span className="vx-muted">{n.byName}</span>
        </p>
      ))}
      {onSay && (
        <Button
          className="vx-no-print report-say"
          size="compact-xs"
          variant={isOpen ? 'filled' : 'subtle'}
          color={isOpen ? 'orange' : 'gray'}
          onClick={onSay}
          aria-label={`${t('note')}: ${say(row.words)}`}
        >
          {t(isOpen ? 'note.must' : 'note')}
        </Button>
      )}
    </>
  )
}

/** Says something about a number. @param flush writes what is waiting and gives the version */
export function NoteDrawer(props: {
  page: ReportPage
  rowKey: string | undefined
  flush: () => Promise<number>
  onClose: () => void
}) {
  const { page, rowKey, flush, onClose } = props
  const t = useT('reports')
  const client = useQueryClient()
  const row = page.sheet.sections.flatMap((s) => s.rows).find((r) => r.key === rowKey)
  return (
    <Drawer opened={row !== undefined} onClose={onClose} title={row ? say(row.words) : ''}>
      {row && (
        <>
          <p style={{ marginTop: 0 }}>
            {t('note.lead', { now: row.cell.value, before: row.previous ?? '—' })}
          </p>
          <ContractForm
            schema={Said}
            value={{}}
            labels={() => t('note.said')}
            submitLabel={t('note.submit')}
            onCancel={onClose}
            onSubmit={async ({ said }) => {
              await api.reports.note.call({
                id: page.report.id,
                version: await flush(),
                rowKey: row.key,
                said,
              })
              await client.invalidateQueries({ queryKey: [['reports']] })
              toast.done(t('note.done'))
              onClose()
            }}
          />
        </>
      )}
    </Drawer>
  )
}

/** Gives a report that was handed in back to its writers. */
export function ReturnDrawer(props: { page: ReportPage; opened: boolean; onClose: () => void }) {
  const { page, opened, onClose } = props
  const t = useT('reports')
  const client = useQueryClient()
  return (
    <Drawer opened={opened} onClose={onClose} title={t('return')}>
      <ContractForm
        schema={Said}
        value={{}}
        labels={() => t('return.why')}
        submitLabel={t('return')}
        onCancel={onClose}
        onSubmit={async ({ said }) => {
          await api.reports.giveBack.call({ id: page.report.id, version: page.report.version, said })
          await client.invalidateQueries({ queryKey: [['reports']] })
          toast.done(t('returned'))
          onClose()
        }}
      />
    </Drawer>
  )
}
