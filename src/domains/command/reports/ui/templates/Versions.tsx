import { say, useAddress } from '../../../../../web/kit/api.ts'
import { Card, Drawer, FieldList, formatDate, formatDateTime, useT } from '../../../../../web/kit/index.ts'
import type { TemplateFigure, TemplatePage, TemplateVersion } from '../../templates/contract.ts'
import '../template-messages.ts'
import { usePhaseWords } from './parts.tsx'

/** Every version that was published, each of which can be looked at. */
export function Versions({
  page,
  figures,
}: {
  page: TemplatePage
  figures: ReadonlyMap<string, TemplateFigure>
}) {
  const t = useT('templates')
  const [asked, setAsked] = useAddress('version')
  const shown = page.versions.find((v) => String(v.id) === asked)
  return (
    <Card title={t('versions')}>
      {page.versions.length === 0 ? (
        <p className="vx-muted template-none">{t('versions.none')}</p>
      ) : (
        <ul className="template-versions">
          {page.versions.map((v) => (
            <li key={v.id}>
              <b>{[v.effectiveFrom, v.effectiveTo].map((d) => (d ? formatDate(d) : '…')).join(' – ')}</b>
              <span className="vx-muted">
                {[
                  t('versions.reports', { n: v.reports }),
                  v.publishedBy &&
                    t('versions.by', {
                      by: v.publishedBy,
                      at: formatDateTime(v.publishedAt, { short: true }),
                    }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              <button
                type="button"
                className="vx-text-button"
                aria-label={t('versions.lookAt', { day: formatDate(v.effectiveFrom) })}
                onClick={() => setAsked(String(v.id))}
              >
                {t('versions.look')}
              </button>
            </li>
          ))}
        </ul>
      )}
      <Drawer
        opened={shown !== undefined}
        onClose={() => setAsked(undefined)}
        title={shown ? t('versions.of', { day: formatDate(shown.effectiveFrom) }) : ''}
        size={640}
      >
        {shown && <Contents version={shown} figures={figures} />}
      </Drawer>
    </Card>
  )
}

/** What a version holds, to read. */
export function Contents({
  version: { body, legalBasis },
  figures,
}: {
  version: Pick<TemplateVersion, 'body' | 'legalBasis'>
  figures: ReadonlyMap<string, TemplateFigure>
}) {
  const t = useT('templates')
  const phaseWords = usePhaseWords()
  const keyed = new Map(body.sections.flatMap((s) => s.rows).map((r) => [r.key, r]))
  const wordsOf = (key: string) => {
    const row = keyed.get(key)
    const figure = row && figures.get(row.figure)
    return figure ? say(figure.words) : (row?.figure ?? key)
  }
  const over = (key: string) => {
    const row = keyed.get(key)
    return row ? ` (${t(`window.${row.window}`).toLocaleLowerCase()})` : ''
  }
  const list = (keys: readonly string[]) => keys.map((key) => wordsOf(key) + over(key)).join('; ') || '—'
  return (
    <div className="vx-stack">
      <FieldList
        items={[
          { label: t('head.basis'), value: legalBasis },
          { label: t('head.issuer'), value: body.issuer },
          { label: t('head.symbol'), value: body.symbol },
          { label: t('head.countFrom'), value: formatDate(body.countFrom) },
          { label: t('column'), value: list(body.areaColumns) },
          { label: t('map'), value: list(body.maps) },
          { label: t('chart'), value: list([...(body.curve ? [body.curve] : []), ...body.charts]) },
        ]}
      />
      {body.sections.map((s) => (
        <section key={s.phase} className="template-contents">
          <h3>{phaseWords(s.phase)}</h3>
          <ul>
            {s.rows.map((r) => {
              const part = figures.get(r.figure)?.parts.find((p) => p.key === r.part)
              return (
                <li key={r.key}>
                  {wordsOf(r.key)}
                  <span className="vx-muted">
                    {[
                      t(`window.${r.window}`),
                      part && `${t('row.part')}: ${say(part.words)}`,
                      r.of && `${t('row.of')}: ${wordsOf(r.of)}`,
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </li>
              )
            })}
          </ul>
        </section>
      ))}
      {body.texts.length > 0 && (
        <section className="template-contents">
          <h3>{t('texts')}</h3>
          <ul>
            {body.texts.map((x) => (
              <li key={x.key}>
                {say(x.title)}
                {x.required && <span className="vx-muted">{t('text.required')}</span>}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
