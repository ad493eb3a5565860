import { randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import pg from 'pg'

/** The baseline of writes, in a process of its own as ours is: one route, one pool of the same size, one statement. */
const pool = new pg.Pool({ connectionString: process.argv[2]!, max: 12 })
const plain = Fastify()
plain.post('/people', async (request) => {
  const p = request.body as Record<string, unknown>
  const { rows } = await pool.query(
    `insert into vx.person (id, area_id, full_name, birth_year, sex, phone, nationality, occupation)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
    [randomUUID(), p.areaId, p.fullName, p.birthYear, p.sex, p.phone, p.nationality, p.occupation],
  )
  return rows[0]
})
await plain.listen({ port: 0, host: 'localhost' })
process.on('SIGTERM', () => void plain.close().then(() => process.exit(0)))
process.send!({ port: (plain.server.address() as { port: number }).port })
