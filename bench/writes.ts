import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { type House, startServer } from './house.ts'
import { type Row, type Times, timesOf } from './stats.ts'

const SECONDS = 4
const ROUNDS = 3

/** A person as a health declaration brings one, by our route and by a bare Fastify route with the same insert. */
export async function writes(house: House): Promise<Row[]> {
  const cookie = await house.signIn('ward-nurse.mai-dong')
  const me = (await (await fetch(`${house.origin}/api/me`, { headers: { cookie } })).json()) as {
    areaId: number
  }
  const body = JSON.stringify({
    fullName: 'Nguyễn Thị Khai Báo',
    areaId: me.areaId,
    birthYear: 1980,
    sex: 'female',
    phone: '09900000000',
    nationality: 'VN',
    occupation: 'Khai báo y tế: không sốt, không ho, không đi ra khỏi phường trong mười bốn ngày qua',
  })
  const bare = await startServer(new URL('bare.ts', import.meta.url), house.url)
  const rows: Row[] = []
  for (const connections of [1, 16, 64]) {
    const sender = (url: string) => {
      const agent = new Agent({ keepAlive: true, maxSockets: connections })
      return () => post(agent, url, body, { cookie, origin: house.origin })
    }
    const toBare = sender(`http://localhost:${bare.port}/people`)
    const toOurs = sender(`${house.origin}/api/people`)
    const runs = { bare: [] as Run[], ours: [] as Run[] }
    // By turns, so that what else the machine does falls on both.
    for (let i = 0; i < ROUNDS; i++) {
      runs.bare.push(await hammer(connections, toBare, bare.child.pid!))
      runs.ours.push(await hammer(connections, toOurs, house.pid))
    }
    const theirs = together(runs.bare)
    const ours = together(runs.ours)
    const share = ours.perSecond / theirs.perSecond
    rows.push({
      section: 'write',
      what: `a person, ${connections} connections: ${ours.perSecond.toFixed(0)} a second (server ${ours.cpu.toFixed(2)} ms of processor each), bare ${theirs.perSecond.toFixed(0)} (${theirs.cpu.toFixed(2)} ms)`,
      ours: ours.times,
      baseline: theirs.times,
      against: 'the same insert from a bare Fastify route',
      goal: `≥ 60 % of the throughput: ${(share * 100).toFixed(0)} %`,
      met: share >= 0.6,
    })
  }
  bare.child.kill('SIGTERM')
  await house.bare.query(`delete from vx.person where full_name = 'Nguyễn Thị Khai Báo'`)
  return rows
}

/** One request on a connection that is kept, with as little work of our own as it can be. */
function post(agent: Agent, url: string, body: string, headers: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        agent,
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'idempotency-key': randomUUID(),
        },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode} ${text}`)),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

interface Run {
  seconds: number
  ms: number[]
  /** Processor time of the server's process, ms. */
  cpu: number
}

/** Of a process, in ms: user and system time, in ticks of 10 ms. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

async function hammer(connections: number, send: () => Promise<void>, pid: number): Promise<Run> {
  const ms: number[] = []
  for (let i = 0; i < 20; i++) await send()
  const cpu = processorTime(pid)
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
  return { seconds: (performance.now() - start) / 1000, ms, cpu: processorTime(pid) - cpu }
}

function together(runs: Run[]): { perSecond: number; cpu: number; times: Times } {
  const ms = runs.flatMap((r) => r.ms)
  return {
    perSecond: ms.length / runs.reduce((n, r) => n + r.seconds, 0),
    cpu: runs.reduce((n, r) => n + r.cpu, 0) / ms.length,
    times: timesOf(ms),
  }
}
