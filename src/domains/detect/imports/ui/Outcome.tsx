import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, setAddress, useAddress } from '../../../../web/kit/api.ts'
import {
  Card,
  Columns,
  formatDateTime,
  formatNumber,
  NumberLink,
  SplitBar,
  Stack,
  ToneMark,
  type Translate,
  toast,
  toProblem,
  useT,
} from '../../../../web/kit/index.ts'
import type { Batch, RowOutcome } from '../contract.ts'
import { Rows } from './Rows.tsx'
import { REASON_TONE } from './tones.ts'
import { generalSentence, type Vocabulary } from './vocabulary.ts'

/** The two names of one outcome, before and after the rows were entered; shown as one part. */
const PARTS: { key: string; outcomes: RowOutcome[]; series: 1 | 2 | 3 | 4 | 5 }[] = [
  { key: 'create', outcomes: ['create', 'created'], series: 2 },
  { key: 'match', outcomes: ['match', 'matched'], series: 4 },
  { key: 'review', outcomes: ['review', 'queued'], series: 1 },
  { key: 'refuse', outcomes: ['refuse', 'refused'], series: 5 },
  { key: 'undone', outcomes: ['undone'], series: 3 },
]

/** What became, or will become, of every row: the parts add up to the file. */
export function Outcome({ batch, vocabulary }: { batch: Batch; vocabulary: Vocabulary }) {
  const t = useT('imports')
  const [part, setPart] = useAddress('rows')
  const [why] = useAddress('why')
  const entered = batch.state !== 'checked'
  const count = (outcomes: RowOutcome[]) => outcomes.reduce((n, o) => n + batch.counts[o], 0)
  const parts = PARTS.map((p) => ({ ...p, value: count(p.outcomes) })).filter(
    (p) => p.value > 0 || p.key !== 'undone',
  )
  const label = (key: string) => t(entered ? `part.${key}.entered` : `part.${key}`)
  const refused = count(['refuse', 'refused'])
  return (
    <Stack>
      <Columns
        main={
          <Card title={titleOf(batch, t)} aside={t('rows.count', { count: batch.rowCount })}>
            <SplitBar
              label={entered ? t('result.split') : t('check.split')}
              total={batch.rowCount}
              remainderLabel={t('part.pending')}
              parts={parts.map((p) => ({
                key: p.key,
                label: label(p.key),
                value: p.value,
                series: p.series,
                onOpen: () => setAddress({ rows: part === p.key ? undefined : p.key, why: undefined }),
              }))}
            />
            <Next batch={batch} />
          </Card>
        }
        side={
          <Card
            title={t('reasons')}
            aside={
              refused > 0 && (
                <Button
                  component="a"
                  variant="default"
                  size="xs"
                  href={`/api/imports/${batch.id}/rows.xlsx?outcome=refused`}
                  download
                >
                  {t('refused.download', { count: refused })}
                </Button>
              )
            }
          >
            {batch.reasons.length === 0 ? (
              <p className="vx-muted imports-none">{t('reasons.none')}</p>
            ) : (
              <ul className="imports-reasons">
                {batch.reasons.map((r) => (
                  <li key={r.code + r.level} data-on={why === r.code || undefined}>
                    <ToneMark tone={REASON_TONE[r.level]} label={t(`level.${r.level}`)} />
                    <span>{generalSentence(vocabulary, r.code)}</span>
                    <NumberLink
                      value={r.count}
                      label={generalSentence(vocabulary, r.code)}
                      onOpen={() => setAddress({ why: why === r.code ? undefined : r.code, rows: undefined })}
                    />
                  </li>
                ))}
              </ul>
            )}
          </Card>
        }
      />
      <Rows
        batch={batch}
        vocabulary={vocabulary}
        part={part}
        reason={why}
        parts={parts.map((p) => ({
          value: p.key,
          label: label(p.key),
          count: p.value,
          outcomes: p.outcomes,
        }))}
        onPart={(value) => {
          setPart(value)
          if (why) setAddress({ rows: value, why: undefined })
        }}
      />
    </Stack>
  )
}

function titleOf(batch: Batch, t: Translate): string {
  if (batch.state === 'undone') return t('undone.title', { at: formatDateTime(batch.undoneAt) })
  return batch.committedAt ? t('result.title', { at: formatDateTime(batch.committedAt) }) : t('check.title')
}

/** The act that is next: look at the doubtful rows, then enter the rest. */
function Next({ batch }: { batch: Batch }) {
  const t = useT('imports')
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState('')
  const open = batch.state === 'checked' || batch.state === 'committed' || batch.state === 'failed'
  if (!open) return null
  const due = batch.waiting + (batch.state === 'checked' ? batch.undecided : 0)
  const commit = async () => {
    setBusy(true)
    setFailure('')
    try {
      await call.imports.commit({ id: batch.id, version: batch.version })
      await client.invalidateQueries()
      toast.info(t('commit.started'))
    } catch (error) {
      setFailure(toProblem(error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="imports-next">
      {batch.undecided > 0 && <p className="imports-hint">{t('undecided', { count: batch.undecided })}</p>}
      {failure && (
        <p role="alert" className="imports-failure">
          {failure}
        </p>
      )}
      {batch.undecided > 0 && (
        <Button variant={due > 0 ? 'default' : 'filled'} onClick={() => setAddress({ step: 'review' })}>
          {t('review.open', { n: formatNumber(batch.undecided) })}
        </Button>
      )}
      {due > 0 && (
        <Button loading={busy} onClick={() => void commit()}>
          {batch.state === 'committed' ? t('commit.more', { n: formatNumber(batch.waiting) }) : t('commit')}
        </Button>
      )}
    </div>
  )
}
