import { say, useRight } from '../../../../web/kit/api.ts'
import {
  Card,
  formatDate,
  Link,
  SkeletonLines,
  StatusPill,
  ToneMark,
  useT,
} from '../../../../web/kit/index.ts'
import type { CasePage } from '../contract.ts'
import type { CaseFile } from '../investigation/contract.ts'
import { type Doing, useDoing } from './use-doing.ts'
import { useFile } from './use-file.ts'

type Missing = CaseFile['completeness']['missing'][number]

const DOING: Partial<Record<Missing['where'], { doing: Doing; right: string }>> = {
  case: { doing: 'edit', right: 'case.edit' },
  intake: { doing: 'intake', right: 'case.investigate' },
  laboratory: { doing: 'lab', right: 'lab.enter' },
  form: { doing: 'form', right: 'case.investigate' },
}

/** How complete the file is, what is missing with the way to where it is entered, and which dates disagree. */
export function CaseQuality({ page }: { page: CasePage }) {
  const t = useT('surveillance')
  const { data: file, error } = useFile(page.case.id)
  if (error) return null
  if (!file)
    return (
      <Card title={t('quality')}>
        <SkeletonLines lines={3} />
      </Card>
    )
  const { score, missing } = file.completeness
  return (
    <Card
      title={t('quality')}
      aside={
        <StatusPill tone={file.conflicts.length ? 'late' : score === 100 ? 'ok' : 'due'}>
          {file.conflicts.length ? t('quality.conflict') : t('quality.score', { score: String(score) })}
        </StatusPill>
      }
    >
      {/* The number stands beside it in words. */}
      <div className="surv-meter" aria-hidden="true">
        <span style={{ width: `${score}%` }} data-full={score === 100 || undefined} />
      </div>
      <p className="surv-score">
        {missing.length === 0
          ? t('quality.full')
          : t('quality.missing', { score: String(score), count: missing.length })}
      </p>
      {missing.length > 0 && (
        <ul className="surv-missing">
          {missing.map((m) => (
            <li key={m.key}>
              <Where missing={m} personId={page.case.personId} />
            </li>
          ))}
        </ul>
      )}
      {file.conflicts.map((c) => (
        <p key={`${c.first}${c.second}`} className="surv-conflict">
          <ToneMark tone="late" />
          <span>
            {c.longerThan !== null
              ? t('conflict.long', {
                  first: t(`date.${c.first}`),
                  firstDate: formatDate(c.firstDate),
                  second: t(`date.${c.second}`).toLocaleLowerCase(),
                  secondDate: formatDate(c.secondDate),
                  days: c.longerThan,
                })
              : t('conflict.order', {
                  first: t(`date.${c.first}`),
                  firstDate: formatDate(c.firstDate),
                  second: t(`date.${c.second}`).toLocaleLowerCase(),
                  secondDate: formatDate(c.secondDate),
                })}
          </span>
        </p>
      ))}
    </Card>
  )
}

function Where({ missing, personId }: { missing: Missing; personId: string }) {
  const [, setDoing] = useDoing()
  const mayPerson = useRight('person.read')
  const way = DOING[missing.where]
  const may = useRight(way?.right ?? '')
  if (missing.where === 'person' && mayPerson) return <Link href={`/people/${personId}`}>{say(missing)}</Link>
  if (!way || !may) return <span>{say(missing)}</span>
  return (
    <button type="button" className="vx-text-button" onClick={() => setDoing(way.doing)}>
      {say(missing)}
    </button>
  )
}
