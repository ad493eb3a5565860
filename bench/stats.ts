/** Milliseconds of one repeated thing, ours or a baseline's. */
export interface Times {
  p50: number
  p95: number
}

export interface Row {
  section: string
  what: string
  ours: Times
  /** The same work without the product around it; what that is stands in `against`. */
  baseline?: Times | undefined
  against?: string | undefined
  /** What was promised, in milliseconds of the p95 or as a share. */
  goal?: string | undefined
  met?: boolean | undefined
}

/** p50 and p95 of some milliseconds. */
export function timesOf(ms: number[]): Times {
  const sorted = [...ms].sort((a, b) => a - b)
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0
  return { p50: at(0.5), p95: at(0.95) }
}

/** Runs something `n` times one after the other, after two runs that do not count. */
export async function measure(n: number, run: () => Promise<unknown>): Promise<Times> {
  const ms: number[] = []
  for (let i = -2; i < n; i++) {
    const start = performance.now()
    await run()
    if (i >= 0) ms.push(performance.now() - start)
  }
  return timesOf(ms)
}

const ms = (t: Times | undefined) => (t ? `${t.p50.toFixed(1)} / ${t.p95.toFixed(1)}` : '')

/** The table as Markdown. */
export function tableOf(rows: Row[]): string {
  const lines = rows.map((r) =>
    [
      r.section,
      r.what,
      ms(r.ours),
      ms(r.baseline),
      r.baseline ? (r.ours.p50 / r.baseline.p50).toFixed(1) : '',
      r.against ?? '',
      r.goal ?? '',
      r.met === undefined ? '' : r.met ? 'yes' : 'NO',
    ].join(' | '),
  )
  return [
    '| part | what | ours p50 / p95 ms | baseline p50 / p95 ms | ratio | baseline is | goal | met |',
    '|---|---|---|---|---|---|---|---|',
    ...lines.map((l) => `| ${l} |`),
  ].join('\n')
}
