import { formatNumber, Link, useT } from '../../../../web/kit/index.ts'

interface Blocker {
  line: number
  type: string
  id: string
  label: string
  why: 'changed' | 'used'
  usedBy: string | null
}

/** The records in the way of an undo, out of the details of a problem. */
export function blockersOf(details: unknown): Blocker[] {
  const list = (details as { blockers?: unknown } | undefined)?.blockers
  return Array.isArray(list) ? (list as Blocker[]) : []
}

const HREF: Record<string, string> = { case: '/cases/', person: '/people/' }

/** Which records somebody has changed or uses, each with a way to it. */
export function Blockers({ blockers }: { blockers: Blocker[] }) {
  const t = useT('imports')
  return (
    <ul className="imports-blockers">
      {blockers.map((b) => (
        <li key={b.id}>
          {HREF[b.type] ? <Link href={`${HREF[b.type]}${b.id}`}>{b.label}</Link> : b.label}{' '}
          <span>
            ({t('line', { n: formatNumber(b.line) })}):{' '}
            {t(b.why === 'changed' ? 'blocker.changed' : usedWords(b.usedBy))}
          </span>
        </li>
      ))}
    </ul>
  )
}

const USED: Record<string, string> = {
  'vx.lab_result': 'blocker.lab',
  'vx.contact': 'blocker.contact',
  'vx.followup': 'blocker.followup',
  'vx.case_record': 'blocker.case',
}
const usedWords = (table: string | null) => USED[table ?? ''] ?? 'blocker.used'
