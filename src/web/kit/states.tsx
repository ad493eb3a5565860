import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useT } from './i18n.ts'
import { type ScreenProblem, toProblem } from './problem.ts'
import { ToneMark } from './status.tsx'

export interface EmptyStateProps {
  title: string
  /** What to do next, one or two sentences. */
  children?: ReactNode
  action?: ReactNode
  /** Inside a card or a table: smaller. */
  compact?: boolean
}

/** Nothing here yet: says so, says what to do next. */
export function EmptyState({ title, children, action, compact = false }: EmptyStateProps) {
  return (
    <div className="vx-state" data-compact={compact || undefined}>
      <svg className="vx-state-art" viewBox="0 0 48 32" aria-hidden="true">
        <rect x="1" y="1" width="46" height="30" rx="5" />
        <path d="M8 10h20M8 16h32M8 22h14" />
      </svg>
      <p className="vx-state-title">{title}</p>
      {children && <div className="vx-state-text">{children}</div>}
      {action && <div className="vx-state-action">{action}</div>}
    </div>
  )
}

export interface ErrorStateProps {
  /** A problem, or whatever was thrown. */
  error: ScreenProblem | unknown
  retry?: () => void
  /** What to do next when the message does not say it. */
  children?: ReactNode
  compact?: boolean
}

/** Something failed: what, what to do, the code to quote, and a way to try again. */
export function ErrorState({ error, retry, children, compact = false }: ErrorStateProps) {
  const t = useT('kit')
  const problem = toProblem(error)
  return (
    <div className="vx-state" role="alert" data-compact={compact || undefined}>
      <span className="vx-state-mark">
        <ToneMark tone="late" />
      </span>
      <p className="vx-state-title">{t('problem.title')}</p>
      <div className="vx-state-text">
        {problem.message}
        {children && <div>{children}</div>}
      </div>
      {retry && (
        <div className="vx-state-action">
          <Button variant="default" onClick={retry}>
            {t('retry')}
          </Button>
        </div>
      )}
      <p className="vx-state-code">
        {t('problem.code')} <code>{problem.code}</code>
      </p>
    </div>
  )
}

/** Grey lines in place of text that is on its way. */
export function SkeletonLines({ lines = 4 }: { lines?: number }) {
  const t = useT('kit')
  return (
    <div className="vx-skeleton-lines" aria-busy="true">
      <span className="vx-visually-hidden">{t('loading')}</span>
      {Array.from({ length: lines }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: identical lines without identity
        <span key={i} className="vx-skeleton" style={{ width: `${[92, 78, 86, 64][i % 4]}%` }} />
      ))}
    </div>
  )
}

/** The outline of a record page: figures, then two blocks. */
export function SkeletonPage() {
  return (
    <div className="vx-stack" aria-busy="true">
      <div className="vx-tiles">
        {[0, 1, 2, 3].map((i) => (
          <div key={i} className="vx-card vx-card-body">
            <SkeletonLines lines={3} />
          </div>
        ))}
      </div>
      <div className="vx-card vx-card-body">
        <SkeletonLines lines={8} />
      </div>
    </div>
  )
}
