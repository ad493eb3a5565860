import { v7 as uuid7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld } from '../../../../test/harness/world.ts'
import { allFigures } from '../../../app.ts'
import { read } from '../../../platform/context.ts'
import { countFigure } from '../../../platform/figures.ts'
import { confirm, dueDays, openScene, type Scene, suspect, tierOf } from '../../contain/tracing/testing.ts'
import { everything, expectSame, type Hands, hands, mergeInto, namedIn, takeApart } from './testing.ts'

let s: Scene
beforeAll(async () => {
  s = await openScene(await openWorld())
  ;({ person, meet, check, quarantine, rowsOf } = hands(s))
})
afterAll(() => s?.world.close())

let person: Hands['person']
let meet: Hands['meet']
let check: Hands['check']
let quarantine: Hands['quarantine']
let rowsOf: Hands['rowsOf']

/** Every figure as it was known at an instant: how many, and which rows in which words. */
async function figuresAt(asOf: string): Promise<Record<string, unknown>> {
  const ctx = await s.world.systemCtx()
  const found: Record<string, unknown> = {}
  for (const f of allFigures.values()) {
    const input = { areaIds: ctx.viewer.areaIds, asOf }
    const count = await read(ctx, 'figure.count', (db) => countFigure(db, f, input))
    const rows = await read(ctx, 'figure.count', (db) => f.rows(db, input).execute())
    found[f.id] = [count, rows.map((r) => JSON.stringify(r)).sort()]
  }
  return found
}

/** Hai times the same woman: once as contact under monitoring, once as case of her own, and what both carry. */
async function twice(name: string) {
  const [hung, tuan] = [
    await confirm(s, await suspect(s, { fullName: `Nguồn Một ${name}` }, '2021-08-07')),
    await confirm(s, await suspect(s, { fullName: `Nguồn Hai ${name}` }, '2021-08-07')),
  ]
  const kept = await person(name, { phone: '0912000111' })
  const merged = await person(name, {
    nationalId: '001180123456',
    occupation: 'Thợ may',
    phone: '0912000222',
  })
  const friend = await person(`Bạn Của ${name}`)
  const same = await meet(hung.personId, kept, '2021-08-08')
  const again = await meet(hung.personId, merged, '2021-08-08')
  const other = await meet(tuan.personId, merged, '2021-08-09')
  const each = await meet(kept, merged, '2021-08-09')
  const told = await meet(merged, friend, '2021-08-09')
  await s.world.settle()
  await check(kept, 'normal')
  const found = await check(merged, 'symptoms')
  const order = await quarantine(merged)
  const report = await s.nurse.api.surveillance.report({ personId: merged, disease: 'covid-19' })
  await s.laboratory.api.surveillance.addLab({ id: report.id, method: 'pcr', result: 'negative' })
  const batch = uuid7()
  await s.world.pool.query(
    `insert into vx.import_batch (id, area_id, kind, source_system, file_name, sha256, columns, header_key, file_warnings, mapping,
       options, state, row_count, acting, created_at, created_by)
     values ($1, $2, 'cases', 'csv', 'x.csv', 'x', '[]', 'x', '[]', '{}', '{}', 'committed', 1, '{}', now(), 'x')`,
    [batch, s.areaId],
  )
  const row = uuid7()
  await s.world.pool.query(
    `insert into vx.import_row (id, batch_id, area_id, line, raw, person_id) values ($1, $2, $3, 1, '{}', $4)`,
    [row, batch, s.areaId, merged],
  )
  await s.world.settle()
  return { kept, merged, friend, same, again, other, each, told, found, order, caseId: report.id, row }
}

describe('Two records of one person become one', () => {
  let t: Awaited<ReturnType<typeof twice>>
  let before: Record<string, string[]>
  let asKnown: string
  let figures: Record<string, unknown>

  beforeAll(async () => {
    t = await twice('Phạm Thị Hai')
    before = await everything(s.world)
    asKnown = s.world.clock.now().toISOString()
    figures = await figuresAt(asKnown)
  })

  it('the review shows both, proposes what the kept one lacks, and counts what would move', async () => {
    const review = await s.nurse.api.people.reviewMerge({ id: t.kept, otherId: t.merged })
    expect(review.fields.filter((f) => f.take).map((f) => [f.field, f.kept, f.merged])).toEqual([
      ['nationalId', null, '001180123456'],
      ['occupation', null, 'Thợ may'],
    ])
    const counts = Object.fromEntries(review.moves.map((m) => [m.en, m.count]))
    expect(counts).toMatchObject({
      Cases: 1,
      'Test results': 1,
      Contacts: 4,
      Orders: 1,
      'Rows of imported files': 1,
    })
    expect(review.clashes).toEqual([])
    expectSame(await everything(s.world), before)
  })

  it('everything moves; what cannot stand twice is put aside; nothing names the merged record any more', async () => {
    const review = await s.nurse.api.people.reviewMerge({ id: t.kept, otherId: t.merged })
    await mergeInto(s.nurse, t.kept, t.merged, ['nationalId', 'phone'])
    await s.world.settle()
    expect(await namedIn(s.world, t.merged)).toEqual([])
    expect(await rowsOf('vx.case_record', 'person_id', t.kept)).toEqual([t.caseId])
    expect(await rowsOf('vx.isolation_order', 'person_id', t.kept)).toEqual([t.order.id])
    expect(await rowsOf('vx.lab_result', 'person_id', t.kept)).toHaveLength(1)
    expect(await rowsOf('vx.import_row', 'person_id', t.kept)).toEqual([t.row])
    // One meeting with the first source is left of two, and nobody meets themselves.
    expect(await rowsOf('vx.contact', 'person_id', t.kept)).toEqual([t.same, t.other].sort())
    expect(await rowsOf('vx.contact', 'source_person_id', t.kept)).toEqual([t.told])
    const checks = await s.world.pool.query(
      `select id, outcome from vx.followup where person_id = $1 and checked_at is not null`,
      [t.kept],
    )
    expect(checks.rows).toEqual([{ id: t.found.id, outcome: 'symptoms' }])
    const { person: p } = await s.nurse.api.people.get({ id: t.kept })
    expect(p).toMatchObject({ nationalId: '001180123456', phone: '0912000222', occupation: null })
    expect(p.version).toBe(review.kept.version + 1)
  })

  it('tiers follow: the kept person is a contact of both sources, monitored from the later meeting', async () => {
    expect(await tierOf(s, t.kept)).toMatchObject({ tier: 1, monitor_until: '2021-08-23' })
    expect(await tierOf(s, t.merged)).toBeUndefined()
    expect(await tierOf(s, t.friend)).toMatchObject({ tier: 2 })
  })

  it('the id of the merged record leads to the kept one, which tells of the merge and of who opened either', async () => {
    const page = await s.nurse.api.people.get({ id: t.merged })
    expect(page.person.id).toBe(t.kept)
    expect(page.merges).toMatchObject([
      {
        mergedId: t.merged,
        fullName: 'Phạm Thị Hai',
        reason: 'Cùng một người, khai hai lần',
        isLatest: true,
      },
    ])
    expect(page.openings.map((o) => o.action)).toContain('person.merge-into')
    const { rows } = await s.world.pool.query(
      `select action, person_id from platform.audit where action like 'person.merge%' order by seq`,
    )
    expect(rows).toEqual(
      expect.arrayContaining([
        { action: 'person.merge', person_id: t.kept },
        { action: 'person.merge-into', person_id: t.merged },
      ]),
    )
  })

  it('stands in no search, register, list of duplicates or figure', async () => {
    const ids = (found: { id: string }[]) => found.map((f) => f.id)
    expect(ids(await s.nurse.api.people.search({ q: 'Phạm Thị Hai', limit: 50 }))).not.toContain(t.merged)
    expect(ids(await s.nurse.api.people.search({ q: '001180123456', limit: 50 }))).toEqual([t.kept])
    const register = await s.nurse.api.platform.registers.rows({
      id: 'people',
      q: 'Phạm Thị Hai',
      limit: 100,
    })
    expect(JSON.stringify(register)).not.toContain(t.merged)
    expect(ids(await s.nurse.api.people.duplicates({ id: t.kept }))).not.toContain(t.merged)
    expect(JSON.stringify(await figuresAt(s.world.clock.now().toISOString()))).not.toContain(t.merged)
  })

  it('figures as they were known before are the same, to the name', async () => {
    expect(await figuresAt(asKnown)).toEqual(figures)
    expect(JSON.stringify(figures)).toContain(t.merged)
  })

  it('another system may still call the merged record by its number', async () => {
    const ctx = await s.world.systemCtx()
    const { findByNationalIds } = await import('./index.ts')
    const both = await read(ctx, 'person.read', (db) => findByNationalIds(db, ['001180123456']))
    expect(new Set(both.map((b) => b.id))).toEqual(new Set([t.kept]))
  })

  it('taken apart again every row of every table is what it was', async () => {
    await takeApart(s.nurse, t.kept)
    await s.world.settle()
    expectSame(await everything(s.world), before)
    expect((await s.nurse.api.people.get({ id: t.merged })).person.id).toBe(t.merged)
    expect((await s.nurse.api.people.get({ id: t.kept })).merges).toEqual([])
    expect(await figuresAt(asKnown)).toEqual(figures)
  })

  it('what happened since stays with the kept person; what somebody has changed is not changed back', async () => {
    await mergeInto(s.nurse, t.kept, t.merged, ['nationalId', 'phone'])
    await s.world.settle()
    const { person: p } = await s.nurse.api.people.get({ id: t.kept })
    await s.nurse.api.people.update({ id: t.kept, version: p.version, phone: '0912000333' })
    const guest = await person('Khách Ghé Nhà')
    const since = await meet(t.kept, guest, '2021-08-10')
    await s.world.settle()
    await takeApart(s.nurse, t.kept)
    await s.world.settle()
    expect(await rowsOf('vx.contact', 'source_person_id', t.kept)).toEqual([since, t.each].sort())
    const { person: after } = await s.nurse.api.people.get({ id: t.kept })
    expect(after).toMatchObject({ phone: '0912000333', nationalId: null })
    expect((await s.nurse.api.people.get({ id: t.merged })).person).toMatchObject({ phone: '0912000222' })
  })
})

describe('Whatever two records carry', () => {
  // A small generator with a seed, so that a failure can be seen again.
  const random = (seed: number) => () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed / 2_147_483_648
  }
  it.each([7, 21, 1985, 2021])(
    'merging and taking apart leaves everything as it was (seed %i)',
    async (seed) => {
      const next = random(seed)
      const often = () => next() < 0.6
      const [a, b, c] = [
        await person(`Tạ Ngẫu ${seed}`),
        await person(`Tạ Ngẫu ${seed}`),
        await person(`Tạ Bạn ${seed}`),
      ]
      const source = await confirm(s, await suspect(s, { fullName: `Tạ Nguồn ${seed}` }, '2021-08-07'))
      for (const p of [a, b]) {
        if (often()) await meet(source.personId, p, next() < 0.5 ? '2021-08-08' : '2021-08-09')
        if (often()) await meet(p, c, '2021-08-09')
      }
      if (often()) await meet(next() < 0.5 ? a : c, b, '2021-08-06')
      const ill = next() < 0.5 ? a : b
      if (often()) {
        const patient = await suspect(s, { personId: ill }, '2021-08-08')
        if (often()) await confirm(s, patient)
      }
      await s.world.settle()
      for (const p of [a, b]) {
        const isDue = (await dueDays(s, p)).includes('2021-08-10')
        if (isDue && often()) await check(p, next() < 0.5 ? 'normal' : 'symptoms')
        if (often() && p !== ill) await quarantine(p)
      }
      await s.world.settle()
      const before = await everything(s.world)
      const review = await s.nurse.api.people.reviewMerge({ id: a, otherId: b })
      if (review.clashes.length) return
      await mergeInto(s.nurse, a, b, ['birth', 'home', 'phone'])
      await s.world.settle()
      expect(await namedIn(s.world, b)).toEqual([])
      await takeApart(s.nurse, a)
      await s.world.settle()
      expectSame(await everything(s.world), before)
    },
  )
})

describe('Possible duplicates', () => {
  it('are found by national id, by name with phone, by name with birth, a digit of the year apart; words in any order, no accents', async () => {
    const facts = { birthDate: '1991-03-04', birthYear: 1991, sex: 'female' as const, phone: '0977111222' }
    const dao = await person('Nguyễn Hồng Đào', { ...facts, nationalId: '001191000001' })
    const byBirth = await person('nguyen dao hong', { birthDate: '1991-03-04', birthYear: 1991 })
    const byPhone = await person('Nguyễn Hồng Đào', { birthYear: undefined, phone: '0977111222' })
    const byId = await person('Đào Nguyễn', { nationalId: '001191000001' })
    const slip = await person('Nguyễn Hồng Đào', { birthDate: '1961-03-04', birthYear: 1961 })
    const other = await person('Nguyễn Hồng Đào', { birthDate: '1957-09-21', birthYear: 1957, sex: 'male' })
    const twin = await person('Nguyễn Hồng Đào', { birthYear: 1991, nationalId: '001191000009' })
    const found = await s.nurse.api.people.duplicates({ id: dao })
    const ids = found.map((f) => f.id)
    expect(ids[0]).toBe(byId)
    expect(new Set(ids)).toEqual(new Set([byId, byBirth, byPhone, slip]))
    expect(ids).not.toContain(other)
    expect(ids).not.toContain(twin)
    expect(found.find((f) => f.id === byPhone)?.agrees).toEqual(expect.arrayContaining(['name', 'phone']))
    expect(found.find((f) => f.id === slip)?.why.map((w) => w.words.vi)).toContain('Năm sinh sai một chữ số')
  })

  it('are read from indexes', async () => {
    const { rows } = await s.world.pool.query(
      `explain select id from vx.person where vx.name_set(full_name) = 'a b' or national_id = 'x'`,
    )
    expect(rows.map((r) => r['QUERY PLAN']).join(' ')).not.toContain('Seq Scan')
  })
})
