import type { Tone } from '../kit/status.tsx'

export interface SparklineProps {
  /** Oldest first; null is a gap. */
  points: readonly (number | null)[]
  tone?: Tone
  /** Spoken in place of the picture. Without it the line is decoration beside a figure that is read anyway. */
  label?: string
  width?: number
  height?: number
}

interface Dot {
  x: number
  y: number
}

/** Runs of known points as pixel positions; the lowest value sits at the foot, a flat line in the middle. */
export function sparklineRuns(points: readonly (number | null)[], width: number, height: number): Dot[][] {
  const known = points.filter((p): p is number => p !== null)
  const low = Math.min(...known)
  const span = Math.max(...known) - low
  const runs: Dot[][] = []
  let run: Dot[] = []
  points.forEach((p, i) => {
    if (p === null) {
      if (run.length > 0) runs.push(run)
      run = []
      return
    }
    const x = points.length > 1 ? (i / (points.length - 1)) * (width - 5) + 2 : width / 2
    const y = span === 0 ? height / 2 : height - 3 - ((p - low) / span) * (height - 6)
    run.push({ x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 })
  })
  if (run.length > 0) runs.push(run)
  return runs
}

/** A trend without axes; the last point is marked. */
export function Sparkline({ points, tone = 'neutral', label, width = 132, height = 28 }: SparklineProps) {
  const runs = sparklineRuns(points, width, height)
  const last = runs.at(-1)?.at(-1)
  if (!last) return null
  return (
    <svg
      className="vx-spark"
      data-tone={tone}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {runs.map((run) => (
        <g key={run[0]!.x}>
          <path
            className="vx-spark-area"
            d={`M${run[0]!.x} ${height}${run.map((d) => `L${d.x} ${d.y}`).join('')}L${run.at(-1)!.x} ${height}Z`}
          />
          <polyline className="vx-spark-line" points={run.map((d) => `${d.x},${d.y}`).join(' ')} />
        </g>
      ))}
      <line className="vx-spark-end" x1={last.x} y1={last.y} x2={last.x} y2={last.y} />
    </svg>
  )
}
