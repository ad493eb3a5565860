import type { World } from '../../../../../test/harness/world.ts'

/** A confirmed case of Mai Động reviewed at two workplaces: one concluded and answered, one just opened. @returns their ids */
export async function reviewed(world: World, caseCode: string, wardId: number): Promise<string[]> {
  const [nurse, lead, chair] = await Promise.all([
    world.signIn('ward-nurse', 'Mai Động'),
    world.signIn('inspection-lead'),
    world.signIn('ward-chair', 'Mai Động'),
  ])
  const { rows } = await world.pool.query<{ id: string }>(
    `select o.id from vx.organisation o join vx.area_tree t on t.descendant_id = o.area_id
     where t.ancestor_id = $1 order by o.id limit 2`,
    [wardId],
  )
  const ids: string[] = []
  for (const { id: organisationId } of rows)
    ids.push((await nurse.api.performance.workplace.open({ caseCode, organisationId })).id)
  const id = ids[0]!
  await nurse.api.performance.workplace.enterFindings({
    ...{ id, version: 0, infected: 'yes', said: 'Biên bản làm việc ngày 10/8, trích xuất camera xưởng' },
    measures: [
      { code: 'masks', state: 'not_kept', note: 'Bỏ khẩu trang khi ăn trưa chung một phòng' },
      { code: 'plan', state: 'kept' },
    ],
  })
  await lead.api.performance.workplace.conclude({
    ...{ id, version: 1, cause: 'not_kept', said: 'Không bố trí giãn cách nơi ăn trưa' },
    ...{ headName: 'Phan Thị Thanh Hà', headPost: 'Giám đốc' },
  })
  const said = 'Hôm đó mất điện, phải ăn chung; từ 11/8 đã chia ba ca ăn.'
  await chair.api.performance.workplace.reply({ id, version: 2, said })
  return ids
}
