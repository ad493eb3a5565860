import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type User } from '../../../../../test/harness/world.ts'
import { confirm, openScene, type Patient, type Scene, suspect } from '../testing.ts'
import { parametersOf } from './parameters.ts'

describe('Chains of infection', () => {
  let s: Scene
  let neighbour: User
  const patients: Patient[] = []

  beforeAll(async () => {
    s = await openScene(await openWorld())
    neighbour = await s.world.signIn('ward-nurse', 'Tương Mai')
    const onsets = ['2021-08-01', '2021-08-04', '2021-08-07', '2021-08-08']
    const names = ['Vũ Thị Lan', 'Vũ Văn Hùng', 'Đào Thị Yến', 'Ngô Văn Sáu']
    for (const [n, fullName] of names.entries())
      patients.push(await confirm(s, await suspect(s, { fullName }, onsets[n])))
    const met = (a: number, b: number, day: string, closeness: 'direct' | 'brief' = 'direct') =>
      s.doctor.api.tracing.addContact({
        sourcePersonId: patients[a]!.personId,
        personId: patients[b]!.personId,
        day,
        closeness,
        placeText: 'xưởng may',
      })
    await met(0, 1, '2021-08-02')
    // On the list of the later case: the dates tell the direction, not the list.
    await met(2, 1, '2021-08-05')
    // After the other had fallen ill, and in passing: neither is how they were infected.
    await met(0, 2, '2021-08-09')
    await met(1, 3, '2021-08-05', 'brief')
    await s.world.settle()
  })
  afterAll(() => s?.world.close())

  const mine = async (user: User, more: object = {}) => {
    const answer = await user.api.tracing.chains({ minSize: 1, ...more })
    const codes = new Set(patients.map((p) => p.code))
    const at = (n: number) => patients.findIndex((p) => p.code === answer.cases[n]!.code)
    return {
      ...answer,
      mine: answer.cases.filter((c) => codes.has(c.code)),
      pairs: answer.links
        .filter((l) => codes.has(answer.cases[l.from]!.code) && codes.has(answer.cases[l.to]!.code))
        .map((l) => [at(l.from), at(l.to)]),
    }
  }

  it('are read from close contacts before the second fell ill, from the earlier case to the later', async () => {
    const { mine: cases, pairs, chains, links } = await mine(s.nurse)
    expect(pairs).toEqual([
      [0, 1],
      [1, 2],
    ])
    const of = (n: number) => cases.find((c) => c.code === patients[n]!.code)!
    expect([0, 1, 2, 3].map((n) => of(n).generation)).toEqual([0, 1, 2, 0])
    expect([0, 1, 2, 3].map((n) => of(n).infected)).toEqual([1, 1, 0, 0])
    const chain = chains.find((c) => c.chain === of(0).chain)!
    expect(chain).toMatchObject({
      code: patients[0]!.code,
      size: 3,
      depth: 2,
      firstOn: '2021-08-01',
      lastOn: '2021-08-07',
      active: true,
      wards: [s.areaId],
    })
    expect(links.find((l) => !l.stated)).toMatchObject({ closeness: 'direct', placeText: 'xưởng may' })
  })

  it('are filtered by size, disease, period and by whether they go on', async () => {
    const large = await mine(s.nurse, { minSize: 3 })
    expect(large.mine).toHaveLength(3)
    expect(large.leftOut).toBeGreaterThanOrEqual(1)
    expect((await mine(s.nurse, { disease: 'mers' })).cases).toEqual([])
    // A chain is shown whole when one of its cases falls into the period.
    expect((await mine(s.nurse, { minSize: 2, from: '2021-08-07', to: '2021-08-07' })).mine).toHaveLength(3)
    expect((await mine(s.nurse, { minSize: 2, from: '2021-08-09' })).mine).toEqual([])
    expect((await mine(s.nurse, { minSize: 2, active: 'no' })).mine).toEqual([])
  })

  it('of cases in another ward show code and ward, and belong to nobody who has no part in them', async () => {
    const { personId } = patients[2]!
    expect((await mine(neighbour)).mine).toEqual([])
    const theirs = await s.doctor.api.surveillance.report({
      disease: 'covid-19',
      person: {
        fullName: 'Hà Văn Lộc',
        birthYear: 1975,
        areaId: await s.world.areaId('Tương Mai'),
        nationality: 'VN',
      },
      onsetDate: '2021-08-09',
    })
    const page = await s.doctor.api.surveillance.get({ id: theirs.id })
    await s.doctor.api.tracing.addContact({
      sourcePersonId: personId,
      personId: page.case.personId,
      day: '2021-08-07',
      closeness: 'direct',
    })
    await confirm(s, { caseId: theirs.id, code: theirs.code, personId: page.case.personId })
    const seen = await mine(neighbour)
    expect(seen.mine).toHaveLength(3)
    for (const c of seen.mine)
      expect(c).toMatchObject({
        caseId: null,
        outside: true,
        areaId: s.areaId,
        onsetDate: null,
        detectedIn: null,
      })
    const hidden = seen.links.filter((l) => seen.cases[l.to]!.outside)
    expect(hidden.length).toBe(2)
    for (const l of hidden) expect(l).toMatchObject({ firstAt: null, closeness: null, placeText: null })
  })

  it('end when nothing happened in them for so many days, and go on with a meeting among their own', async () => {
    s.world.clock.advance({ days: 35 })
    const today = new Date(s.world.clock.now().getTime() + 7 * 3_600_000).toISOString().slice(0, 10)
    const chainOf = async () => {
      const { mine: cases, chains } = await mine(s.doctor, { minSize: 2 })
      return chains.find((c) => c.chain === cases[0]!.chain)!
    }
    expect((await chainOf()).active).toBe(false)
    // They meet again; over the first meeting, from which the link is read, nothing has changed.
    await s.doctor.api.tracing.addContact({
      sourcePersonId: patients[0]!.personId,
      personId: patients[1]!.personId,
      day: today,
      closeness: 'household',
    })
    await s.world.settle()
    expect((await chainOf()).active).toBe(true)
  })
})

describe('The parameters of an outbreak', () => {
  /** One who infects three, each of whom infects two, and so on: onsets three to six days apart. */
  function tree(size: number) {
    const day = (n: number) => new Date(Date.UTC(2021, 6, 1 + n)).toISOString().slice(0, 10)
    const shown = [0]
    const links: { from: number; to: number; sources: number }[] = []
    for (let n = 1; n < size; n++) {
      const from = Math.floor((n - 1) / 3)
      shown.push(shown[from]! + 3 + (n % 4))
      links.push({ from, to: n, sources: 1 })
    }
    const cases = shown.map((d, n) => {
      const infected = links.filter((l) => l.from === n).length
      return {
        onset: day(d),
        confirmed: day(d + 2),
        shown: day(d),
        infected,
        exposed: 5 * Math.max(1, infected),
      }
    })
    return { cases, links }
  }

  it('are told with limits, and with the number of pairs they stand on', () => {
    const { cases, links } = tree(121)
    const p = parametersOf(cases, links)
    expect(p.serialInterval).toMatchObject({ n: 120, by: 'onset', ambiguous: 0, undated: 0 })
    expect(p.serialInterval.value).toBeCloseTo(4.5, 5)
    expect(p.offspring.value).toBeCloseTo(120 / 121, 10)
    expect(p.dispersion.share80).toBeCloseTo(32 / 121, 10)
    expect(p.secondaryAttack.infected).toBe(120)
    for (const e of [p.serialInterval, p.reproduction, p.offspring, p.secondaryAttack]) {
      expect(e.low!).toBeLessThan(e.value!)
      expect(e.value!).toBeLessThan(e.high!)
    }
  })

  it('are not told of too few pairs, nor of an interval that nobody knows', () => {
    const { cases, links } = tree(6)
    const p = parametersOf(
      cases.map((c) => ({ ...c, exposed: c.infected + 1 })),
      links,
    )
    for (const e of Object.values(p)) expect([e.value, e.low, e.high]).toEqual([null, null, null])
    expect(p.serialInterval.n).toBe(5)
    expect(parametersOf([], []).reproduction.value).toBeNull()
  })

  it('fall back to the days of confirmation where onsets are not known, and say so', () => {
    const { cases, links } = tree(40)
    const p = parametersOf(
      cases.map((c) => ({ ...c, onset: null })),
      links,
    )
    expect(p.serialInterval).toMatchObject({ by: 'confirmation', n: 39 })
  })

  it('tell no attack rate from lists that name only those who fell ill', () => {
    const { cases, links } = tree(60)
    const p = parametersOf(
      cases.map((c) => ({ ...c, exposed: c.infected })),
      links,
    )
    expect(p.secondaryAttack).toMatchObject({ value: null, n: 59, infected: 59 })
  })
})
