import { randomUUID } from 'node:crypto'
import { checked, csv, PEOPLE_COLUMNS, people, uploaded } from '../../src/domains/detect/imports/testing.ts'
import { collection, handIn } from '../../src/domains/registry/areas/boundaries/testing.ts'
import type { User, World } from '../harness/world.ts'

/** The confirmed case of Mai Động that was confirmed last. */
export async function lastCase(world: World): Promise<{ id: string; code: string; personId: string }> {
  const { rows } = await world.pool.query(
    `select c.id, c.code, c.person_id as "personId" from vx.case_record c join vx.area a on a.id = c.area_id
     join vx.area w on w.id = a.parent_id where c.classification = 'confirmed' and w.name = 'Mai Động'
     order by c.confirmed_at desc limit 1`,
  )
  return rows[0]
}

/** A place where the case had been, published, and what somebody told the station because of it. */
async function publishedNotice(nurse: User, chair: User, event: { caseId: string; areaId: number }) {
  const hours = { startsAt: '2021-08-09T06:00:00+07:00', endsAt: '2021-08-09T08:30:00+07:00' }
  const title = 'Chợ Mai Động, dãy hàng rau'
  const { id } = await nurse.api.tracing.addEvent({ ...event, ...hours, name: title })
  const advice = 'Ai có mặt vui lòng ở nhà, tự theo dõi sức khỏe và báo cho trạm y tế phường.'
  await nurse.api.tracing.draftNotice({
    eventId: id,
    version: 0,
    title,
    ...hours,
    advice,
    validUntil: '2021-08-23',
  })
  await chair.api.tracing.publishNotice({ id, version: 1 })
  await nurse.api.tracing.enterClaim({
    id: randomUUID(),
    noticeId: id,
    fullName: 'Trịnh Thị Kim Oanh',
    fromAt: hours.startsAt,
    toAt: hours.endsAt,
    closeness: 'same_room',
    symptoms: ['cough'],
    consent: true,
  })
}

/**
 * What an afternoon of the command post leaves behind, made through the API: contacts, a proposed and a signed order, a
 * zone, a signed report and a draft, an import after its dry run and one not yet mapped; the map of four wards under
 * review, and the reorganisation of 2025 in draft.
 * @returns addresses by the route they are an example of: every kind of page of each record.
 */
export async function busyAfternoon(world: World): Promise<Record<string, string[]>> {
  const [nurse, chair, doctor, clerk, commander, admin] = await Promise.all([
    world.signIn('ward-nurse', 'Mai Động'),
    world.signIn('ward-chair', 'Mai Động'),
    world.signIn('epidemiologist'),
    world.signIn('district-clerk'),
    world.signIn('district-commander'),
    world.signIn('administrator'),
  ])
  const { id: caseId, personId } = await lastCase(world)
  const { areaId } = (await nurse.api.surveillance.get({ id: caseId })).case

  const contacts: string[] = []
  for (const fullName of ['Bùi Thị Hồng Gấm', 'Nguyễn Phương Thảo Nguyên', 'Đoàn Quốc Khánh']) {
    await nurse.api.tracing.addContact({
      sourcePersonId: personId,
      person: { fullName, birthYear: 1990, areaId, nationality: 'VN' },
      day: '2021-08-09',
      closeness: 'direct',
      placeText: 'quán nước đầu ngõ',
    })
    const { rows } = await world.pool.query('select id from vx.person where full_name = $1', [fullName])
    contacts.push(rows[0].id)
  }
  await world.settle()

  await publishedNotice(nurse, chair, { caseId, areaId })
  await nurse.api.tracing.assign({})

  const { orders } = await nurse.api.quarantine.propose({
    kind: 'quarantine',
    exposure: 'F1',
    personIds: contacts.slice(0, 2),
    placeKind: 'home',
    address: 'Số 12, ngõ 147 Tân Mai',
    reason: 'Tiếp xúc gần với ca bệnh xác định (F1)',
  })
  await chair.api.quarantine.sign({ orders: [{ id: orders[0]!.id, version: orders[0]!.version }] })

  const zone = await nurse.api.zones.propose({
    name: 'Quanh nơi ở của ca bệnh',
    reason: 'Ca cộng đồng chưa rõ nguồn lây',
    impact: 'Cung cấp nhu yếu phẩm hai ngày một lần',
    partAreaIds: [areaId],
    caseId,
  })
  await chair.api.zones.decide({
    id: zone.id,
    version: 1,
    legalBasis: ['Luật Phòng, chống bệnh truyền nhiễm 2007'],
  })

  const district = await world.areaId('Hoàng Mai')
  const reports: string[] = []
  for (const signed of [true, false]) {
    const { id } = await clerk.api.reports.create({ areaId: district, countFrom: '2021-07-24' })
    const { version } = await clerk.api.reports.update({
      id,
      version: 1,
      risk: 'high',
      assessment: 'Ca mới giảm; còn một ca chưa rõ nơi phát hiện.',
    })
    if (signed) await commander.api.reports.freeze({ id, version })
    reports.push(id)
  }

  const file = { name: 'danh-sach.csv', body: csv(PEOPLE_COLUMNS, people(20)) }
  const mapped = await checked(world, doctor, await uploaded(world, doctor, file))
  const fresh = await uploaded(world, doctor, { ...file, name: 'danh-sach-moi.csv' })

  const wards = ['Phường Mai Động', 'Phường Tương Mai', 'Phường Đại Kim', 'Phường Bình Thạnh']
  const squares = wards.map((name, n) => {
    const [x, y] = [105.85 + n * 0.0096, 20.98]
    const ring = [
      [x, y],
      [x + 0.0096, y],
      [x + 0.0096, y + 0.009],
      [x, y + 0.009],
    ] as [number, number][]
    return { properties: { TEN: name }, ring }
  })
  const boundaries = await handIn(world, admin, { body: collection(squares) })
  const { reorganisationId } = await admin.api.areas.applyPreset({ key: 'two-tier-2025' })
  const { rows: places } = await world.pool.query<{ id: string }>(
    `(select id from vx.place where kind = 'building' limit 1) union all (select id from vx.place where kind <> 'building' limit 1)`,
  )
  const { rows: teams } = await world.pool.query<{ id: string }>(
    `select distinct on (kind) t.id from vx.team t join vx.area a on a.id = t.area_id
     where t.kind in ('steering_committee', 'community') order by kind, a.level = 'district' desc, t.id`,
  )

  return {
    '/areas': ['/areas', '/areas?tab=boundaries', '/areas?tab=reorganisations'],
    '/areas/boundaries/$id': [`/areas/boundaries/${boundaries.id}`],
    '/areas/reorganisations/$id': [`/areas/reorganisations/${reorganisationId}`],
    '/places/$id': places.map((p) => `/places/${p.id}`),
    '/cases/$id': [`/cases/${caseId}`],
    '/people/$id': [`/people/${personId}`, `/people/${contacts[0]}`],
    '/figures/$id': ['/figures/cases.confirmed', '/figures/tasks.overdue', '/figures/contacts.f1'],
    '/reports/$id': reports.map((id) => `/reports/${id}`),
    '/orders/$id': orders.map((o) => `/orders/${o.id}`),
    '/zones/$id': [`/zones/${zone.id}`],
    '/$': ['/no/such/page'],
    '/teams/$id': teams.map((r) => `/teams/${r.id}`),
    '/imports/$id': [`/imports/${fresh.id}`, `/imports/${mapped.id}`, `/imports/${mapped.id}?step=review`],
  }
}
