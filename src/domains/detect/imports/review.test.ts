import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import type { Batch, Review } from './contract.ts'
import { checked, committed, csv, outcomes, sumOf, tableCounts, undone, uploaded } from './testing.ts'

const COLUMNS = [
  'Mã ca',
  'Họ tên',
  'Ngày sinh',
  'Giới tính',
  'Phường',
  'Ngày khởi phát',
  'Ngày báo cáo',
  'CCCD',
]

describe('A row that may be somebody known', () => {
  let world: World
  let lan: User
  let areaId: number
  let minhId: string

  beforeAll(async () => {
    world = await openWorld()
    lan = await world.signIn('epidemiologist')
    areaId = await world.areaId('Mai Động')
    const minh = await lan.api.people.create({
      fullName: 'Đặng Quang Minh',
      areaId,
      birthDate: '1979-11-02',
      sex: 'male',
      nationalId: '001079000222',
      nationality: 'VN',
    })
    minhId = minh.id
  })
  afterAll(() => world.close())

  const bring = async (name: string, rows: string[][]) =>
    checked(world, lan, await uploaded(world, lan, { name, body: csv(COLUMNS, rows) }))
  const reviewsOf = async (batch: Batch) => (await lan.api.imports.reviews({ id: batch.id })).reviews
  const decide = (batch: Batch, review: Review, decision: 'same' | 'new' | 'refuse', personId?: string) =>
    lan.api.imports.decide({
      id: batch.id,
      reviewId: review.id,
      version: review.version,
      decision,
      ...(personId ? { personId } : {}),
    })
  const casesOf = (personId: string) =>
    world.pool.query('select * from vx.case_record where person_id = $1', [personId]).then((r) => r.rows)

  it('is matched without a question by the same ID number', async () => {
    const batch = await bring('cccd.csv', [
      ['A1', 'Dang Quang Minh', '', '', 'Mai Động', '3/8/2021', '4/8/2021', '001079000222'],
    ])
    expect(outcomes(batch)).toEqual({ create: 1 })
    const { rows } = await lan.api.imports.rows({ id: batch.id })
    expect(rows[0]!.personId).toBe(minhId)
    await lan.api.imports.discard({ id: batch.id, version: batch.version })
  })

  it('is asked about when the ID number belongs to somebody with another name', async () => {
    const batch = await bring('cccd-2.csv', [
      ['A1', 'Phùng Thị Lan', '', 'Nữ', 'Mai Động', '3/8/2021', '4/8/2021', '001079000222'],
    ])
    expect(outcomes(batch)).toEqual({ review: 1 })
    expect((await reviewsOf(batch))[0]).toMatchObject({
      reasons: expect.arrayContaining([expect.objectContaining({ code: 'national-id-differs' })]),
    })
    await lan.api.imports.discard({ id: batch.id, version: batch.version })
  })

  it('is asked about by the words of the name in any order, the birth and the sex', async () => {
    const batch = await bring('ten.csv', [
      ['B1', 'Minh Đặng Quang', '2/11/1979', 'Nam', 'Mai Động', '3/8/2021', '4/8/2021', ''],
      ['B2', 'Đặng Quang Minh', '17/4/1951', 'Nữ', 'Mai Động', '3/8/2021', '4/8/2021', ''],
    ])
    expect(outcomes(batch)).toEqual({ review: 1, create: 1 })
    const [review] = await reviewsOf(batch)
    expect(review!.candidates).toEqual([
      expect.objectContaining({ personId: minhId, line: null, fullName: 'Đặng Quang Minh' }),
    ])
    expect(review!.candidates[0]!.score).toBeGreaterThan(0.95)
    const why = Object.fromEntries(review!.candidates[0]!.why.map((w) => [w.code, w]))
    expect(why).toMatchObject({
      'birth.exact': { words: { vi: 'Cùng ngày sinh' } },
      'sex.exact': { words: { vi: 'Cùng giới' } },
    })
    expect(Object.keys(why)).toContainEqual(expect.stringMatching(/^name\.(exact|rare|close)$/))
    // A bit doubles the odds; nothing of what is shown holds a value of either.
    expect(why['birth.exact']!.bits).toBeGreaterThan(8)
    expect(JSON.stringify(review!.candidates[0]!.why)).not.toMatch(/1979|Đặng|Minh/)
    await lan.api.imports.discard({ id: batch.id, version: batch.version })
  })

  it('is asked about when the year of birth is one off, the name has a slip, or accents are missing', async () => {
    const batch = await bring('sai-so.csv', [
      ['B1', 'Đặng Quang Minh', '2/11/1980', 'Nam', 'Mai Động', '3/8/2021', '4/8/2021', ''],
      ['B2', 'Dang Quang Mimh', '2/11/1979', 'Nam', 'Mai Động', '3/8/2021', '4/8/2021', ''],
      ['B3', 'DANG QUANG MINH', '11/2/1979', 'Nam', 'Mai Động', '3/8/2021', '4/8/2021', ''],
    ])
    const reviews = await reviewsOf(batch)
    const known = reviews.map((r) => r.candidates.find((c) => c.personId === minhId)?.why.map((w) => w.code))
    expect(known[0]).toContain('birth.year-near')
    expect(known[1]).toContain('name.close')
    expect(known[2]).toContain('birth.swapped')
    await lan.api.imports.discard({ id: batch.id, version: batch.version })
  })

  it('stays in the queue, visible and counted, until somebody decides; the others are entered', async () => {
    const before = await tableCounts(world)
    const queued = async () =>
      (await lan.api.platform.figures.count({ id: 'imports.queued', asOf: world.clock.now().toISOString() }))
        .count
    const waitingBefore = await queued()
    let batch = await bring('hang-cho.csv', [
      ['C1', 'Minh Đặng Quang', '2/11/1979', 'Nam', 'Mai Động', '3/8/2021', '4/8/2021', ''],
      ['C2', 'Lương Bảo Châu', '5/5/1995', 'Nữ', 'Mai Động', '3/8/2021', '4/8/2021', ''],
    ])
    batch = await committed(world, lan, batch)
    expect(outcomes(batch)).toEqual({ created: 1, queued: 1 })
    expect(batch).toMatchObject({ state: 'committed', undecided: 1, waiting: 0 })
    expect(await queued()).toBe(waitingBefore + 1)
    const { rows } = await lan.api.platform.figures.rows({ id: 'imports.queued', limit: 50 })
    expect(rows).toContainEqual(expect.objectContaining({ file_name: 'hang-cho.csv', line: 2 }))
    await expectProblem(
      lan.api.imports.commit({ id: batch.id, version: batch.version }),
      'import-nothing-to-commit',
    )

    const [review] = await reviewsOf(batch)
    expect(await decide(batch, review!, 'same', minhId)).toMatchObject({
      outcome: 'create',
      decidedBy: expect.any(String),
    })
    expect(await queued()).toBe(waitingBefore)
    batch = await lan.api.imports.get({ id: batch.id })
    expect(batch).toMatchObject({ undecided: 0, waiting: 1 })
    batch = await committed(world, lan, batch)
    expect(outcomes(batch)).toEqual({ created: 2 })
    expect(await casesOf(minhId)).toHaveLength(1)

    const done = (await reviewsOf(batch))[0]!
    await expectProblem(decide(batch, done, 'new'), 'import-row-done')
    await undone(world, lan, batch)
    await expect.poll(() => tableCounts(world), { timeout: 60_000 }).toEqual(before)
  })

  it('becomes another person when somebody says so, and is known as that person the next time', async () => {
    const rows = [['D1', 'Minh Đặng Quang', '2/11/1979', 'Nam', 'Mai Động', '3/8/2021', '4/8/2021', '']]
    const batch = await bring('khac.csv', rows)
    await decide(batch, (await reviewsOf(batch))[0]!, 'new')
    const done = await committed(world, lan, await lan.api.imports.get({ id: batch.id }))
    expect(outcomes(done)).toEqual({ created: 1 })
    expect(await casesOf(minhId)).toHaveLength(0)
    expect(outcomes(await bring('khac.csv', rows))).toEqual({ match: 1 })
    await undone(world, lan, done)
  })

  it('is refused by the name of who refused it', async () => {
    const batch = await bring('bo.csv', [
      ['E1', 'Minh Đặng Quang', '2/11/1979', 'Nam', 'Mai Động', '3/8/2021', '4/8/2021', ''],
    ])
    await decide(batch, (await reviewsOf(batch))[0]!, 'refuse')
    const done = await committed(world, lan, await lan.api.imports.get({ id: batch.id }))
    expect(outcomes(done)).toEqual({ refused: 1 })
    const { rows } = await lan.api.imports.rows({ id: done.id })
    const me = await lan.api.platform.me()
    expect(rows[0]!.reasons).toContainEqual({
      code: 'refused-by-person',
      level: 'refuse',
      params: { by: me.name },
    })
  })

  it('is asked about when one id names two people of a file, and both can be entered', async () => {
    const rows = [
      ['F1', 'Hồ Ngọc Ánh', '1/1/1990', 'Nữ', 'Mai Động', '1/8/2021', '2/8/2021', ''],
      ['F1', 'Cao Xuân Trường', '7/7/1961', 'Nam', 'Mai Động', '1/8/2021', '2/8/2021', ''],
      ['F1', 'Hồ Ngọc Ánh', '1/1/1990', 'Nữ', 'Mai Động', '1/8/2021', '2/8/2021', ''],
    ]
    const batch = await bring('trung-ma.csv', rows)
    expect(outcomes(batch)).toEqual({ create: 1, review: 1, match: 1 })
    const [review] = await reviewsOf(batch)
    expect(review!.reasons).toContainEqual({
      code: 'id-twice',
      level: 'review',
      params: { value: 'F1', line: 2 },
    })
    await decide(batch, review!, 'new')
    const done = await committed(world, lan, await lan.api.imports.get({ id: batch.id }))
    expect(outcomes(done)).toEqual({ created: 2, matched: 1 })
    expect(outcomes(await bring('trung-ma.csv', rows))).toEqual({ match: 3 })
    await undone(world, lan, done)
  })

  it('is asked about when an id known from the source comes with another sex and age, and never across sources', async () => {
    const row = (name: string, birth: string, sex: string) => [
      ['M1', name, birth, sex, 'Mai Động', '1/8/2021', '2/8/2021', ''],
    ]
    const first = await committed(
      world,
      lan,
      await bring('benh-vien.csv', row('Hà Kiều Anh', '1/1/1990', 'Nữ')),
    )
    const second = await bring('benh-vien.csv', row('Lưu Đức Hoa', '7/7/1961', 'Nam'))
    expect(outcomes(second)).toEqual({ review: 1 })
    expect(second.reasons).toContainEqual({ code: 'id-differs', level: 'review', count: 1 })
    const elsewhere = await bring('tram-y-te.csv', row('Lưu Đức Hoa', '7/7/1961', 'Nam'))
    expect(elsewhere.options.source).not.toBe(second.options.source)
    expect(outcomes(elsewhere)).toEqual({ create: 1 })
    for (const b of [second, elsewhere]) await lan.api.imports.discard({ id: b.id, version: b.version })
    await undone(world, lan, first)
  })

  it('cannot be decided twice at once, nor for somebody who is no candidate', async () => {
    const batch = await bring('hai-nguoi.csv', [
      ['G1', 'Minh Đặng Quang', '2/11/1979', 'Nam', 'Mai Động', '3/8/2021', '4/8/2021', ''],
    ])
    const [review] = await reviewsOf(batch)
    const stranger = (await lan.api.people.search({ q: 'nguyen' }))[0]!
    await expectProblem(decide(batch, review!, 'same', stranger.id), 'input-invalid')
    await decide(batch, review!, 'new')
    await expectProblem(decide(batch, review!, 'refuse'), 'stale-version')
    await expectProblem(
      lan.api.imports.decide({ id: batch.id, reviewId: batch.id, version: 1, decision: 'new' }),
      'not-found',
    )
    await lan.api.imports.discard({ id: batch.id, version: batch.version })
  })

  it('is another episode when the person had the disease long before, and the same one when it was days ago', async () => {
    const row = (id: string, onset: string) => [
      id,
      'Đặng Quang Minh',
      '2/11/1979',
      'Nam',
      'Mai Động',
      onset,
      onset,
      '001079000222',
    ]
    const first = await committed(world, lan, await bring('dot-1.csv', [row('H1', '2/3/2021')]))
    expect(outcomes(first)).toEqual({ created: 1 })
    const second = await bring('dot-2.csv', [row('H2', '5/3/2021'), row('H3', '1/8/2021')])
    expect(outcomes(second)).toEqual({ match: 1, create: 1 })
    expect(second.reasons.map((r) => r.code)).toEqual(
      expect.arrayContaining(['case-known', 'record-differs', 'another-episode']),
    )
    expect(sumOf(second)).toBe(2)
    await lan.api.imports.discard({ id: second.id, version: second.version })
    await undone(world, lan, first)
  })
})
