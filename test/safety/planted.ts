import { v7 as uuid7 } from 'uuid'
import { rightsOf } from '../../src/app.ts'
import { enterFieldVisit, setPerson, takeIncident } from '../../src/domains/command/duty/index.ts'
import { submit } from '../../src/domains/command/inspections/index.ts'
import { openWorkplaceReview } from '../../src/domains/command/performance/index.ts'
import { create, freeze, update } from '../../src/domains/command/reports/index.ts'
import { decide, record } from '../../src/domains/command/violations/index.ts'
import { proposeOrder, signOrder } from '../../src/domains/contain/quarantine/index.ts'
import { add } from '../../src/domains/contain/tracing/index.ts'
import { decideZone, proposeZone } from '../../src/domains/contain/zones/index.ts'
import { handIn } from '../../src/domains/detect/imports/testing.ts'
import { addLab, report } from '../../src/domains/detect/surveillance/index.ts'
import { treeOf } from '../../src/domains/registry/areas/index.ts'
import { addCover, addMember, changeMember, setUp } from '../../src/domains/registry/organisations/index.ts'
import { addPerson } from '../../src/domains/registry/people/index.ts'
import { type Ctx, write } from '../../src/platform/context.ts'
import type { User, World } from '../harness/world.ts'

/** A person whose every identifying fact occurs nowhere else. */
export interface Secret {
  personId: string
  householdId: string
  areaId: number
  /** A made-up word in the name and one in the address: nothing else in the product has them. */
  name: string
  address: string
  nationalId: string
  phone: string
}

/** What was made about two people of one area: records under the nouns that routes call them by. */
export interface Planted {
  where: string
  areaId: number
  wardId: number
  secrets: Secret[]
  ids: Record<string, string>
}

/** The context of somebody who holds every right, in a post of that kind at an area: for what no account of the demo may do. */
export async function acting(world: World, kind: string, areaId: number, all = true): Promise<Ctx> {
  const ctx = await world.systemCtx()
  const tree = await treeOf(ctx)
  return {
    ...ctx,
    viewer: {
      ...ctx.viewer,
      userId: `test-${kind}-${areaId}`,
      name: 'Lê Quang Thử',
      postKind: kind,
      areaId,
      areaIds: tree.subtree(areaId),
      rights: all ? ctx.viewer.rights : rightsOf(kind),
    },
  }
}

async function person(world: World, ctx: Ctx, areaId: number, n: number, word: string): Promise<Secret> {
  const address = `Ngách ${word}dia ${n}`
  const householdId = uuid7()
  await world.pool.query('insert into vx.household (id, area_id, address) values ($1, $2, $3)', [
    householdId,
    areaId,
    address,
  ])
  const nationalId = `0790${String(n).padStart(8, '7')}`
  const phone = `0987${String(n).padStart(6, '3')}`
  const personId = await write(ctx, 'person.write', (tx) =>
    addPerson(tx, {
      fullName: `Trần ${word} Lan`,
      birthDate: '1988-05-04',
      sex: 'female',
      nationality: 'VN',
      areaId,
      householdId,
      nationalId,
      phone,
    }),
  )
  return { personId, householdId, areaId, name: word, address: `${word}dia`, nationalId, phone }
}

/**
 * Two people of an area and everything the product can know of them: a confirmed case with a result and its tasks, a
 * contact under daily checks, orders for both that are signed, a zone around their home, and a signed report of the ward.
 */
export async function plant(world: World, where: string, areaId: number, n: number): Promise<Planted> {
  const system = await world.systemCtx()
  const tree = await treeOf(system)
  const wardId = tree.ancestor(areaId, 'ward')!.id
  const chair = await acting(world, 'ward-chair', wardId)
  const sick = await person(world, chair, areaId, n * 10 + 1, `Zuvexin${where}`)
  const met = await person(world, chair, areaId, n * 10 + 2, `Qorvath${where}`)
  const found = await report(chair, { personId: sick.personId, disease: 'covid-19', onsetDate: '2021-08-08' })
  await addLab(chair, { id: found.id, method: 'pcr', result: 'positive' })
  const contact = await add(chair, {
    sourcePersonId: sick.personId,
    personId: met.personId,
    day: '2021-08-09',
    closeness: 'direct',
  })
  await world.settle()
  const shared = { placeKind: 'home' as const, immune: false, reason: 'Theo kết quả truy vết' }
  const isolation = await proposeOrder(chair, {
    ...shared,
    personIds: [sick.personId],
    kind: 'isolation',
  })
  const quarantine = await proposeOrder(chair, {
    ...shared,
    personIds: [met.personId],
    kind: 'quarantine',
    exposure: 'F1',
    lastExposure: '2021-08-09',
  })
  const [i, q] = [isolation.orders[0]!, quarantine.orders[0]!]
  await signOrder(chair, { orders: [{ id: i.id, version: i.version }] })
  const legalBasis = ['Luật Phòng, chống bệnh truyền nhiễm năm 2007']
  const zone = await proposeZone(chair, {
    name: `Khu vực ${where}`,
    reason: 'Có ca xác định',
    impact: 'Hai hộ không ra khỏi nhà',
    partAreaIds: [areaId],
    caseId: found.id,
  })
  await decideZone(chair, { id: zone.id, version: 1, legalBasis })
  const made = await create(chair, { areaId: wardId, kind: 'ad_hoc' })
  const { version } = await update(chair, {
    id: made.id,
    version: 1,
    risk: 'high',
    assessment: 'Một ca tại nhà',
  })
  await freeze(chair, { id: made.id, version })
  const placeId = uuid7()
  await world.pool.query(
    `insert into vx.place (id, area_id, kind, name) values ($1, $2, 'quarantine_site', $3)`,
    [placeId, areaId, `Trường ${where}`],
  )
  const eventId = uuid7()
  await world.pool.query(
    `insert into vx.exposure_event (id, area_id, name, starts_at, ends_at, created_at, created_by)
     values ($1, $2, $3, $4, $4, $4, 'Lê Quang Thử')`,
    [eventId, areaId, `Đám cưới ${where}`, '2021-08-08T10:00:00Z'],
  )
  // One of the two serves in a team that looks after the area, somebody from outside did.
  const team = await setUp(chair, {
    ...{ kind: 'community', areaId, name: `Tổ ${where}`, since: '2021-07-01' },
    ...{ decisionNumber: null, decisionDate: null },
  })
  const blank = { phone: null, employer: null, duty: null, since: '2021-07-01' }
  const member = await addMember(chair, { ...blank, id: team.id, personId: met.personId, role: 'head' })
  const guest = await addMember(chair, {
    ...{ ...blank, id: team.id, role: 'member', fullName: `Vũ ${met.name} Khách` },
    ...{ phone: `${met.phone}9`, employer: `Xưởng ${met.address}` },
  })
  await changeMember(chair, {
    ...{
      ...blank,
      id: team.id,
      memberId: guest.id,
      version: 1,
      phone: `${met.phone}9`,
      employer: `Xưởng ${met.address}`,
    },
    ...{ until: '2021-07-31', endReason: `Mắc bệnh như ${met.name}` },
  })
  // Both broke a rule: one of the register, one by a name from elsewhere; the latter answers for an organisation's plan.
  const broke = {
    act: 'no_mask',
    happenedAt: '2021-08-09T08:00:00Z',
    areaId,
    placeText: 'Đầu ngõ',
    evidence: 'Biên bản số 3',
  }
  const violation = await record(chair, { ...broke, offender: 'person', personId: met.personId })
  await decide(chair, { id: violation.id, version: 1, amount: 2_000_000 })
  await record(chair, {
    ...{ ...broke, offender: 'outsider', name: `Vũ ${met.name} Khách`, address: `Xưởng ${met.address}` },
  })
  const organisationId = uuid7()
  await world.pool.query(
    `insert into vx.organisation (id, area_id, kind, name) values ($1, $2, 'enterprise', $3)`,
    [organisationId, areaId, `Xưởng ${where}`],
  )
  const handedIn = await submit(chair, {
    ...{
      organisationId,
      body: 'Chia hai ca, một lối vào, khử khuẩn hai lần mỗi ca.',
      submittedOn: '2021-08-09',
    },
    ...{ contactName: `Vũ ${met.name} Khách`, contactPhone: `${met.phone}9` },
  })
  // The sick person works there too.
  const review = await openWorkplaceReview(chair, { caseCode: found.code, organisationId })
  // The other is on duty, and called about an incident.
  const duty = await plantDuty(world, chair, areaId, met)
  const incident = await takeIncident(chair, {
    ...{ kind: 'other', source: 'hotline', areaId, placeText: `Ngõ ${where}`, what: 'Có người tụ tập' },
    ...{ callerName: `Hồ ${met.name} Gọi`, callerPhone: met.phone },
  })
  const visit = await enterFieldVisit(chair, {
    ...{ id: uuid7(), areaId, purpose: 'households' as const, seen: `Các hộ ở ngõ ${where} thiếu rau` },
    beganAt: world.clock.now().toISOString(),
  })
  const cover = await addCover(chair, { id: team.id, areaId, since: '2021-07-01' })
  await world.settle()
  // The office above asks this very unit for a report.
  const requestId = uuid7()
  await world.pool.query(
    `with asked as (insert into vx.report_request (id, area_id, template_key, title, purpose, due_at, created_by, created_at)
       select $1::uuid, parent_id, 'situation', 'Ca bệnh ' || $3, 'Phục vụ họp giao ban', $4, 'Văn phòng', $4::timestamptz - interval '1 hour'
       from vx.area where id = $2 returning id)
     insert into vx.report_request_unit (request_id, area_id) values ($1, $2)`,
    [requestId, areaId, where, new Date(world.clock.now().getTime() + 3_600_000).toISOString()],
  )
  const one = async (sql: string, values: unknown[]) =>
    (await world.pool.query<{ id: string }>(sql, values)).rows[0]?.id ?? ''
  return {
    where,
    areaId,
    wardId,
    secrets: [sick, met],
    ids: {
      person: sick.personId,
      case: found.id,
      contact: contact.id,
      order: q.id,
      signedorder: i.id,
      zone: zone.id,
      report: made.id,
      'report-request': requestId,
      task: await one('select id from vx.task where subject_id = $1 order by done_at nulls first limit 1', [
        found.id,
      ]),
      followup: await one('select id from vx.followup where person_id = $1 order by due_on limit 1', [
        met.personId,
      ]),
      met: met.personId,
      other: met.personId,
      team: team.id,
      duty,
      incident: incident.id,
      'field-visit': visit.id,
      visit: visit.id,
      member: member.id,
      cover: cover.id,
      violation: violation.id,
      'prevention-plan': handedIn.id,
      'workplace-review': review.id,
      organisation: organisationId,
      household: sick.householdId,
      place: placeId,
      event: eventId,
      exposureevent: eventId,
      subject: found.id,
      sourceperson: sick.personId,
    },
  }
}

/** A command post of an area in which somebody of the register is on duty at the start of the demo. @returns the shift */
async function plantDuty(world: World, chair: Ctx, areaId: number, who: Secret): Promise<string> {
  const post = await setUp(chair, {
    ...{ kind: 'command_post', areaId, name: 'Sở chỉ huy', since: '2021-07-01' },
    ...{ decisionNumber: null, decisionDate: null },
  })
  const blank = { phone: null, employer: null, duty: null, since: '2021-07-01' }
  const { personId } = who
  const member = await addMember(chair, { ...blank, id: post.id, personId, role: 'member' })
  const { id } = await setPerson(chair, {
    memberId: member.id,
    roles: ['member'],
    active: true,
    version: 0,
  })
  const shiftId = uuid7()
  await world.pool.query(
    `insert into vx.duty_shift (id, area_id, duty_id, role, starts_at, ends_at, source)
     values ($1, $2, $3, 'member', '2021-08-10T07:00:00Z', '2021-08-11T07:00:00Z', 'plan')`,
    [shiftId, areaId, id],
  )
  return shiftId
}

/** A file of people as a ward brings it, checked and waiting; its people are secrets as well. */
export async function plantImport(world: World, nurse: User, planted: Planted, n: number): Promise<void> {
  const name = `Wexilda${planted.where}`
  const secret: Secret = {
    personId: '',
    householdId: '',
    areaId: planted.wardId,
    name,
    address: `${name}dia`,
    nationalId: `0790${String(n).padStart(8, '5')}`,
    phone: `0976${String(n).padStart(6, '2')}`,
  }
  const lines = [
    'Mã ca;Họ và tên;Ngày sinh;Số CCCD;Điện thoại;Địa chỉ;Ngày khởi phát',
    `1;Phạm ${name} Hà;02/03/1977;${secret.nationalId};${secret.phone};Ngõ ${secret.address} 9;07/08/2021`,
  ]
  const response = await handIn(world, nurse, { name: 'danh-sach.csv', body: lines.join('\n') })
  const { id } = (await response.json()) as { id: string }
  const batch = await nurse.api.imports.get({ id })
  await nurse.api.imports.check({
    id,
    version: batch.version,
    kind: batch.kind,
    mapping: batch.mapping,
    options: batch.options,
  })
  await world.settle()
  planted.ids.import = id
  planted.secrets.push(secret)
}
