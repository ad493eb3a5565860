import { randomUUID } from 'node:crypto'
import { DEMO_LETTER } from '../../demo/letter.ts'
import { reviewed } from '../../src/domains/command/performance/workplace/testing.ts'
import { checked, csv, PEOPLE_COLUMNS, people, uploaded } from '../../src/domains/detect/imports/testing.ts'
import { collection, handIn } from '../../src/domains/registry/areas/boundaries/testing.ts'
import type { User, World } from '../harness/world.ts'
import { wentOut } from './went-out.ts'

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

/** A conference with a conclusion given, a published card that was answered, an example of each kind. */
export async function commanded(world: World, wardId: number): Promise<Record<string, string[]>> {
  const [commander, clerk, chair] = await Promise.all([
    world.signIn('district-commander'),
    world.signIn('district-clerk'),
    world.signIn('ward-chair', 'Mai Động'),
  ])
  const conference = await commander.api.conferences.daily({})
  const conclusions = []
  for (const text of ['Hoàn thành khoanh vùng xóm trọ trong đêm', 'Cấp đủ que lấy mẫu cho ba phường'])
    conclusions.push(await clerk.api.conferences.conclude({ ...conference, text }))
  const give = { areaIds: [wardId], postKind: 'ward-chair', dueAt: '2021-08-12T17:00:00+07:00' }
  await clerk.api.conferences.assign({ id: conclusions[0]!.id, ...give })
  await commander.api.performance.publish({ days: 14 })
  const [card] = await chair.api.performance.mine({})
  await chair.api.performance.reply({ id: card!.id, said: 'Tổ truy vết của phường thiếu ba người.' })
  const examples: string[] = []
  const body = 'Cả tổ thức trắng hai đêm, không sót hộ nào.'
  for (const kind of ['commendation', 'practice', 'lesson'] as const) {
    const title = `Tổ Covid cộng đồng số 7: ${kind}`
    examples.push((await chair.api.performance.propose({ kind, areaId: wardId, title, body })).id)
  }
  const [, practice, lesson] = examples
  const step = (id: string, after: string, to: string, more: object = {}) =>
    clerk.api.performance.step({ id, after, step: to, note: 'Nhân ra các tổ cạnh bên', ...more } as never)
  await step(practice!, 'pilot', 'evaluated')
  await step(practice!, 'evaluated', 'scaling')
  await chair.api.performance.adopt({ id: practice!, areaIds: [wardId], since: '2021-08-09' })
  await step(lesson!, 'noted', 'agreed', { give })
  const reviews = await reviewed(world, (await lastCase(world)).code, wardId)
  return {
    '/workplace-reviews/$id': reviews.map((id) => `/workplace-reviews/${id}`),
    '/conferences/$id': [`/conferences/${conference.id}`],
    '/conclusions/$id': [`/conclusions/${conclusions[0]!.id}`],
    '/scorecards/$id': [`/scorecards/${card!.id}`],
    '/examples/$id': examples.map((id) => `/examples/${id}`),
    '/tasks/board': ['/tasks/board', '/tasks/board?view=calendar', '/tasks/board?day=2021-08-12'],
  }
}

/** A visit closed with a finding, one under way; a plan that waits; a violation that is decided, one that is not. */
export async function inspected(world: World, ward: { id: number; groups: number[] }) {
  const [clerk, lead, chair] = await Promise.all([
    world.signIn('district-clerk'),
    world.signIn('inspection-lead'),
    world.signIn('ward-chair', 'Mai Động'),
  ])
  const day = '2021-08-10'
  const district = await world.areaId('Hoàng Mai')
  const set = { kind: 'inspection' as const, areaId: district, since: '2021-08-01' }
  const team = await clerk.api.organisations.setUpTeam({ ...set, name: 'Đoàn kiểm tra số 3 của Quận ủy' })
  const { ids } = await lead.api.inspections.plan({
    plannedOn: day,
    teamId: team.id,
    subjects: ward.groups.map((areaId) => ({ track: 'neighbourhood' as const, areaId })),
  })
  for (const id of ids) await lead.api.inspections.start({ id, version: 1 })
  const { checklist } = await lead.api.inspections.get({ id: ids[0]! })
  const finding = randomUUID()
  await lead.api.inspections.close({
    id: ids[0]!,
    version: 2,
    answers: Object.fromEntries(checklist.map((c) => [c.code, { score: 6, remark: 'Còn sót hai ngõ' }])),
    findings: [
      {
        id: finding,
        what: 'Sổ theo dõi hộ ghi khống',
        severity: 'serious',
        coping: true,
        remedy: 'Rà lại từng hộ',
        dueAt: '2021-08-13T17:00:00+07:00',
        postKind: 'ward-chair',
      },
    ],
  })
  const { rows } = await world.pool.query<{ id: string }>(
    `select o.id from vx.organisation o join vx.area_tree t on t.descendant_id = o.area_id
     where t.ancestor_id = $1 order by o.id limit 1`,
    [ward.id],
  )
  const plan = await chair.api.inspections.submitPlan({
    organisationId: rows[0]!.id,
    body: 'Chia hai ca, một lối vào, khử khuẩn hai lần mỗi ca; có phòng cách ly tạm.',
    submittedOn: day,
  })
  const violations: string[] = []
  for (const name of ['Cao Minh Đức', 'Phùng Văn Lực']) {
    const { id } = await chair.api.violations.record({
      offender: 'outsider',
      name,
      act: 'no_mask',
      happenedAt: '2021-08-09T16:20:00+07:00',
      areaId: ward.id,
      placeText: 'Cổng chợ Mai Động',
      evidence: 'Biên bản số 14/BB-VPHC',
    })
    violations.push(id)
  }
  await chair.api.violations.decide({ id: violations[0]!, version: 1, amount: 2_000_000 })
  await chair.api.violations.addMeasure({
    areaId: ward.id,
    title: 'Mỗi hộ một người đi chợ theo phiếu, theo ngày ghi trên phiếu',
    settings: ['market', 'shop'],
    act: 'gathering',
    legalBasis: 'Thông báo của UBND phường Mai Động ngày 10/8/2021',
    signedBy: 'Chủ tịch UBND phường Mai Động',
    impact: 'Khoảng 2.100 hộ đi chợ Mai Động, 180 hộ kinh doanh trong chợ',
    fromDay: '2021-08-10',
    untilDay: '2021-08-23',
  })
  return { visits: ids, finding, plan: plan.id, violations }
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

  // A suspected case with its form, and one signal at each kind of page: waiting, and assessed with a case.
  const suspected = await nurse.api.surveillance.report({
    person: { fullName: 'Đinh Thị Ngọc Ánh', birthYear: 1994, areaId, nationality: 'VN' },
    disease: 'measles',
    onsetDate: '2021-08-08',
  })
  await nurse.api.surveillance.saveForm({
    id: suspected.id,
    version: 1,
    answers: { has_symptoms: 'yes', symptoms: ['fever', 'rash', 'cough'], exposure_date: '2021-08-09' },
  })
  const signals = await Promise.all(
    ['Dãy trọ cuối ngõ 12', 'Xưởng may ngõ 169'].map((placeText) =>
      nurse.api.signals.report({
        areaId,
        kind: 'fever_cluster',
        placeText,
        description: 'Nhiều người sốt từ hôm qua.',
        people: 5,
      }),
    ),
  )
  const assessed = signals[1]!.id
  await nurse.api.signals.verify({ id: assessed, version: 1, isTrue: true, note: 'Đã đến tận nơi' })
  await doctor.api.signals.assess({ id: assessed, version: 2, likelihood: 4, impact: 3, note: 'Ở đông' })
  await nurse.api.signals.linkCase({ id: assessed, version: 3, caseCode: suspected.code })

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

  const built = await clerk.api.reports.templates.create({
    areaId: district,
    from: 'situation',
    name: { vi: 'Báo cáo nhanh khu nhà trọ và chợ đầu mối phía Nam', en: 'Brief on lodgings and markets' },
  })

  const letter = await clerk.api.documents.enter({
    direction: 'incoming',
    form: 'party',
    type: 'CV',
    symbolPrinted: '412 - CV/QU',
    issuer: 'Quận ủy Hoàng Mai',
    issuerLevel: 'district',
    printedOn: '2021-08-09',
    abstract:
      'Tập trung lãnh đạo, chỉ đạo công tác khoanh vùng, truy vết, giữ vững vùng xanh trên địa bàn quận',
    body: DEMO_LETTER,
    items: (await clerk.api.documents.read({ text: DEMO_LETTER })).items,
  })
  const wardIds = (
    await world.pool.query<{ id: number }>(`select area_id as id from vx.post where kind = 'ward-chair'`)
  ).rows.map((w) => w.id)
  await clerk.api.documents.send({
    id: letter.id,
    recipients: wardIds.map((id) => ({ areaId: id, postKind: 'ward-chair', purpose: 'implement' as const })),
  })
  const { items } = await clerk.api.documents.get({ id: letter.id })
  const item = items.find((i) => i.path === 'II.3')!
  const dueAt = '2021-08-13T17:00:00+07:00'
  await clerk.api.documents.assign({ id: item.id, areaIds: wardIds, postKind: 'ward-chair', dueAt })

  const wanted = await clerk.api.reports.ask({
    templateKey: 'situation',
    title: 'Ca bệnh tại chợ đầu mối',
    purpose: 'Phục vụ họp giao ban chiều theo Thông báo 45-TB/QU',
    dueAt,
    units: wardIds,
  })
  await clerk.api.reports.addSchedule({
    templateKey: 'situation',
    level: 'neighbourhood',
    dueTime: '14:00',
    weekdays: [1, 2, 3, 4, 5],
    fromDay: '2021-08-12',
    legalBasis: 'Công văn số 318-CV/QU ngày 27/4/2021',
  })

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
  const wardId = await world.areaId('Mai Động')
  const { rows: groups } = await world.pool.query<{ id: number }>(
    'select id from vx.area where parent_id = $1 order by id limit 2',
    [wardId],
  )
  const inspection = await inspected(world, { id: wardId, groups: groups.map((g) => g.id) })
  const { rows: tasks } = await world.pool.query<{ id: string }>(
    `select distinct on (subject_type) id from vx.task order by subject_type, done_at nulls first, id`,
  )

  const incident = await nurse.api.duty.takeIncident({
    kind: 'gathering',
    areaId,
    placeText: 'Quán nước đầu ngõ 12',
    what: 'Khoảng 20 người tụ tập',
    callerPhone: '0990001122',
  })
  await chair.api.duty.stepIncident({ id: incident.id, version: 0, kind: 'triage', priority: 1 })

  const led = await commanded(world, wardId)
  const went = await wentOut(
    world,
    groups.map((g) => g.id),
  )

  // A form in force, and the draft of its next edition.
  const form = { form: 'state' as const, type: 'CV', name: 'Công văn của Ủy ban nhân dân quận' }
  const published = await clerk.api.documents.draftForm(form)
  await clerk.api.documents.publishForm({ id: published.id, version: 1, effectiveFrom: '2021-08-10' })
  const nextForm = await clerk.api.documents.draftForm(form)

  return {
    ...led,
    '/areas': ['/areas', '/areas?tab=boundaries', '/areas?tab=reorganisations'],
    '/areas/boundaries/$id': [`/areas/boundaries/${boundaries.id}`],
    '/areas/reorganisations/$id': [`/areas/reorganisations/${reorganisationId}`],
    '/places/$id': places.map((p) => `/places/${p.id}`),
    '/cases/$id': [`/cases/${caseId}`, `/cases/${suspected.id}`, `/cases/${suspected.id}?do=form`],
    '/signals/$id': signals.map((s) => `/signals/${s.id}`),
    '/people/$id': [`/people/${personId}`, `/people/${contacts[0]}`],
    '/figures/$id': [
      '/figures/cases.confirmed',
      '/figures/tasks.overdue',
      '/figures/contacts.f1',
      '/figures/cases.to_notify',
    ],
    '/reports/$id': reports.map((id) => `/reports/${id}`),
    '/reports/requests/$id': [`/reports/requests/${wanted.id}`],
    '/reports/templates/$id': ['situation', built.key].map((key) => `/reports/templates/${key}`),
    '/orders/$id': orders.map((o) => `/orders/${o.id}`),
    '/documents/$id': [`/documents/${letter.id}`],
    '/documents/forms/$id': [published, nextForm].map((f) => `/documents/forms/${f.id}`),
    '/document-items/$id': [`/document-items/${item.id}`],
    '/incidents/$id': [`/incidents/${incident.id}`],
    '/field-visits/$id': went.visits.map((id) => `/field-visits/${id}`),
    '/field-visit-tasks/$id': [`/field-visit-tasks/${went.task}`],
    '/tasks/$id': tasks.map((t) => `/tasks/${t.id}`),
    '/zones/$id': [`/zones/${zone.id}`],
    '/inspections': ['/inspections', '/inspections?track=organisation'],
    '/inspections/$id': inspection.visits.map((id) => `/inspections/${id}`),
    '/findings/$id': [`/findings/${inspection.finding}`],
    '/plans/$id': [`/plans/${inspection.plan}`],
    '/measures': ['/measures', '/measures?kind=market', '/measures?on=2019-01-01'],
    '/violations/$id': inspection.violations.map((id) => `/violations/${id}`),
    '/$': ['/no/such/page'],
    '/teams/$id': teams.map((r) => `/teams/${r.id}`),
    '/imports/$id': [`/imports/${fresh.id}`, `/imports/${mapped.id}`, `/imports/${mapped.id}?step=review`],
  }
}
