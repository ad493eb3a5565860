import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { formatDateTime, type Instant } from './format.ts'
import { useT } from './i18n.ts'
import { Link } from './link.tsx'
import { StatusPill, type Tone, ToneMark } from './status.tsx'

export interface TimelineItem {
  id?: string
  /** ISO 8601 UTC instant or calendar date. */
  at: Instant
  title: ReactNode
  detail?: ReactNode
  /** Who did it, on what basis. */
  by?: ReactNode
  tone?: Tone
}

/** Everything that happened to a record, in the order given (newest first by habit). */
export function Timeline({ items }: { items: readonly TimelineItem[] }) {
  return (
    <ol className="vx-timeline">
      {items.map((item, i) => (
        <li key={item.id ?? `${String(item.at)}-${i}`} data-tone={item.tone ?? 'neutral'}>
          <div className="vx-timeline-title">{item.title}</div>
          {item.detail && <div className="vx-timeline-detail">{item.detail}</div>}
          <div className="vx-timeline-meta">
            <time dateTime={typeof item.at === 'string' ? item.at : new Date(item.at).toISOString()}>
              {formatDateTime(item.at)}
            </time>
            {item.by && <> · {item.by}</>}
          </div>
        </li>
      ))}
    </ol>
  )
}

export interface Pill {
  tone: Tone
  label: ReactNode
}

export type StepState = 'done' | 'doing' | 'todo' | 'blocked' | 'skipped'

export interface ChecklistItem {
  id: string
  state: StepState
  title: ReactNode
  detail?: ReactNode
  pill?: Pill
  href?: string
  /** A button on the right, usually for the step that is next. */
  action?: ReactNode
}

const STEP: Record<StepState, ReactNode> = {
  done: (
    <>
      <circle cx="10" cy="10" r="9" className="fill" />
      <path d="m6 10.4 2.7 2.7 5.3-5.9" className="on" />
    </>
  ),
  doing: (
    <>
      <circle cx="10" cy="10" r="8.2" />
      <path d="M10 4.6a5.4 5.4 0 0 1 0 10.8Z" className="half" />
    </>
  ),
  todo: <circle cx="10" cy="10" r="8.2" />,
  blocked: (
    <>
      <circle cx="10" cy="10" r="8.2" />
      <path d="M10 5.8v5M10 13.8v.2" />
    </>
  ),
  skipped: (
    <>
      <circle cx="10" cy="10" r="8.2" />
      <path d="M6.4 10h7.2" />
    </>
  ),
}

/** Steps of a response: what is done, what is next, by when. */
export function Checklist({ items }: { items: readonly ChecklistItem[] }) {
  const t = useT('kit')
  return (
    <ol className="vx-rows">
      {items.map((item) => (
        <li key={item.id} className="vx-row">
          <svg
            className="vx-step"
            data-state={item.state}
            viewBox="0 0 20 20"
            role="img"
            aria-label={t(`step.${item.state}`)}
          >
            {STEP[item.state]}
          </svg>
          <RowText title={item.title} detail={item.detail} href={item.href} />
          <RowEnd pill={item.pill} action={item.action} />
        </li>
      ))}
    </ol>
  )
}

export interface DecisionItem {
  id: string
  tone: Tone
  title: ReactNode
  detail?: ReactNode
  pill?: Pill
  /** Opens the record. */
  href?: string
  action?: { label: string; onClick?: () => void; href?: string; primary?: boolean }
}

/** What waits for a decision, by deadline; each line carries its one action. */
export function DecisionList({ items }: { items: readonly DecisionItem[] }) {
  return (
    <ol className="vx-rows">
      {items.map((item) => (
        <li key={item.id} className="vx-row">
          <ToneMark tone={item.tone} />
          <RowText title={item.title} detail={item.detail} href={item.href} />
          <RowEnd pill={item.pill} action={item.action && <ActionButton {...item.action} />} />
        </li>
      ))}
    </ol>
  )
}

function ActionButton({ label, onClick, href, primary }: NonNullable<DecisionItem['action']>) {
  const variant = primary ? 'filled' : 'default'
  return href ? (
    <Button component={Link} href={href} variant={variant} size="xs">
      {label}
    </Button>
  ) : (
    <Button onClick={onClick} variant={variant} size="xs">
      {label}
    </Button>
  )
}

function RowText({ title, detail, href }: { title: ReactNode; detail?: ReactNode; href?: string }) {
  return (
    <div className="vx-row-text">
      <div className="vx-row-title">{href ? <Link href={href}>{title}</Link> : title}</div>
      {detail && <div className="vx-row-detail">{detail}</div>}
    </div>
  )
}

function RowEnd({ pill, action }: { pill?: Pill; action?: ReactNode }) {
  if (!pill && !action) return null
  return (
    <div className="vx-row-end">
      {pill && <StatusPill tone={pill.tone}>{pill.label}</StatusPill>}
      {action}
    </div>
  )
}

export interface FieldItem {
  label: string
  /** null, undefined and '' count as empty. */
  value: ReactNode
}

/** Labels and values of a record; what is empty stays behind one line that says how many. */
export function FieldList({ items }: { items: readonly FieldItem[] }) {
  const t = useT('kit')
  const [all, setAll] = useState(false)
  const blank = (item: FieldItem) => item.value === null || item.value === undefined || item.value === ''
  const hidden = items.filter(blank).length
  return (
    <div className="vx-fields">
      <dl>
        {items
          .filter((item) => all || !blank(item))
          .map((item) => (
            <div key={item.label}>
              <dt>{item.label}</dt>
              <dd>{blank(item) ? <span className="vx-muted">{t('fields.unknown')}</span> : item.value}</dd>
            </div>
          ))}
      </dl>
      {hidden > 0 && (
        <button
          type="button"
          className="vx-text-button"
          aria-expanded={all}
          onClick={() => setAll((a) => !a)}
        >
          {all ? t('fields.hide') : t('fields.more', { count: hidden })}
        </button>
      )}
    </div>
  )
}
