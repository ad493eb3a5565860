import { v7 as uuid7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld } from '../../../../test/harness/world.ts'
import { recomputeTiers, wholeDay } from './index.ts'
import { confirm, openScene, type Patient, type Scene, someone, suspect, tierOf } from './testing.ts'

/** The day so many days after 1/1/2021. */
const day = (n: number) => new Date(Date.UTC(2021, 0, 1 + n)).toISOString().slice(0, 10)

describe('Episodes', () => {
  let s: Scene
  beforeAll(async () => {
    s = await openScene(await openWorld())
  })
  afterAll(() => s.world.close())

  const make = (name: string) => s.nurse.api.people.create(someone(name, s.areaId)).then((p) => p.id)
  const recompute = async (...people: string[]) =>
    (await recomputeTiers(await s.world.systemCtx(), people)).changed
  async function meet(a: string, b: string, n: number): Promise<string> {
    const id = uuid7()
    const { firstAt, lastAt } = wholeDay(day(n))
    await s.world.pool.query(
      `insert into vx.contact (id, source_person_id, person_id, area_id, source_area_id, first_at, last_at, day_only, closeness, recorded_at, recorded_by)
       values ($1, $2, $3, $4, $4, $5, $6, true, 'direct', $6, 'Trạm y tế') on conflict do nothing`,
      [id, a, b, s.areaId, firstAt, lastAt],
    )
    return id
  }
  /** A case that could infect from the day `from` to the day `to`. */
  async function sick(personId: string, from: number, to: number): Promise<Patient> {
    const patient = await suspect(s, { personId }, day(from + 3))
    await s.world.pool.query('insert into vx.contact_list (id, area_id, isolated_at) values ($1, $2, $3)', [
      patient.caseId,
      s.areaId,
      wholeDay(day(to)).lastAt,
    ])
    return confirm(s, patient)
  }

  it('of spring and of summer are apart: who was F1 then and is F2 now is F2, and F1 again when that falls away', async () => {
    const [spring, summer, link, met] = await Promise.all(
      ['Hoàng Văn Xuân', 'Hoàng Thị Hạ', 'Hoàng Văn Nối', 'Hoàng Thị Tháng Năm'].map(make),
    )
    await sick(spring!, 100, 104)
    await meet(spring!, met!, 102)
    await recompute(spring!)
    expect(await tierOf(s, met!)).toMatchObject({ tier: 1, status: 'finished' })
    // Somebody who met them three months later is of no chain.
    await meet(met!, link!, 200)
    expect(await recompute(met!, link!)).toBe(0)
    expect(await tierOf(s, link!)).toBeUndefined()

    await sick(summer!, 196, 203)
    const between = await meet(summer!, link!, 199)
    await recompute(summer!)
    expect(await tierOf(s, link!)).toMatchObject({ tier: 1 })
    expect(await tierOf(s, met!)).toMatchObject({ tier: 2 })
    await s.world.pool.query(
      `update vx.contact set removed_at = now(), removed_reason = 'nhầm' where id = $1`,
      [between],
    )
    await recompute(summer!, link!)
    expect(await tierOf(s, link!)).toBeUndefined()
    expect(await tierOf(s, met!)).toMatchObject({ tier: 1, status: 'finished' })
  })

  it('what is computed around a change is what is computed from everything', async () => {
    let seed = 20210810
    const random = (n: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % n
    }
    const people = await Promise.all(
      Array.from({ length: 7 }, (_, i) => make(`Lưu Thị Chuỗi ${'ABCDEFG'[i]}`)),
    )
    await sick(people[0]!, 20, 27)
    await sick(people[1]!, 90, 96)
    await sick(people[2]!, 125, 131)
    const contacts: { id: string; a: string; b: string }[] = []
    const tiers = new Set<number>()
    let moved = 0
    for (let step = 0; step < 70; step++) {
      const takeBack = contacts.length > 12 && random(3) === 0
      let touched: string[]
      if (takeBack) {
        const { id, a, b } = contacts.splice(random(contacts.length), 1)[0]!
        await s.world.pool.query(
          `update vx.contact set removed_at = now(), removed_reason = 'nhầm' where id = $1`,
          [id],
        )
        touched = [a, b]
      } else {
        const a = people[random(7)]!
        const b = people.filter((p) => p !== a)[random(6)]!
        contacts.push({
          id: await meet(a, b, [20, 34, 48, 62, 90, 104, 118, 125][random(8)]! + random(3)),
          a,
          b,
        })
        touched = [a, b]
      }
      moved += await recompute(...touched)
      expect(await recompute(...people), `after step ${step}`).toBe(0)
      for (const p of people) tiers.add((await tierOf(s, p))?.tier ?? 0)
    }
    expect(moved).toBeGreaterThan(10)
    expect(tiers.size).toBeGreaterThanOrEqual(3)
  })
})
