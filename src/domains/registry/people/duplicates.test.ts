import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User } from '../../../../test/harness/world.ts'
import { openScene, type Scene } from '../../contain/tracing/testing.ts'
import { compareChanged } from './compare.ts'
import { type Hands, hands, mergeInto, takeApart } from './testing.ts'

let s: Scene
let person: Hands['person']
beforeAll(async () => {
  s = await openScene(await openWorld())
  ;({ person } = hands(s))
})
afterAll(() => s?.world.close())

const compare = async () => compareChanged(await s.world.systemCtx())
const pairsOf = async (user: User, ...ids: string[]) => {
  const { pairs } = await user.api.people.pairs({ limit: 100 })
  return pairs.filter((p) => ids.includes(p.one.id) && ids.includes(p.other.id))
}
const count = async (user: User) =>
  (
    await user.api.platform.figures.count({
      id: 'people.possible_duplicates',
      asOf: s.world.clock.now().toISOString(),
    })
  ).count

/** A woman written down twice: with a slip and without accents the second time. */
async function twice(fullName: string, plain: string, day: string) {
  const facts = { birthYear: Number(day.slice(0, 4)), sex: 'female' as const }
  return [
    await person(fullName, { ...facts, birthDate: day }),
    await person(plain, { ...facts, birthDate: day }),
  ] as const
}

describe('Records of the register that may be one person', () => {
  it('are found among those entered since, listed with why, and counted by a figure that opens', async () => {
    await compare()
    const before = await count(s.nurse)
    const [a, b] = await twice('Khuất Thị Bích Diễm', 'khuat thi bich diem', '1962-07-19')
    expect(await pairsOf(s.nurse, a, b)).toEqual([])
    await compare()
    const [pair] = await pairsOf(s.nurse, a, b)
    expect(pair!.probability).toBeGreaterThan(0.9)
    expect(pair!.why.map((w) => w.words.vi)).toEqual(expect.arrayContaining(['Cùng ngày sinh', 'Cùng giới']))
    expect(await count(s.nurse)).toBe(before + 1)
    const { rows } = await s.nurse.api.platform.figures.rows({ id: 'people.possible_duplicates', limit: 50 })
    expect(rows.map((r) => r.id)).toContain(pair!.id)
    expect((await s.nurse.api.people.pairs({ id: pair!.id })).pairs).toHaveLength(1)
  })

  it('are no more once somebody corrects what made them alike', async () => {
    const [a, b] = await twice('Nghiêm Thúy Vân Khánh', 'Nghiêm Thúy Vân Khánh', '1955-12-09')
    await compare()
    expect(await pairsOf(s.nurse, a, b)).toHaveLength(1)
    await s.nurse.api.people.update({
      id: b,
      version: 1,
      fullName: 'Tạ Quốc Bảo',
      birthDate: '1999-02-20',
      birthYear: 1999,
      sex: 'male',
    })
    await compare()
    expect(await pairsOf(s.nurse, a, b)).toEqual([])
  })

  it('are shown only to whoever may know both: another ward neither lists nor counts them', async () => {
    const [a, b] = await twice('Kiều Thị Mộng Tuyền', 'Kieu Thi Mong Tuyen', '1948-05-30')
    await compare()
    expect(await pairsOf(s.nurse, a, b)).toHaveLength(1)
    const far = await s.world.signIn('ward-nurse', 'Định Công')
    expect(await pairsOf(far, a, b)).toEqual([])
    const seen = await count(far)
    await twice('Kiều Thị Mộng Trinh', 'Kieu Thi Mong Trinh', '1946-03-03')
    await compare()
    expect(await count(far)).toBe(seen)
    // Half in the one ward and half in the other: neither nurse may know both.
    const there = (
      await far.api.people.create({
        fullName: 'Kiều Thị Mộng Tuyền',
        areaId: await s.world.areaId('Định Công'),
        birthDate: '1948-05-30',
        sex: 'female',
        nationality: 'VN',
      })
    ).id
    await compare()
    expect(await pairsOf(far, a, there)).toEqual([])
    expect(await pairsOf(s.nurse, a, there)).toEqual([])
    const doctor = await s.world.signIn('epidemiologist')
    expect(await pairsOf(doctor, a, there)).toHaveLength(1)
    expect((await s.nurse.api.people.duplicates({ id: a })).map((d) => d.id)).toEqual([b])
  })

  it('are not for posts that do not keep the register', async () => {
    const commander = await s.world.signIn('district-commander')
    await expectProblem(commander.api.people.pairs({}), 'right-missing')
    await expectProblem(commander.api.people.distinct({}), 'right-missing')
    const [a, b] = await twice('Lại Thế Anh Vũ', 'Lại Thế Anh Vũ', '1991-01-31')
    await expectProblem(commander.api.people.distinguish({ id: a, otherId: b }), 'right-missing')
    await expectProblem(commander.api.people.undistinguish({ id: a }), 'right-missing')
  })
})

describe('That two records are two people', () => {
  it('is remembered: they are proposed no more, by hand or by the search, until somebody takes it back', async () => {
    const [a, b] = await twice('Quách Ngọc Hoài An', 'Quach Ngoc Hoai An', '1970-10-02')
    await compare()
    const { id } = await s.nurse.api.people.distinguish({ id: a, otherId: b })
    expect(await pairsOf(s.nurse, a, b)).toEqual([])
    expect((await s.nurse.api.people.duplicates({ id: a })).map((d) => d.id)).not.toContain(b)
    await s.nurse.api.people.update({ id: a, version: 1, phone: '0912111333' })
    await compare()
    expect(await pairsOf(s.nurse, a, b)).toEqual([])
    expect(await s.nurse.api.people.distinct({})).toContainEqual(
      expect.objectContaining({ id, by: expect.any(String) }),
    )
    expect(await s.nurse.api.people.distinguish({ id: b, otherId: a })).toEqual({ id })

    await s.nurse.api.people.undistinguish({ id })
    expect(await pairsOf(s.nurse, a, b)).toHaveLength(1)
    await expectProblem(s.nurse.api.people.undistinguish({ id }), 'not-found')
    await expectProblem(s.nurse.api.people.distinguish({ id: a, otherId: a }), 'merge-with-itself')
  })

  it('goes along with a merge and comes back with its undoing', async () => {
    const [a, b] = await twice('Vương Thị Hà Giang', 'Vuong Thi Ha Giang', '1983-08-24')
    const c = await person('Vương Thị Hà Giang', { birthDate: '1983-08-24', birthYear: 1983, sex: 'female' })
    await s.nurse.api.people.distinguish({ id: a, otherId: b })
    await compare()
    expect(await pairsOf(s.nurse, b, c)).toHaveLength(1)
    const merge = await mergeInto(s.nurse, c, b)
    const left = await s.world.pool.query('select from vx.person_pair where $1 in (one_id, other_id)', [b])
    expect(left.rows).toEqual([])
    await compare()
    expect(await pairsOf(s.nurse, a, c)).toEqual([])
    await takeApart(s.nurse, c, merge)
    await compare()
    expect(await pairsOf(s.nurse, a, c)).toHaveLength(1)
    expect(await pairsOf(s.nurse, a, b)).toEqual([])
  })

  it('is not for people whom the viewer may not know', async () => {
    const [a] = await twice('Đàm Vĩnh Phú Quý', 'Dam Vinh Phu Quy', '1988-11-11')
    const { rows } = await s.world.pool.query(
      `select p.id from vx.person p where p.area_id <> all ($1) limit 1`,
      [[s.areaId]],
    )
    const far = await s.world.signIn('ward-nurse', 'Định Công')
    await expectProblem(far.api.people.distinguish({ id: a, otherId: rows[0].id }), 'not-found')
  })
})
