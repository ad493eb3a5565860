import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { labelledSet } from '../../../engines/matching/testing.ts'
import { PersonInput } from '../../registry/people/contract.ts'
import type { Review } from './contract.ts'
import { checked, committed, csv, outcomes, undone, uploaded } from './testing.ts'

const COLUMNS = ['Họ tên', 'Ngày sinh', 'Năm sinh', 'Giới tính', 'Phường', 'CCCD', 'Số điện thoại']

describe('A list of people against the register', () => {
  let world: World
  let lan: User
  let areaId: number
  beforeAll(async () => {
    world = await openWorld()
    lan = await world.signIn('epidemiologist')
    areaId = await world.areaId('Mai Động')
  })
  afterAll(() => world?.close())

  const bring = async (name: string, rows: string[][], user = lan) =>
    checked(world, user, await uploaded(world, user, { name, body: csv(COLUMNS, rows) }), {
      kind: 'contacts',
    })
  const allReviews = async (id: string, user = lan) => {
    const found: Review[] = []
    for (let after = 0; ; ) {
      const page = await user.api.imports.reviews({ id, after, limit: 100 })
      found.push(...page.reviews)
      if (page.next === null) return found
      after = page.next
    }
  }

  it('finds nearly everybody who is known, and asks about few who are not', {
    timeout: 240_000,
  }, async () => {
    // Of the invented people of a labelled set everybody stands in the register once; the rest are rows of a list.
    const set = labelledSet({ seed: 'held out', people: 400 })
    const seen = new Map<number, string>()
    const list: { person: number; cells: string[] }[] = []
    // The demo's clock stands in August 2021; whoever was born later is not born yet.
    const isBorn = (r: (typeof set.records)[number]) =>
      (r.birthDate ?? `${r.birthYear ?? 0}-12-31`) < '2021-01-01'
    // Of Hà Nội, whatever province they were invented for.
    const idOf = (id: string | undefined) => id?.replace(/^\d{3}(?=\d{9}$)/, '001')
    for (const [i, r] of set.records.entries()) {
      const who = set.person[i]!
      if (!isBorn(r)) continue
      const cells = [
        r.fullName,
        r.birthDate ? r.birthDate.split('-').reverse().join('/') : '',
        r.birthDate ? '' : String(r.birthYear ?? ''),
        r.sex === 'male' ? 'Nam' : r.sex === 'female' ? 'Nữ' : '',
        '',
        idOf(r.nationalId) ?? '',
        r.phone ?? '',
      ]
      if (seen.has(who)) {
        list.push({ person: who, cells })
        continue
      }
      const input = PersonInput.safeParse({
        fullName: r.fullName,
        areaId,
        ...(r.birthDate ? { birthDate: r.birthDate } : r.birthYear ? { birthYear: r.birthYear } : {}),
        ...(r.sex ? { sex: r.sex } : {}),
        ...(/^(001\d{9}|\d{9})$/.test(idOf(r.nationalId) ?? '') ? { nationalId: idOf(r.nationalId) } : {}),
        ...(r.phone && /^[0-9+ ]{8,15}$/.test(r.phone) ? { phone: r.phone } : {}),
      })
      // What the register does not take (a name of one letter, a day that is none) is in no register.
      if (!input.success) continue
      const { id } = await lan.api.people.create(input.data)
      seen.set(who, id)
    }
    const strangers = labelledSet({ seed: 'strangers', people: 100 }).records.slice(0, 100)
    const batch = await bring('danh-sach.csv', [
      ...list.map((l) => l.cells),
      ...strangers.map((r) => [
        r.fullName,
        '',
        String(r.birthYear ?? r.birthDate?.slice(0, 4) ?? ''),
        '',
        '',
        '',
        '',
      ]),
    ])
    const reviews = new Map((await allReviews(batch.id)).map((r) => [r.line, r]))
    const { rows } = await world.pool.query<{ line: number; person_id: string | null; outcome: string }>(
      'select line, person_id, outcome from vx.import_row where batch_id = $1 order by line',
      [batch.id],
    )
    // Either matched at once (by number) or among the candidates that somebody is asked about.
    const found = list.filter((l, i) => {
      const row = rows[i]!
      const id = seen.get(l.person)
      return row.person_id === id || reviews.get(row.line)?.candidates.some((c) => c.personId === id)
    })
    expect(found.length / list.length).toBeGreaterThan(0.9)
    // The likeliest candidate is the right one.
    const first = list.filter((l, i) => {
      const row = rows[i]!
      return (row.person_id ?? reviews.get(row.line)?.candidates[0]?.personId) === seen.get(l.person)
    })
    expect(first.length / list.length).toBeGreaterThan(0.85)
    const asked = rows.slice(list.length).filter((r) => reviews.has(r.line))
    expect(asked.length).toBeLessThan(35)
    await lan.api.imports.discard({ id: batch.id, version: batch.version })
  })

  it('is compared with its own earlier rows too, also across chunks', async () => {
    const filler = Array.from({ length: 230 }, (_, i) => [
      `Người Thử ${i}`,
      '',
      '1980',
      'Nam',
      'Mai Động',
      '',
      '',
    ])
    const batch = await bring('trong-tep.csv', [
      ['Khuất Văn Thiên Ân', '14/2/1977', '', 'Nam', 'Mai Động', '', '0912777888'],
      ...filler,
      ['Khuat Van Thien An', '14/2/1977', '', 'Nam', 'Mai Động', '', ''],
    ])
    const review = (await allReviews(batch.id)).find((r) => r.line === 233)
    expect(review!.candidates).toEqual([expect.objectContaining({ line: 2, fullName: 'Khuất Văn Thiên Ân' })])
    expect(review!.candidates[0]!.score).toBeGreaterThan(0.9)
    await lan.api.imports.discard({ id: batch.id, version: batch.version })
  })

  it('remembers of whom somebody said that they are others', async () => {
    const facts = { areaId, birthDate: '1966-06-16', sex: 'male' as const, nationality: 'VN' }
    const { id } = await lan.api.people.create({ fullName: 'Tống Phước Vĩnh Lộc', ...facts })
    let batch = await bring('nguoi-khac.csv', [
      ['Tong Phuoc Vinh Loc', '16/6/1966', '', 'Nam', 'Mai Động', '', '0977000111'],
    ])
    const [review] = await allReviews(batch.id)
    await lan.api.imports.decide({
      id: batch.id,
      reviewId: review!.id,
      version: review!.version,
      decision: 'new',
    })
    batch = await committed(world, lan, await lan.api.imports.get({ id: batch.id }))
    expect(outcomes(batch)).toEqual({ created: 1 })
    const remembered = await lan.api.people.distinct({})
    expect(remembered[0]).toMatchObject({ by: expect.any(String) })
    expect([remembered[0]!.one.id, remembered[0]!.other.id]).toContain(id)
    expect(await lan.api.people.duplicates({ id })).toEqual([])
    await undone(world, lan, batch)
    // Whoever is taken back takes along what was said of them.
    expect(await lan.api.people.distinct({})).toEqual([])
  })

  it('knows nobody outside the areas of whoever brings it', async () => {
    await lan.api.people.create({
      fullName: 'Bạch Thái Uyên Thư',
      areaId: await world.areaId('Định Công'),
      birthDate: '1992-09-29',
      sex: 'female',
      nationalId: '001192009929',
      nationality: 'VN',
    })
    const row = ['Bạch Thái Uyên Thư', '29/9/1992', '', 'Nữ', 'Mai Động', '', '']
    const nurse = await world.signIn('ward-nurse', 'Mai Động')
    const hers = await bring('cua-phuong.csv', [row], nurse)
    expect(outcomes(hers)).toEqual({ create: 1 })
    const district = await bring('cua-quan.csv', [row])
    expect(outcomes(district)).toEqual({ review: 1 })
    await nurse.api.imports.discard({ id: hers.id, version: hers.version })
    await lan.api.imports.discard({ id: district.id, version: district.version })
  })

  it('and another list at once: the later sees whom the earlier has entered, and nobody is entered twice', async () => {
    const row = ['Triệu Cao Thiện Nhân', '3/3/1959', '', 'Nam', 'Mai Động', '001059033303', '']
    const [one, two] = [await bring('mot.csv', [row]), await bring('hai.csv', [row])]
    expect([outcomes(one), outcomes(two)]).toEqual([{ create: 1 }, { create: 1 }])
    const first = await committed(world, lan, one)
    const second = await committed(world, lan, two)
    const { rows } = await world.pool.query(`select id from vx.person where national_id = '001059033303'`)
    expect(rows).toHaveLength(1)
    expect(outcomes(second)).toEqual({ matched: 1 })
    await undone(world, lan, second)
    await undone(world, lan, first)
  })
})
