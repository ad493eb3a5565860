import { Fragment, type ReactNode } from 'react'
import { useT } from './i18n.ts'
import { Link } from './link.tsx'
import './messages.ts'

export interface Crumb {
  label: string
  href?: string
}

export interface PageProps {
  title: ReactNode
  /** One line under the title; parts are separated by the caller with ' · '. */
  subtitle?: ReactNode
  breadcrumbs?: Crumb[]
  /** Pills that stand beside the title. */
  badges?: ReactNode
  actions?: ReactNode
  children: ReactNode
  /** 'wide' (default) fills the screen; 'narrow' keeps forms and texts at a readable width. */
  width?: 'wide' | 'narrow'
}

/** The frame of every screen: where I am, what this is, what I can do, then the content. */
export function Page({ title, subtitle, breadcrumbs, badges, actions, children, width = 'wide' }: PageProps) {
  const t = useT('kit')
  return (
    <div className="vx-page" data-width={width}>
      <header className="vx-page-head">
        {breadcrumbs && breadcrumbs.length > 0 && (
          <nav aria-label={t('page.breadcrumbs')} className="vx-crumbs">
            {breadcrumbs.map((crumb, i) => (
              <Fragment key={`${crumb.label}${crumb.href ?? ''}`}>
                {i > 0 && <span aria-hidden="true">›</span>}
                {crumb.href ? <Link href={crumb.href}>{crumb.label}</Link> : <span>{crumb.label}</span>}
              </Fragment>
            ))}
          </nav>
        )}
        <div className="vx-page-line">
          <div className="vx-page-text">
            <div className="vx-page-title">
              <h1>{title}</h1>
              {badges && <div className="vx-page-badges">{badges}</div>}
            </div>
            {subtitle && <p className="vx-page-sub">{subtitle}</p>}
          </div>
          {actions && <div className="vx-page-actions vx-no-print">{actions}</div>}
        </div>
      </header>
      {children}
    </div>
  )
}

/** Cards side by side: `main` takes what `side` leaves; one column under 1100 px. */
export function Columns({ main, side }: { main: ReactNode; side: ReactNode }) {
  return (
    <div className="vx-columns">
      <div className="vx-stack">{main}</div>
      <div className="vx-stack">{side}</div>
    </div>
  )
}

/** Equal tiles that wrap: six in a row on a desk, two on a phone. `min` is the narrowest tile in px. */
export function Tiles({ children, min = 170 }: { children: ReactNode; min?: number }) {
  return (
    <div className="vx-tiles" style={{ '--vx-tile-min': `${min}px` } as React.CSSProperties}>
      {children}
    </div>
  )
}

/** Blocks under one another at the distance of the page. */
export function Stack({ children }: { children: ReactNode }) {
  return <div className="vx-stack">{children}</div>
}
