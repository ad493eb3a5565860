import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** How many requirements of levels 1 and 2 each section of OWASP ASVS 5.0.0 has; they are the first of it. */
const SECTIONS: Record<string, number[]> = {
  1: [2, 9, 11, 3, 2],
  2: [3, 3, 4, 1],
  3: [0, 2, 4, 6, 5, 0, 2],
  4: [3, 1, 2, 4],
  5: [1, 3, 2, 3],
  6: [3, 12, 4, 4, 5, 3, 0, 4],
  7: [3, 4, 2, 5, 2, 2],
  8: [2, 3, 1, 1],
  9: [3, 4],
  10: [2, 2, 4, 11, 5, 2, 3],
  11: [2, 3, 3, 4, 1, 1],
  12: [3, 2, 4],
  13: [1, 5, 2, 5],
  14: [2, 4, 3],
  15: [3, 3, 7],
  16: [1, 5, 4, 3, 3],
  17: [1, 4, 2],
}
/** Met though level 3. */
const BEYOND = ['1.2.10']

const text = readFileSync('docs/security.md', 'utf8')
const rows = [...text.matchAll(/^\| (\d+\.\d+\.\d+[\d., ]*?) +\| (\S.*?) +\| (.*?) +\|$/gm)].map((m) => ({
  items: m[1]!.split(', '),
  state: m[2]!,
  reason: m[3]!,
}))

/** Short names of test files, as the head of the document gives them. */
function fileOf(name: string): string | undefined {
  const auth = ['sign-in', 'sessions', 'accounts', 'oidc'].includes(name) ? `auth-${name}` : name
  return ['src/platform', 'test/safety', 'test/guards']
    .map((folder) => `${folder}/${folder === 'src/platform' ? auth : name}.test.ts`)
    .find((path) => existsSync(path))
}

it('docs/security.md answers every requirement of ASVS 5.0.0 levels 1 and 2 once', () => {
  const wanted = Object.entries(SECTIONS).flatMap(([chapter, counts]) =>
    counts.flatMap((n, i) => Array.from({ length: n }, (_, k) => `${chapter}.${i + 1}.${k + 1}`)),
  )
  expect(wanted).toHaveLength(253)
  expect(rows.flatMap((r) => r.items).toSorted()).toEqual([...wanted, ...BEYOND].toSorted())
  const states = new Set(rows.map((r) => r.state))
  expect([...states].toSorted()).toEqual(['met', 'n/a', 'not met', 'partly', 'set-up'])
})

it('and lists at its head what is not met, or partly', () => {
  for (const state of ['Not met', 'Partly']) {
    const said = text.match(new RegExp(`^\\*\\*${state}\\*\\*: (.*)\\.$`, 'm'))?.[1]?.split(', ')
    expect(said).toEqual(rows.filter((r) => r.state === state.toLowerCase()).flatMap((r) => r.items))
  }
})

it('and every title of a test that it quotes stands in the file that it names before it', () => {
  const wrong: string[] = []
  let quoted = 0
  for (const { items, reason } of rows) {
    let file: string | undefined
    for (const [, path, short, title] of reason.matchAll(
      /`([^`]+\.test\.ts)`|\b([a-z-]+)(?= ")|"([^"]+)"/g,
    )) {
      file = path ?? (short ? (fileOf(short) ?? file) : file)
      if (!title) continue
      quoted += 1
      const source = file && existsSync(file) ? readFileSync(file, 'utf8').replace(/\s+/g, ' ') : ''
      for (const part of title.split('…').map((p) => p.trim()))
        if (!source.includes(part)) wrong.push(`${items}: ${file} has no "${part}"`)
    }
  }
  expect(quoted).toBeGreaterThan(100)
  expect(wrong).toEqual([])
})
