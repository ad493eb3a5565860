import { say } from '../../../../../web/kit/api.ts'
import {
  Card,
  FieldList,
  formatDate,
  formatDateTime,
  Link,
  StatusPill,
  useLanguage,
  useT,
} from '../../../../../web/kit/index.ts'
import { FIELD_WORDS, type FormPage, type PaperBody } from '../../forms/contract.ts'
import { changedFields, spoken } from './fields.ts'
import { STATE_TONES } from './words.ts'

/** What a published edition says; what it leaves blank is computed. */
export function Said({ page }: { page: FormPage }) {
  const t = useT('paper-forms')
  useLanguage()
  const { body, legalBasis } = page.edition
  return (
    <Card title={t('section.about')}>
      <FieldList
        items={[
          { label: t('field.legalBasis'), value: legalBasis || null },
          ...(Object.keys(FIELD_WORDS) as (keyof PaperBody)[]).map((f) => ({
            label: say(FIELD_WORDS[f]),
            value: spoken(body[f], t('yes')) ? (
              <span style={{ whiteSpace: 'pre-line' }}>{spoken(body[f], t('yes'))}</span>
            ) : null,
          })),
        ]}
      />
    </Card>
  )
}

/** The fields that differ from the edition before, each with both values. */
export function Compare({ page, body }: { page: FormPage; body: PaperBody }) {
  const t = useT('paper-forms')
  useLanguage()
  const { before } = page
  if (!before) return null
  const changed = changedFields(before.body, body)
  return (
    <Card
      title={t('compare')}
      aside={before.effectiveFrom && t('compare.with', { date: formatDate(before.effectiveFrom) })}
    >
      {changed.length === 0 && <span className="vx-muted">{t('compare.none')}</span>}
      <dl className="vx-form-diff">
        {changed.map((f) => (
          <div key={f}>
            <dt>{say(FIELD_WORDS[f])}</dt>
            <Difference before={spoken(before.body[f], t('yes'))} after={spoken(body[f], t('yes'))} />
          </div>
        ))}
      </dl>
    </Card>
  )
}

/** The lines that went and those that came; all of them when only their order is another. */
function Difference({ before, after }: { before: string; after: string }) {
  const t = useT('paper-forms')
  const [old, now] = [before, after].map((x) => x.split('\n').filter(Boolean)) as [string[], string[]]
  const gone = old.filter((line) => !now.includes(line))
  const come = now.filter((line) => !old.includes(line))
  const moved = gone.length + come.length === 0
  return (
    <dd>
      {old.length === 0 && <del>{t('compare.nothing')}</del>}
      {(gone.length > 0 || moved) && <del>{(moved ? old : gone).join('\n')}</del>}
      {(come.length > 0 || moved) && <ins>{(moved ? now : come).join('\n')}</ins>}
      {now.length === 0 && <ins>{t('compare.nothing')}</ins>}
    </dd>
  )
}

export function Editions({ page }: { page: FormPage }) {
  const t = useT('paper-forms')
  return (
    <Card title={t('editions')}>
      <ul className="vx-form-editions">
        {page.editions.map((e) => {
          const by = { by: e.publishedBy ?? e.madeBy, at: formatDateTime(e.publishedAt ?? e.madeAt) }
          const when = [
            e.effectiveFrom && t('edition.from', { date: formatDate(e.effectiveFrom) }),
            e.effectiveTo && t('edition.until', { date: formatDate(e.effectiveTo) }),
          ]
          const name = when.filter(Boolean).join(' ') || t('state.draft')
          return (
            <li key={e.id}>
              <span>
                {e.id === page.edition.id ? (
                  <b aria-current="page">{name}</b>
                ) : (
                  <Link href={`/documents/forms/${e.id}`}>{name}</Link>
                )}{' '}
                <span className="vx-muted">{t('edition.by', by)}</span>
              </span>
              <StatusPill tone={STATE_TONES[e.state]}>{t(`state.${e.state}`)}</StatusPill>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
