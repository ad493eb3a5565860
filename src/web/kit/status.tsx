import type { ReactNode } from 'react'

/** What a state asks for: nothing, done, falls due, cannot wait, for information; or a level of risk 1–4. */
export type Tone = 'neutral' | 'ok' | 'due' | 'late' | 'info' | 'risk1' | 'risk2' | 'risk3' | 'risk4'

const stroke = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.6, strokeLinecap: 'round' as const }

/** Risk as bars filled from the left: legible without colour. */
function Bars({ level }: { level: number }) {
  return [0, 1, 2, 3].map((i) => (
    <rect
      key={i}
      x={0.5 + i * 3}
      y={8.5 - i * 2}
      width="2"
      height={3 + i * 2}
      rx="0.6"
      fill="currentColor"
      opacity={i < level ? 1 : 0.25}
    />
  ))
}

const SHAPES: Record<Tone, ReactNode> = {
  neutral: <circle cx="6" cy="6" r="3" {...stroke} />,
  ok: <path d="M2.2 6.4 4.8 9 9.8 3.4" {...stroke} strokeLinejoin="round" />,
  due: (
    <>
      <circle cx="6" cy="6" r="4.4" {...stroke} />
      <path d="M6 3.6V6l1.7 1.2" {...stroke} />
    </>
  ),
  late: (
    <>
      <path d="M6 1.4 11.2 10.4H.8Z" {...stroke} strokeLinejoin="round" />
      <path d="M6 4.6v2.6M6 8.7v.1" {...stroke} />
    </>
  ),
  info: (
    <>
      <circle cx="6" cy="6" r="4.4" {...stroke} />
      <path d="M6 5.6v2.6M6 3.7v.1" {...stroke} />
    </>
  ),
  risk1: <Bars level={1} />,
  risk2: <Bars level={2} />,
  risk3: <Bars level={3} />,
  risk4: <Bars level={4} />,
}

/** The shape of a tone alone, for lists whose text says the rest. */
export function ToneMark({ tone, label }: { tone: Tone; label?: string }) {
  return (
    <svg
      className="vx-mark"
      data-tone={tone}
      viewBox="0 0 12 12"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {SHAPES[tone]}
    </svg>
  )
}

/** A state in a word or two. Its shape differs by tone, so colour never carries the meaning alone. */
export function StatusPill({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className="vx-pill" data-tone={tone}>
      <ToneMark tone={tone} />
      <span>{children}</span>
    </span>
  )
}

/** A plain tag: a kind or a category, no state. */
export function Badge({ children, tone = 'neutral' }: { children: ReactNode; tone?: Tone }) {
  return (
    <span className="vx-pill" data-tone={tone} data-plain>
      {children}
    </span>
  )
}
