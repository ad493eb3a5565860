import { useQuery } from '@tanstack/react-query'
import { api, say, useNow } from '../kit/api.ts'
import {
  Card,
  calendarDate,
  ErrorState,
  formatDate,
  Page,
  SkeletonLines,
  Stack,
  StatusPill,
  type Tone,
  useT,
} from '../kit/index.ts'
import './rules.css'
import './rules-messages.ts'

type Force = 'now' | 'past' | 'future'
const TONE: Record<Force, Tone> = { now: 'ok', past: 'neutral', future: 'info' }

/** Rules about one kind of record are called by what they say of themselves. */
function ownWords(body: unknown): string | undefined {
  const words = body as { vi?: unknown; en?: unknown } | null
  return typeof words?.vi === 'string' && typeof words.en === 'string'
    ? say({ vi: words.vi, en: words.en })
    : undefined
}

/** Every rule of law and medicine that the product uses: its versions, newest first, each with its basis. */
export function RulesPage() {
  const t = useT('rules')
  const today = calendarDate(useNow())
  const rules = useQuery(api.platform.rules.queryOptions({ input: {} }))
  if (rules.error) return <ErrorState error={rules.error} retry={() => rules.refetch()} />
  if (!rules.data) return <SkeletonLines lines={8} />
  const force = (r: { effectiveFrom: string; effectiveTo: string | null }): Force =>
    r.effectiveFrom > today ? 'future' : r.effectiveTo !== null && r.effectiveTo < today ? 'past' : 'now'
  return (
    <Page title={t('title')} subtitle={t('lead')}>
      <Stack>
        {[...Map.groupBy(rules.data, (r) => r.key)].map(([key, versions]) => (
          <Card
            key={key}
            title={ownWords(versions[0]!.body) ?? t(key)}
            aside={<code>{key}</code>}
            padding={false}
          >
            <ol className="vx-rows">
              {[...versions]
                .sort((a, b) => b.effectiveFrom.localeCompare(a.effectiveFrom))
                .map((r) => (
                  <li key={r.id} className="rules-version" data-force={force(r)}>
                    <div className="rules-when">
                      <b>
                        {r.effectiveTo
                          ? t('span', { from: formatDate(r.effectiveFrom), to: formatDate(r.effectiveTo) })
                          : t('from', { from: formatDate(r.effectiveFrom) })}
                      </b>
                      <StatusPill tone={TONE[force(r)]}>{t(force(r))}</StatusPill>
                    </div>
                    <div className="rules-basis">
                      <p>{r.legalBasis}</p>
                      <details>
                        <summary>{t('body')}</summary>
                        <pre>{JSON.stringify(r.body, null, 2)}</pre>
                      </details>
                    </div>
                    <StatusPill tone={r.confirmedBy ? 'ok' : 'due'}>
                      {r.confirmedBy ? t('confirmed', { by: r.confirmedBy }) : t('unconfirmed')}
                    </StatusPill>
                  </li>
                ))}
            </ol>
          </Card>
        ))}
      </Stack>
    </Page>
  )
}
