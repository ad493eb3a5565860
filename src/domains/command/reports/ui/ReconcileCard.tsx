import { useQuery } from '@tanstack/react-query'
import { api, say } from '../../../../web/kit/api.ts'
import { Card, EmptyState, formatDateTime, Link, StatusPill, useT } from '../../../../web/kit/index.ts'
import './messages.ts'
import { windowWords } from './words.ts'

/** What the records count for each unit below beside what that unit signed; only differences are listed. */
export function ReconcileCard({ id }: { id: string }) {
  const t = useT('reports')
  const query = useQuery(api.reports.reconcile.queryOptions({ input: { id } }))
  if (!query.data || query.data.units.length === 0) return null
  const signed = query.data.units.filter((u) => u.report)
  const different = signed.filter((u) => u.differences.length > 0)
  return (
    <Card
      title={t('reconcile')}
      aside={t('reconcile.signed', { n: signed.length, of: query.data.units.length })}
    >
      {signed.length === 0 && (
        <EmptyState compact title={t('reconcile.none')}>
          {t('reconcile.none.next')}
        </EmptyState>
      )}
      {signed.length > 0 && different.length === 0 && (
        <StatusPill tone="ok">{t('reconcile.same', { n: signed.length })}</StatusPill>
      )}
      <ul className="report-reconcile">
        {different.map((u) => (
          <li key={u.areaId}>
            <b>{u.name}</b>{' '}
            <Link href={`/reports/${u.report!.id}`}>
              {t('reconcile.report', { number: u.report!.number, at: formatDateTime(u.report!.asOf) })}
            </Link>
            {u.differences.map((d) => (
              <div key={d.key}>
                {t('reconcile.row', {
                  words: [say(d.words), d.window.kind !== 'now' && windowWords(t, d.window)]
                    .filter(Boolean)
                    .join(', '),
                  counted: d.counted,
                  signed: d.signed,
                })}
              </div>
            ))}
          </li>
        ))}
      </ul>
      {different.length > 0 && <p className="vx-muted">{t('reconcile.why')}</p>}
    </Card>
  )
}
