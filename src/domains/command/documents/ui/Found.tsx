import { Switch } from '@mantine/core'
import { Badge, Card, formatDate, Link, StatusPill, useT } from '../../../../web/kit/index.ts'
import type { LetterOut } from '../contract.ts'
import './documents.css'

export interface FoundProps {
  letter: LetterOut
  corrected: Record<string, boolean>
  onCorrect: (symbol: string, yes: boolean) => void
}

/** What was read from a text, before it is saved: items, and cited documents with dates that look wrong. */
export function Found({ letter, corrected, onCorrect }: FoundProps) {
  const t = useT('documents')
  const items = letter.items.filter((i) => !i.heading).length
  return (
    <>
      <Card title={t('items')} aside={t('found.items', { n: items })}>
        {letter.items.length === 0 ? (
          <p className="vx-muted">{t('found.none')}</p>
        ) : (
          <ol className="vx-doc-items">
            {letter.items.map((i) => (
              <li key={i.path} data-heading={i.heading || undefined}>
                <span className="vx-doc-path">{i.path}</span>
                <span>{i.text.length > 220 ? `${i.text.slice(0, 219)}…` : i.text}</span>
              </li>
            ))}
          </ol>
        )}
      </Card>
      {letter.citations.length > 0 && (
        <Card title={t('citations')} aside={t('found.citations', { n: letter.citations.length })}>
          <ul className="vx-doc-links">
            {letter.citations.map((c) => (
              <li key={c.symbol}>
                <div>
                  <b>{c.symbol}</b>{' '}
                  {c.knownId ? (
                    <Link href={`/documents/${c.knownId}`}>{t('found.known')}</Link>
                  ) : (
                    <Badge>{t('found.unknown')}</Badge>
                  )}
                </div>
                <div className="vx-muted">
                  {[c.date ? formatDate(c.date) : t('undated'), c.issuer].filter(Boolean).join(' · ')}
                </div>
                {c.likelyDate && (
                  <div className="vx-doc-slip">
                    <StatusPill tone="due">{t('slip', { date: formatDate(c.likelyDate) })}</StatusPill>
                    <Switch
                      label={t('slip.correct', { date: formatDate(c.likelyDate) })}
                      checked={corrected[c.symbol] !== false}
                      onChange={(e) => onCorrect(c.symbol, e.currentTarget.checked)}
                    />
                  </div>
                )}
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  )
}
