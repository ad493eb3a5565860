import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type User, type World } from '../../../../test/harness/world.ts'
import type { Batch } from './contract.ts'
import {
  checked,
  committed,
  csvRecords,
  outcomes,
  readSample,
  samples,
  sumOf,
  tableCounts,
  undone,
  uploaded,
} from './testing.ts'

/** Size of every cluster of people linked by the contacts of an import, its cases without a link among them. */
const CLUSTERS = `
  with recursive edge as (
    select source_person_id as a, person_id as b from vx.contact where import_id = $2 and removed_at is null
    union select person_id, source_person_id from vx.contact where import_id = $2 and removed_at is null
  ), reach as (
    select person_id as root, person_id as node from vx.case_record where import_id = $1
    union select r.root, e.b from reach r join edge e on e.a = r.node
  ), cluster as (select root, min(node::text) as name from reach group by root)
  select name, count(*)::int as size from cluster group by name order by size desc`

describe('The MERS line list of 2015, with its contacts', () => {
  let world: World
  let lan: User
  let before: Record<string, number>
  let cases: Batch
  let links: Batch
  let file: Record<string, string>[]

  beforeAll(async () => {
    if (!samples) return
    world = await openWorld()
    lan = await world.signIn('epidemiologist')
    before = await tableCounts(world)
    file = csvRecords((await readSample('outbreaks/mers_korea_2015_linelist.csv')).toString())
  })
  afterAll(() => world?.close())

  const known = (value: string | undefined) => (value === 'NA' || value === '' ? null : (value ?? null))

  it('gives each of its 162 rows an outcome in the dry run, and enters nothing', async ({ skip }) => {
    if (!samples) return skip('VX_SAMPLES is not set')
    const name = 'mers_korea_2015_linelist.csv'
    const batch = await uploaded(world, lan, { name, body: await readSample(`outbreaks/${name}`) })
    expect(batch).toMatchObject({ kind: 'cases', rowCount: 162, sourceSystem: 'csv' })
    expect(batch.options).toMatchObject({ source: 'mers-korea-2015', disease: 'mers' })
    expect(batch.mapping).toEqual({
      id: 'outsideId',
      age: 'age',
      sex: 'sex',
      dt_onset: 'onsetDate',
      dt_report: 'reportDate',
      dt_diag: 'confirmDate',
      outcome: 'outcome',
      dt_death: 'deathDate',
      dt_start_exp: 'exposedFrom',
      dt_end_exp: 'exposedUntil',
    })
    cases = await checked(world, lan, batch, { options: { nationality: 'KR' } })
    expect(outcomes(cases)).toEqual({ create: 162 })
    expect(await tableCounts(world)).toEqual(before)
    const reasons = Object.fromEntries(cases.reasons.map((r) => [r.code, r.count]))
    const earlier = (a: string, b: string) =>
      file.filter((r) => known(r[a]) && known(r[b]) && r[a]! < r[b]!).length
    expect(reasons).toEqual({
      'name-missing': 162,
      'area-missing': 162,
      'confirmed-before-report': earlier('dt_diag', 'dt_report'),
      'outcome-date-missing': file.filter((r) => r.outcome === 'Dead' && !known(r.dt_death)).length,
    })
  })

  it('enters all 162 as confirmed cases, with the onset, the sex and the death of the file', async ({
    skip,
  }) => {
    if (!samples) return skip('VX_SAMPLES is not set')
    cases = await committed(world, lan, cases)
    expect(outcomes(cases)).toEqual({ created: 162 })
    expect(sumOf(cases)).toBe(cases.rowCount)
    const { rows } = await world.pool.query<Record<string, string | null>>(
      `select split_part(c.outside_id, ':', 2) as id, c.onset_date as onset, c.outcome, c.outcome_date, c.classification,
         c.source, p.full_name as name, p.sex, p.nationality,
         to_char(c.confirmed_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD') as diag,
         to_char(c.reported_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD') as report
       from vx.case_record c join vx.person p on p.id = c.person_id where c.import_id = $1`,
      [cases.id],
    )
    const entered = new Map(rows.map((r) => [r.id, r]))
    for (const r of file) {
      expect(entered.get(r.id!)).toMatchObject({
        onset: known(r.dt_onset),
        diag: r.dt_diag,
        report: r.dt_report,
        outcome: r.outcome === 'Dead' ? 'died' : null,
        outcome_date: r.outcome === 'Dead' ? known(r.dt_death) : null,
        classification: 'confirmed',
        source: 'import',
        name: `Ca ${r.id}`,
        sex: r.sex === 'M' ? 'male' : 'female',
        nationality: 'KR',
      })
    }
    expect(rows.filter((r) => r.outcome === 'died')).toHaveLength(19)
  })

  it('shows the epidemic curve by onset of the file, and its deaths, in the figures of the product', async ({
    skip,
  }) => {
    if (!samples) return skip('VX_SAMPLES is not set')
    const { rows } = await world.pool.query<{ day: string | null; n: number }>(
      `select onset_date as day, count(*)::int as n from vx.case_record where import_id = $1 group by 1 order by 1`,
      [cases.id],
    )
    const curve = Map.groupBy(file, (r) => known(r.dt_onset))
    expect(new Map(rows.map((r) => [r.day, r.n]))).toEqual(
      new Map([...curve].map(([day, r]) => [day, r.length])),
    )
    const window = { from: '2015-05-01', to: '2015-07-31', asOf: world.clock.now().toISOString() }
    const deaths = await lan.api.platform.figures.count({ id: 'cases.deaths', ...window })
    expect(deaths.count).toBe(19)
    const confirmed = await lan.api.platform.figures.count({ id: 'cases.confirmed', ...window })
    expect(confirmed.count).toBe(162)
  })

  it('opens no response clock for what is six years past', async ({ skip }) => {
    if (!samples) return skip('VX_SAMPLES is not set')
    expect((await tableCounts(world)).task).toBe(before.task)
  })

  it('enters its 98 contacts: 67 clusters, the largest of 94, and one case that infected 38', async ({
    skip,
  }) => {
    if (!samples) return skip('VX_SAMPLES is not set')
    const name = 'mers_korea_2015_contacts.csv'
    const batch = await uploaded(world, lan, { name, body: await readSample(`outbreaks/${name}`) })
    expect(batch).toMatchObject({ kind: 'relationships', rowCount: 98 })
    expect(batch.options.source).toBe(cases.options.source)
    links = await checked(world, lan, batch)
    expect(outcomes(links)).toEqual({ create: 98 })
    const told = links.reasons.filter((r) => r.code.startsWith('contact-'))
    expect(told.reduce((n, r) => n + r.count, 0)).toBe(98)
    links = await committed(world, lan, links)
    expect(outcomes(links)).toEqual({ created: 98 })
    const clusters = (await world.pool.query<{ size: number }>(CLUSTERS, [cases.id, links.id])).rows
    expect(clusters).toHaveLength(67)
    expect(clusters[0]!.size).toBe(94)
    const { rows } = await world.pool.query<{ n: number; id: string }>(
      `select count(*)::int as n, p.outside_id as id from vx.contact c join vx.person p on p.id = c.source_person_id
       where c.import_id = $1 group by p.outside_id order by n desc limit 1`,
      [links.id],
    )
    expect(rows[0]).toEqual({ n: 38, id: 'mers-korea-2015:SK_14' })
  })

  it('is traced like any outbreak: the list of SK_14 names the 38 it infected', async ({ skip }) => {
    if (!samples) return skip('VX_SAMPLES is not set')
    const { rows } = await world.pool.query<{ id: string }>(
      `select id from vx.case_record where outside_id = 'mers-korea-2015:SK_14'`,
    )
    const list = await lan.api.tracing.ofCase({ caseId: rows[0]!.id })
    const mine = list.people.flatMap((p) => p.contacts).filter((c) => c.sourcePersonId === list.personId)
    expect(new Set(mine.map((c) => c.personId)).size).toBe(38)
  })

  it('matches every row when the same files are brought a second time', async ({ skip }) => {
    if (!samples) return skip('VX_SAMPLES is not set')
    const counts = await tableCounts(world)
    const again = ['linelist', 'contacts'].map(async (part) => {
      const name = `mers_korea_2015_${part}.csv`
      const batch = await uploaded(world, lan, { name, body: await readSample(`outbreaks/${name}`) })
      expect(batch.sameFile).toHaveLength(1)
      return committed(world, lan, await checked(world, lan, batch, { options: { nationality: 'KR' } }))
    })
    const [second, secondLinks] = await Promise.all(again)
    expect(outcomes(second!)).toEqual({ matched: 162 })
    expect(outcomes(secondLinks!)).toEqual({ matched: 98 })
    expect(await tableCounts(world)).toEqual(counts)
  })

  it('is undone as a whole in any order: whom the contacts still use stays until they go too', async ({
    skip,
  }) => {
    if (!samples) return skip('VX_SAMPLES is not set')
    const withBoth = await tableCounts(world)
    cases = await undone(world, lan, cases)
    expect(outcomes(cases)).toEqual({ undone: 162 })
    const between = await tableCounts(world)
    expect(between.case_record).toBe(before.case_record)
    const linked = new Set(
      csvRecords((await readSample('outbreaks/mers_korea_2015_contacts.csv')).toString()).flatMap((r) => [
        r.from,
        r.to,
      ]),
    )
    expect(between.person).toBe(before.person! + linked.size)
    expect(between.contact).toBe(withBoth.contact)
    links = await undone(world, lan, links)
    expect(outcomes(links)).toEqual({ undone: 98 })
    await expect.poll(() => tableCounts(world), { timeout: 60_000 }).toEqual(before)
  })
})
