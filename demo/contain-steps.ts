import { proposeOrder, signOrder } from '../src/domains/contain/quarantine/index.ts'
import { add, recordCheck, signOff } from '../src/domains/contain/tracing/index.ts'
import { decideZone, extendZone, proposeZone } from '../src/domains/contain/zones/index.ts'
import { read } from '../src/platform/context.ts'
import { Problem } from '../src/platform/problems.ts'
import type { Actors } from './actors.ts'
import type { Plan, PlannedCase } from './plan.ts'
import type { Random } from './random.ts'
import type { Agenda } from './steps.ts'

const HOUR = 3_600_000

const ZONE_BASIS = [
  'Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007',
  'Căn cứ Nghị định số 101/2010/NĐ-CP ngày 30 tháng 9 năm 2010 của Chính phủ',
]

/** A refusal that the story expects now and then (two people at one list) ends that step, not the story. */
async function unless(codes: string[], run: () => Promise<unknown>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof Problem && codes.includes(error.code))) throw error
  }
}

/** Contacts of each case, orders for them and for the case, and the completeness sign-off. */
export function planContainment(
  agenda: Agenda,
  caseId: string,
  c: PlannedCase,
  actors: Actors,
  random: Random,
): void {
  const doctor = actors.of('epidemiologist', c.person.areaId)
  const nurse = actors.of('ward-nurse', c.person.areaId)
  const chair = actors.of('ward-chair', c.person.areaId)
  const start = c.resulted.getTime()
  const facility =
    c.detectedIn === 'quarantine' ? 'Khu cách ly tập trung quận Hoàng Mai' : 'Cơ sở thu dung Đền Lừ III'

  agenda.add(start + 2 * HOUR, async () => {
    const { orders } = await proposeOrder(nurse, {
      kind: 'isolation',
      personIds: [c.person.id],
      caseId,
      placeKind: 'facility',
      address: facility,
      reason: 'Xét nghiệm PCR dương tính',
    })
    agenda.add(start + 3 * HOUR, async () => {
      await signOrder(chair, { orders: orders.map((o) => ({ id: o.id, version: o.version })) })
    })
  })

  c.contacts.forEach((contact, i) => {
    agenda.add(start + (2 + (i % 8)) * HOUR, () =>
      unless(['contact-listed-already', 'handover-outside-district'], () =>
        add(doctor, {
          sourcePersonId: c.person.id,
          personId: contact.person.id,
          firstAt: contact.first.toISOString(),
          lastAt: contact.last.toISOString(),
          closeness: contact.closeness,
          placeText: contact.place,
        }),
      ),
    )
  })
  const byWard = Map.groupBy(c.contacts, (x) => x.person.wardId)
  for (const [wardId, list] of byWard) {
    agenda.add(start + 11 * HOUR, async () => {
      const open: string[] = []
      for (const { person } of list) {
        const busy = await read(doctor, 'order.read', (db) =>
          db
            .selectFrom('vx.isolation_order')
            .select('id')
            .where('person_id', '=', person.id)
            .executeTakeFirst(),
        )
        if (!busy) open.push(person.id)
      }
      if (open.length === 0) return
      const wardNurse = actors.of('ward-nurse', wardId)
      const place = random.chance(0.7) ? 'facility' : 'home'
      await unless(['use-isolation'], async () => {
        const { orders } = await proposeOrder(wardNurse, {
          kind: 'quarantine',
          exposure: 'F1',
          personIds: open,
          placeKind: place,
          ...(place === 'facility' ? { address: 'Khu cách ly tập trung quận Hoàng Mai' } : {}),
          reason: 'Tiếp xúc gần với ca bệnh xác định (F1)',
        })
        agenda.add(start + 13 * HOUR, async () => {
          await signOrder(actors.of('ward-chair', wardId), {
            orders: orders.map((o) => ({ id: o.id, version: o.version })),
          })
        })
      })
    })
  }
  agenda.add(start + 18 * HOUR, () =>
    unless(['list-empty', 'list-signed-already', 'stale-version'], () =>
      signOff(doctor, { caseId, version: 0 }),
    ),
  )
}

/** The daily round: nearly everybody is asked each day; a few are missed, and on the last afternoon some are still to do. */
export function planChecks(agenda: Agenda, actors: Actors, random: Random): void {
  for (
    let day = Date.parse('2021-07-25T00:00:00+07:00');
    day < Date.parse('2021-08-11T00:00:00+07:00');
    day += 24 * HOUR
  ) {
    const date = new Date(day + 7 * HOUR).toISOString().slice(0, 10)
    const last = date === '2021-08-10'
    // The afternoon round, and an evening one for those who were named during the day.
    for (const hour of last ? [15.5] : [15.5, 21.5])
      agenda.add(day + hour * HOUR, async () => {
        const due = await read(actors.system, 'followup.read', (db) =>
          db
            .selectFrom('vx.followup')
            .select(['person_id', 'area_id'])
            .where('due_on', '=', date)
            .where('checked_at', 'is', null)
            .execute(),
        )
        for (const f of due) {
          if (random.chance(last ? 0.14 : 0.16)) continue
          const unwell = random.chance(0.02)
          await recordCheck(actors.of('ward-nurse', f.area_id), {
            personId: f.person_id,
            dueOn: date,
            outcome: unwell ? 'symptoms' : random.chance(0.006) ? 'absent' : 'normal',
            symptoms: unwell ? ['cough'] : [],
            temperature: unwell ? 37.9 : random.int(361, 370) / 10,
          })
        }
      })
  }
}

/** 21 zones in 10 wards (N04): around the first community cases, most of them extended when their term ran out. */
export function planZones(
  agenda: Agenda,
  plan: Plan,
  actors: Actors,
  caseIds: Map<PlannedCase, string>,
): void {
  const community = plan.cases.filter((c) => c.detectedIn === 'community')
  const taken = new Set<string>()
  const chosen: PlannedCase[] = []
  // One zone for each ward first, then second ones where there is room for another place.
  for (const pass of [0, 1]) {
    for (const c of community) {
      const place = c.person.placeId ?? String(c.person.areaId)
      if (chosen.length === 21 || taken.has(place)) continue
      if (pass === 0 && chosen.some((x) => x.person.wardId === c.person.wardId)) continue
      taken.add(place)
      chosen.push(c)
    }
  }
  for (const c of chosen) {
    const nurse = actors.of('ward-nurse', c.person.areaId)
    const chair = actors.of('ward-chair', c.person.areaId)
    agenda.add(c.resulted.getTime() + 1.5 * HOUR, async () => {
      const area = actors.tree.byId.get(c.person.areaId)!
      const place = c.person.placeId
        ? await read(nurse, 'place.read', (db) =>
            db.selectFrom('vx.place').select('name').where('id', '=', c.person.placeId!).executeTakeFirst(),
          )
        : undefined
      const { id } = await proposeZone(nurse, {
        name: place?.name ?? area.name,
        reason: 'Có ca bệnh xác định trong cộng đồng, chưa rõ hết nguồn lây',
        impact:
          'Các hộ trong vùng được cung cấp nhu yếu phẩm hai ngày một lần; chợ tạm dừng, bán hàng lưu động tại chốt',
        ...(caseIds.get(c) ? { caseId: caseIds.get(c)! } : {}),
        ...(place ? { placeIds: [c.person.placeId!] } : { partAreaIds: [c.person.areaId] }),
      })
      agenda.add(c.resulted.getTime() + 3 * HOUR, async () => {
        const { version } = await decideZone(chair, { id, version: 1, legalBasis: ZONE_BASIS })
        const end = c.resulted.getTime() + 13 * 24 * HOUR
        agenda.add(end, async () => {
          await extendZone(chair, {
            id,
            version,
            legalBasis: ZONE_BASIS,
            endsAt: new Date(end + 9 * 24 * HOUR).toISOString(),
            note: 'Chưa đủ 14 ngày không có ca cộng đồng mới trong vùng',
          })
        })
      })
    })
  }
}
