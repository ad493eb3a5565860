import { randomUUID } from 'node:crypto'
import type { World } from '../harness/world.ts'

/** Two field visits: one with a task and an incident that came of it, one struck out. @returns the visits and the task's subject */
export async function wentOut(world: World, groups: number[]) {
  const [commander, chair] = await Promise.all([
    world.signIn('district-commander'),
    world.signIn('ward-chair', 'Mai Động'),
  ])
  const went = { purpose: 'households' as const, beganAt: '2021-08-10T09:00:00+07:00', minutes: 40 }
  const visit = await commander.api.duty.enterVisit({
    ...{ ...went, id: randomUUID(), areaId: groups[0]!, spot: 'Xóm trọ cuối ngõ 12' },
    companions: 'Chủ tịch UBND phường; tổ trưởng tổ dân phố',
    seen: 'Ba hộ thiếu rau và thuốc huyết áp từ hai ngày nay; chốt đầu ngõ trực đủ người.',
    settled: 'Giao tổ Covid cộng đồng mang thuốc đến ngay trong chiều.',
  })
  const task = randomUUID()
  await commander.api.duty.giveVisitTask({
    ...{ visitId: visit.id, id: task, areaId: groups[0]!, postKind: 'ward-chair' },
    ...{
      title: 'Cấp rau cho các hộ cuối ngõ 12',
      expected: 'Đủ cho ba ngày',
      dueAt: '2021-08-12T17:00:00+07:00',
    },
  })
  await commander.api.duty.takeVisitIncident({
    ...{ visitId: visit.id, id: randomUUID(), kind: 'gathering', placeText: 'Đầu ngõ 12' },
    what: 'Khoảng 20 người tụ tập trước quán',
  })
  await commander.api.duty.supplementVisit({
    ...{ visitId: visit.id, id: randomUUID(), said: 'Thuốc đã đến tay cả ba hộ lúc 16 giờ.' },
  })
  const mistake = await chair.api.duty.enterVisit({
    ...{ ...went, id: randomUUID(), areaId: groups[1]!, seen: 'Chốt bỏ trống lúc 10 giờ' },
  })
  await chair.api.duty.strikeVisit({ id: mistake.id, version: 1, reason: 'Ghi nhầm tổ dân phố' })
  return { visits: [visit.id, mistake.id], task }
}
