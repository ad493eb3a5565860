import { type ReactNode, useId } from 'react'

export interface CardProps {
  title?: ReactNode
  /** Right of the title: a short line of facts or small actions. */
  aside?: ReactNode
  children: ReactNode
  /** false for lists and tables that run to the edge. */
  padding?: boolean
  footer?: ReactNode
}

/** A bordered block with a heading line. */
export function Card({ title, aside, children, padding = true, footer }: CardProps) {
  const id = useId()
  return (
    <section className="vx-card" aria-labelledby={title ? id : undefined}>
      {title && (
        <header className="vx-card-head">
          <h2 id={id}>{title}</h2>
          {aside && <div className="vx-card-aside">{aside}</div>}
        </header>
      )}
      <div className={padding ? 'vx-card-body' : 'vx-card-flush'}>{children}</div>
      {footer && <footer className="vx-card-foot">{footer}</footer>}
    </section>
  )
}
