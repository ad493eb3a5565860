import { Button } from '@mantine/core'
import { useArea } from '../../../../../web/kit/api.ts'
import { Card, FieldList, formatDate, Link, useT } from '../../../../../web/kit/index.ts'
import type { ChainLink, Chains } from '../../contract.ts'
import { meetingWords, wardName } from './words.ts'

interface Props {
  data: Chains
  selected: number | undefined
  /** A case stands in the address that is in no chain shown. */
  isMissing: boolean
  onSelect: (node: number | undefined) => void
}

/** The links from the first case of the chain to this one, over the sources nearest to the beginning. */
function pathTo(data: Chains, node: number): ChainLink[] {
  const path: ChainLink[] = []
  const seen = new Set([node])
  for (let at = node; ; ) {
    const link = data.links
      .filter((l) => l.to === at && !seen.has(l.from))
      .sort((a, b) => data.cases[a.from]!.generation - data.cases[b.from]!.generation)[0]
    if (!link) return path
    path.unshift(link)
    at = link.from
    seen.add(at)
  }
}

/** The chosen case: facts, how infection came to it, whom it infected. */
export function CasePanel({ data, selected, isMissing, onSelect }: Props) {
  const t = useT('chains')
  const areas = useArea()?.byId
  if (selected === undefined) {
    return (
      <Card title={t('panel')}>
        <p className="vx-muted vx-small vx-chains-lead">{t(isMissing ? 'case.missing' : 'panel.none')}</p>
      </Card>
    )
  }
  const c = data.cases[selected]!
  const path = pathTo(data, selected)
  const sources = data.links.filter((l) => l.to === selected).length
  const infected = data.links.filter((l) => l.from === selected)
  const pick = (n: number) => (
    <button type="button" className="vx-link-button" onClick={() => onSelect(n)}>
      {data.cases[n]!.code}
    </button>
  )
  const first = path[0]
  return (
    <Card
      title={c.code}
      aside={
        <button type="button" className="vx-link-button" onClick={() => onSelect(undefined)}>
          {t('panel.clear')}
        </button>
      }
    >
      <FieldList
        items={[
          {
            label: t('ward'),
            value: [wardName(areas, c.areaId), c.outside && t('outside')].filter(Boolean).join(' · '),
          },
          { label: t('onset'), value: c.onsetDate && formatDate(c.onsetDate) },
          { label: t('confirmed'), value: c.confirmedOn && formatDate(c.confirmedOn) },
          { label: t('detected'), value: c.outside ? null : t(`detected.${c.detectedIn ?? 'none'}`) },
          {
            label: t('generation'),
            value: c.generation === 0 ? t('generation.first') : t('generation.n', { n: c.generation }),
          },
          { label: t('infected'), value: t('infected.n', { n: infected.length }) },
        ]}
      />
      <h3 className="vx-chains-head">{t('panel.path')}</h3>
      {first ? (
        <>
          {sources > 1 && <p className="vx-muted vx-small">{t('panel.sources', { n: sources })}</p>}
          <ol className="vx-chains-path">
            <li>{pick(first.from)}</li>
            {path.map((l) => (
              <li key={l.to}>
                <span className="vx-muted vx-small">
                  {meetingWords(t, l) ?? t('link.hidden')}
                  {l.stated && ` (${t('link.stated')})`}
                </span>
                {l.to === selected ? <strong>{c.code}</strong> : pick(l.to)}
              </li>
            ))}
          </ol>
        </>
      ) : (
        <p className="vx-muted vx-small">{t('panel.root')}</p>
      )}
      {infected.length > 0 && (
        <>
          <h3 className="vx-chains-head">{t('panel.infected')}</h3>
          <ul className="vx-chains-infected">
            {infected.slice(0, 60).map((l) => (
              <li key={l.to}>{pick(l.to)}</li>
            ))}
          </ul>
        </>
      )}
      {c.caseId && (
        <Button component={Link} href={`/cases/${c.caseId}`} variant="default" size="xs" mt="sm">
          {t('panel.open')}
        </Button>
      )}
    </Card>
  )
}
