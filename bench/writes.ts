import { randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import pg from 'pg'
import type { House } from './house.ts'
import { type Row, type Times, timesOf } from './stats.ts'

const SECONDS = 8

/** A person as a health declaration brings one, by our route and by a bare Fastify route with the same insert. */
export async function writes(house: House): Promise<Row[]> {
  const cookie = await house.signIn('ward-nurse.mai-dong')
  const me = (await (await fetch(`${house.origin}/api/me`, { headers: { cookie } })).json()) as {
    areaId: number
  }
  const body = () => ({
    fullName: 'Nguyễn Thị Khai Báo',
    areaId: me.areaId,
    birthYear: 1980,
    sex: 'female',
    phone: '09900000000',
    nationality: 'VN',
    occupation: 'Khai báo y tế: không sốt, không ho, không đi ra khỏi phường trong mười bốn ngày qua',
  })
  const pool = new pg.Pool({ connectionString: house.url, max: 12 })
  const plain = Fastify()
  plain.post('/people', async (request) => {
    const p = request.body as ReturnType<typeof body>
    const { rows } = await pool.query(
      `insert into vx.person (id, area_id, full_name, birth_year, sex, phone, nationality, occupation)
       values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
      [randomUUID(), p.areaId, p.fullName, p.birthYear, p.sex, p.phone, p.nationality, p.occupation],
    )
    return rows[0]
  })
  await plain.listen({ port: 0, host: 'localhost' })
  const { port } = plain.server.address() as { port: number }

  const rows: Row[] = []
  for (const connections of [1, 16, 64]) {
    const send = (url: string) => async () => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          cookie,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
          origin: house.origin,
        },
        body: JSON.stringify(body()),
      })
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
      await response.arrayBuffer()
    }
    const bare = await hammer(connections, send(`http://localhost:${port}/people`))
    const ours = await hammer(connections, send(`${house.origin}/api/people`))
    const share = ours.perSecond / bare.perSecond
    rows.push({
      section: 'write',
      what: `a person, ${connections} connections: ${ours.perSecond.toFixed(0)} a second, bare ${bare.perSecond.toFixed(0)}`,
      ours: ours.times,
      baseline: bare.times,
      against: 'the same insert from a bare Fastify route',
      goal: `≥ 60 % of the throughput: ${(share * 100).toFixed(0)} %`,
      met: share >= 0.6,
    })
  }
  await plain.close()
  await pool.end()
  await house.bare.query(`delete from vx.person where full_name = 'Nguyễn Thị Khai Báo'`)
  return rows
}

async function hammer(
  connections: number,
  send: () => Promise<void>,
): Promise<{ perSecond: number; times: Times }> {
  const ms: number[] = []
  await send()
  const start = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() - start < SECONDS * 1000) {
        const begun = performance.now()
        await send()
        ms.push(performance.now() - begun)
      }
    }),
  )
  return { perSecond: ms.length / ((performance.now() - start) / 1000), times: timesOf(ms) }
}
