import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { SHELL, weightOf } from '../harness/weight.ts'
import { sources } from './source.ts'

it('the shell with the home page is under 250 kB gzipped', () => {
  const { files, kB } = weightOf(SHELL)
  expect(files.some((f) => f.endsWith('.js')) && files.some((f) => f.endsWith('.css'))).toBe(true)
  // A home page in a chunk of its own would come later and not be counted.
  expect(() => weightOf(['pages/HomePage.tsx'])).toThrow()
  expect(kB, files.join(' ')).toBeLessThan(250)
})

const MANTINE = resolve('node_modules/@mantine/core')

/** The style sheets that a module of Mantine and those below it need, by name. */
function sheetsOf(path: string, seen: Set<string>, found: Set<string>): void {
  if (seen.has(path)) return
  seen.add(path)
  const sheet = /(\w+)\.module\.mjs$/.exec(path)?.[1]
  if (sheet) found.add(sheet)
  const imported = readFileSync(path, 'utf8').matchAll(/^import .*"(\.[^"]+\.mjs)"/gm)
  for (const [, target] of imported) sheetsOf(join(dirname(path), target!), seen, found)
}

it('every component of Mantine that is used has its style sheet, in the order of the complete one', () => {
  const used = new Set(
    [...sources().values()].flatMap((s) =>
      [...s.text.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].flatMap(([, names]) =>
        names!.split(',').map((n) => n.trim().split(' ')[0]!),
      ),
    ),
  )
  const exported = readFileSync(`${MANTINE}/esm/index.mjs`, 'utf8').matchAll(
    /^import \{([^}]*)\} from "(\.\/components\/[^"]+)"/gm,
  )
  const needed = new Set<string>()
  for (const [, names, path] of exported)
    if (names!.split(',').some((n) => used.has(n.trim())))
      sheetsOf(join(MANTINE, 'esm', path!), new Set(), needed)
  expect(needed.size).toBeGreaterThan(10)
  const listed = [
    ...readFileSync('src/web/kit/mantine.css', 'utf8').matchAll(
      /@import "@mantine\/core\/styles\/([\w-]+)\.css"/g,
    ),
  ].map((m) => m[1]!)
  expect([...needed].filter((n) => !listed.includes(n)).sort()).toEqual([])
  const complete = readFileSync(`${MANTINE}/styles.css`, 'utf8')
  const places = listed.map((n) =>
    complete.indexOf(readFileSync(`${MANTINE}/styles/${n}.css`, 'utf8').trim().slice(0, 200)),
  )
  expect(places).not.toContain(-1)
  expect(places).toEqual([...places].sort((a, b) => a - b))
})
