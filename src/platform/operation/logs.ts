/**
 * The log: one JSON object a line on the standard output, times in UTC. It never names a person: no query parameters,
 * no ids, no bodies, no user; of an error its kind, code and place, and its message without what it quotes.
 */
export interface Log {
  /** @param what which part of the program, e.g. `jobs` or `request 1a2b3c4d` */
  error(error: unknown, what: string): void
  info(what: string, facts: Record<string, string | number | boolean>): void
}

/** A message holds values where it quotes, and long runs of digits are phone or identity numbers. */
function withoutValues(text: string): string {
  return text
    .replace(/"[^"]*"|'[^']*'|`[^`]*`|“[^”]*”|=\([^)]*\)/g, '…')
    .replace(/\S+@\S+/g, '…')
    .replace(/\d{5,}/g, '…')
    .slice(0, 300)
}

/** What may be told of an error. PostgreSQL's `detail`, `where` and parameters carry the values of rows and stay out. */
function told(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error, message: withoutValues(String(error)) }
  const { name, message, stack, cause } = error
  const facts: Record<string, unknown> = { name, message: withoutValues(message) }
  for (const key of ['code', 'severity', 'schema', 'table', 'column', 'constraint', 'routine']) {
    const value = (error as unknown as Record<string, unknown>)[key]
    if (typeof value === 'string') facts[key] = value
  }
  facts.at = (stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim().slice(3))
  if (cause && depth < 3) facts.cause = told(cause, depth + 1)
  return facts
}

/** @param write receives each line with its end */
export function createLog(write: (line: string) => void = (line) => void process.stdout.write(line)): Log {
  const line = (level: string, what: string, facts: object) =>
    write(`${JSON.stringify({ time: new Date().toISOString(), level, what, ...facts })}\n`)
  return {
    error: (error, what) => line('error', what, { error: told(error) }),
    info: (what, facts) => line('info', what, facts),
  }
}
