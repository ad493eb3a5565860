import { rmSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csv, PEOPLE_COLUMNS, people } from '../../src/domains/detect/imports/testing.ts'
import { verifyAudit } from '../../src/platform/audit-verify.ts'
import { withEmbedded } from '../../src/platform/operation/place.ts'
import {
  FEW_ROUNDS,
  fillFolder,
  freePort,
  keys,
  killAll,
  openFolder,
  type Running,
  startServer,
} from './server.ts'

const ROWS = 1200

let folder: string
let port: number
let server: Running

beforeAll(async () => {
  folder = openFolder('job')
  port = await freePort()
  await fillFolder(folder)
})
afterAll(async () => {
  killAll()
  await withEmbedded(folder, { shared: false }, async () => undefined)
  rmSync(folder, { recursive: true, force: true })
})

async function killAndStart(): Promise<void> {
  server.child.kill('SIGKILL')
  await server.ended
  server = await startServer({ folder, port })
}

const NAMES =
  'An Bình Châu Dũng Đạt Giang Hà Khoa Lan Mai Nam Oanh Phúc Quân Sơn Thảo Uyên Việt Xuân Yến'.split(' ')

/** People who are not taken for one another: three words of twenty, and another year of birth for each next one. */
function nameOf(i: number, round: number): string {
  const word = (place: number) => NAMES[Math.floor(i / NAMES.length ** place) % NAMES.length]
  return `Người Thử ${word(2)} ${word(1)} ${word(0)} lần ${round}`
}

describe('A job that is killed half-way', { timeout: 600_000 }, () => {
  it.each(Array.from({ length: FEW_ROUNDS }, (_, i) => i + 1))(
    'an import goes on at the next start by itself, and enters nobody twice (%i)',
    async (n) => {
      server = await startServer({ folder, port })
      const { cookie, api } = await server.signIn('epidemiologist')
      const form = new FormData()
      const rows = people(ROWS).map(([code, , , ...rest], i) => [
        `${n}-${code}`,
        nameOf(i, n),
        String(1930 + (i % 70)),
        ...rest,
      ])
      form.append('file', new Blob([csv(PEOPLE_COLUMNS, rows as string[][])]), `dot-${n}.csv`)
      const uploaded = await server.fetch('/api/imports/upload', {
        method: 'POST',
        body: form,
        headers: { cookie, origin: server.origin },
      })
      const { id } = (await uploaded.json()) as { id: string }
      let batch = await api.imports.get({ id })
      const until = async (state: string, done = 0) => {
        await expect
          .poll(
            async () => {
              batch = await api.imports.get({ id })
              return batch.state === state && batch.done >= done
            },
            { timeout: 90_000, interval: 50 },
          )
          .toBe(true)
      }
      await api.imports.check({
        id,
        version: batch.version,
        kind: batch.kind,
        mapping: batch.mapping,
        options: batch.options,
      })
      await until('checking', 200)
      await killAndStart()
      await until('checked')
      expect(batch.counts).toMatchObject({ create: ROWS })
      await api.imports.commit({ id, version: batch.version })
      await until('committing', 200)
      await killAndStart()
      batch = await api.imports.get({ id })
      expect(batch.counts.created).toBeLessThan(ROWS)
      await until('committed')
      expect(batch.counts).toMatchObject({ created: ROWS, create: 0, refused: 0, queued: 0 })
      await withEmbedded(folder, { shared: true }, async (url) => {
        const pool = new pg.Pool({ connectionString: url, max: 1 })
        const { rows: found } = await pool.query(
          `select count(*)::int as cases, count(distinct p.id)::int as people, count(distinct c.code)::int as codes
           from vx.person p join vx.case_record c on c.person_id = p.id where p.full_name like $1`,
          [`Người Thử % lần ${n}`],
        )
        expect(found).toEqual([{ cases: ROWS, people: ROWS, codes: ROWS }])
        const verdict = await verifyAudit(pool, Buffer.from(keys().audit, 'hex'))
        expect(verdict.findings).toEqual([])
        await pool.end()
      })
      server.child.kill('SIGTERM')
      expect(await server.ended).toMatchObject({ code: 0 })
    },
  )
})
