import { setTimeout as sleep } from 'node:timers/promises'
import { clientOf } from '../test/harness/world.ts'
import type { House } from './house.ts'
import { measure, type Row, timesOf } from './stats.ts'

const COLUMNS = [
  'Họ tên',
  'Năm sinh',
  'Giới tính',
  'Phường',
  'F0 liên quan',
  'Ngày tiếp xúc cuối',
  'Hình thức tiếp xúc',
]
const RESTLESS = ['checking', 'committing', 'undoing']

/** A list of contacts of confirmed cases: a third of them are people of the register, the rest nobody knows. */
async function listOfContacts(house: House, count: number): Promise<string> {
  const { rows: cases } = await house.bare.query<{ code: string }>(
    `select code from vx.case_record where classification = 'confirmed' order by confirmed_at desc limit 100`,
  )
  const { rows: known } = await house.bare.query<{ name: string; year: number; sex: string; ward: string }>(
    `select p.full_name as name, p.birth_year as year, p.sex, w.name as ward from vx.person p join vx.area a on a.id = p.area_id
     join vx.area w on w.id = a.parent_id where p.birth_year is not null order by p.id desc limit $1`,
    [count],
  )
  const lines = known.map((p, i) =>
    [
      i % 3 === 0 ? p.name : `${p.name} ${'ABCDEFGHIJ'[i % 10]}${i}`,
      p.year,
      p.sex === 'female' ? 'Nữ' : 'Nam',
      p.ward,
      cases[i % cases.length]!.code,
      '9/8/2021',
      'Trực tiếp',
    ].join(','),
  )
  return [COLUMNS.join(','), ...lines].join('\n')
}

/** Somebody who imports, and somebody else who reads meanwhile. */
async function desk(house: House) {
  const cookie = await house.signIn('epidemiologist')
  const api = clientOf(house.origin, { cookie, origin: house.origin })
  const other = clientOf(house.origin, { cookie: await house.signIn('district-commander') })
  const click = () => other.platform.registers.rows({ id: 'cases', limit: 50 })
  const alone = await measure(100, click)

  /** Runs `work` while somebody opens a register four times a second. */
  async function watched<T>(work: () => Promise<T>) {
    const ms: number[] = []
    let over = false
    const reader = (async () => {
      while (!over) {
        const start = performance.now()
        await click()
        ms.push(performance.now() - start)
        await sleep(250)
      }
    })()
    const start = performance.now()
    let most = 0
    const memory = setInterval(() => {
      most = Math.max(most, house.memory())
    }, 200)
    const before = house.memory()
    const out = await work()
    const took = performance.now() - start
    clearInterval(memory)
    over = true
    await reader
    return { out, took, others: timesOf(ms), grew: most - before }
  }
  async function rested(id: string) {
    for (;;) {
      const batch = await api.imports.get({ id })
      if (!RESTLESS.includes(batch.state)) return batch
      // The page asks every two seconds.
      await sleep(500)
    }
  }
  async function upload(count: number): Promise<string> {
    const form = new FormData()
    form.append('file', new Blob([await listOfContacts(house, count)]), `tiep-xuc-${count}.csv`)
    const headers = { cookie, origin: house.origin }
    const response = await fetch(`${house.origin}/api/imports/upload`, {
      method: 'POST',
      body: form,
      headers,
    })
    if (!response.ok) throw new Error(`Upload: ${response.status} ${await response.text()}`)
    return ((await response.json()) as { id: string }).id
  }
  async function check(id: string) {
    const { version, kind, mapping, options } = await api.imports.get({ id })
    await api.imports.check({ id, version, kind, mapping, options })
    return rested(id)
  }

  return { api, alone, watched, rested, upload, check }
}

/** Ten thousand contacts with matching against everybody, entered, while somebody else reads. */
export async function imports(house: House): Promise<Row[]> {
  const { api, alone, watched, rested, upload, check } = await desk(house)
  const small = await upload(10_000)
  const first = await watched(async () => {
    const { version } = await check(small)
    await api.imports.commit({ id: small, version })
    return rested(small)
  })
  const { counts } = first.out
  const told = Object.entries(counts)
    .filter(([, n]) => n > 0)
    .map(([k, n]) => `${n} ${k}`)
    .join(', ')
  const rows: Row[] = [
    {
      section: 'import',
      what: `10,000 contacts, matched and entered: ${(first.took / 1000).toFixed(1)} s (${told})`,
      ours: { p50: first.took, p95: first.took },
      goal: '< 60 s',
      met: first.took < 60_000,
    },
    {
      section: 'import',
      what: 'a register of somebody else meanwhile',
      ours: first.others,
      baseline: alone,
      against: 'the same without an import',
      goal: 'p95 at most half more',
      met: first.others.p95 <= 1.5 * alone.p95,
    },
  ]
  const done = await api.imports.get({ id: small })
  await api.imports.undo({ id: small, version: done.version, reason: 'Chỉ để đo' })
  await rested(small)

  return rows
}

/** A hundred thousand rows read and matched: how long, and in how much memory. */
export async function large(house: House): Promise<Row[]> {
  const { api, watched, upload, check } = await desk(house)
  const id = await upload(100_000)
  const second = await watched(() => check(id))
  const row: Row = {
    section: 'import',
    what: `100,000 rows read and matched in ${(second.took / 1000).toFixed(1)} s; the server grew by ${(second.grew / 1e6).toFixed(0)} MB`,
    ours: { p50: second.took, p95: second.took },
    goal: 'less than 500 MB more',
    met: second.grew < 500e6,
  }
  const { version } = await api.imports.get({ id })
  await api.imports.discard({ id, version })
  return [row]
}
