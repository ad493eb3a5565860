import type { User, World } from '../../../../test/harness/world.ts'

/** What the tests of zones start from: a ward, its neighbourhoods with most households first, and one of its buildings. */
export async function grounds(world: World, ward: string) {
  const wardId = await world.areaId(ward)
  const { rows: neighbourhoods } = await world.pool.query<{ id: number; households: number }>(
    `select a.id, count(h.id)::int as households from vx.area a join vx.household h on h.area_id = a.id
     where a.parent_id = $1 group by a.id order by 2 desc, 1`,
    [wardId],
  )
  const { rows: buildings } = await world.pool.query<{ id: string; areaId: number }>(
    `select p.id, p.area_id as "areaId" from vx.place p join vx.area a on a.id = p.area_id
     join vx.household h on h.place_id = p.id where a.parent_id = $1
     group by p.id, p.area_id order by count(*) desc, p.id limit 1`,
    [wardId],
  )
  return { wardId, neighbourhoods: neighbourhoods.map((n) => n.id), building: buildings[0] }
}

/** People and households of a set of households, counted straight from the registry. */
export async function countWhere(world: World, condition: string, values: unknown[]) {
  const { rows } = await world.pool.query<{ households: number; people: number }>(
    `select count(distinct h.id)::int as households, count(p.id)::int as people
     from vx.household h left join vx.person p on p.household_id = h.id where ${condition}`,
    values,
  )
  return rows[0]!
}

export const BASES = [
  'Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007',
  'Theo đề nghị của Trạm trưởng Trạm Y tế phường',
]

export const WHY = {
  reason: 'Chuỗi lây trong khu dân cư, chưa rõ nguồn',
  impact: 'Ngừng 3 cửa hàng trong 14 ngày; phường cấp lương thực, đưa đón người chạy thận',
}

/** A zone proposed by `proposer` and decided by `signer`. */
export async function standingZone(
  proposer: User,
  signer: User,
  extent: { partAreaIds?: number[]; placeIds?: string[]; polygon?: [number, number][]; caseId?: string },
  name = 'Ngõ 5 Hoa Sim',
) {
  const { id } = await proposer.api.zones.propose({ name, ...WHY, ...extent })
  const signed = await signer.api.zones.decide({ id, version: 1, legalBasis: BASES })
  return { id, ...signed }
}
