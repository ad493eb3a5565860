import { close, plan, review, start, submit } from '../src/domains/command/inspections/index.ts'
import { decide, record } from '../src/domains/command/violations/index.ts'
import { addCover, addMember, setUp } from '../src/domains/registry/organisations/index.ts'
import { read } from '../src/platform/context.ts'
import type { Actors } from './actors.ts'
import { demoId } from './index.ts'
import { personName } from './names.ts'
import type { Random } from './random.ts'
import type { Agenda } from './steps.ts'

const TEAMS = 10
const at = (time: string) => `2021-08-${time}:00+07:00`
const blank = { phone: null, employer: null, duty: null, since: '2021-07-26' }

const CRITERIA = {
  neighbourhood:
    'households residence declaration masks gathering quarantine tracing perimeter onduty reporting',
  organisation: 'plan incharge temperature masks disinfection distance density ventilation testing isolation',
}

const scores = (track: keyof typeof CRITERIA, points: string, remarks: Record<string, string>) =>
  Object.fromEntries(
    CRITERIA[track].split(' ').map((code, i) => {
      const score = Number(points.split(' ')[i])
      return [code, { score, ...(remarks[code] ? { remark: remarks[code] } : {}) }]
    }),
  )

const PLAN = `Số người làm việc mỗi ca không quá một nửa; chia hai ca, mỗi ca ăn riêng.
Người phụ trách: trưởng bộ phận hành chính; tổ an toàn Covid-19 có năm người.
Lối vào một chiều, đo thân nhiệt, quét mã QR; khử khuẩn tay nắm, bàn ăn hai lần mỗi ca.
Phòng cách ly tạm ở tầng một, lối đi riêng. Khi có ca: dừng bộ phận, lập danh sách, báo trạm y tế phường trong 30 phút.`

const VIOLATIONS = [
  {
    at: '08T16:20',
    name: 'Cao Minh Đức',
    address: 'xã Tự Nhiên, huyện Thường Tín',
    act: 'no_mask',
    placeText: 'Cổng chợ Mai Động',
    evidence: 'Biên bản số 14/BB-VPHC; hai người bán hàng chứng kiến',
    amount: 2_000_000,
  },
  {
    at: '09T20:45',
    name: 'Phùng Văn Lực',
    address: 'phường Vĩnh Tuy, quận Hai Bà Trưng',
    act: 'gathering',
    placeText: 'Vườn hoa đầu phố Mai Động',
    evidence: 'Biên bản số 15/BB-VPHC; năm người tụ tập đánh cờ, đã nhắc hai lần',
  },
]

/** The ten inspection teams of the Party committee; one visit made, two to come; two plans; two violations. */
export function planInspections(agenda: Agenda, actors: Actors, random: Random): void {
  const district = actors.tree.all.find((a) => a.code === '008')!
  const wards = actors.tree.children(district.id)
  const clerk = actors.of('district-clerk', district.id)
  const lead = actors.of('inspection-lead', district.id)
  const names = random.fork('inspection-heads')
  const teams: string[] = []
  agenda.add(Date.parse(at('02T08:00')), async () => {
    for (let i = 0; i < TEAMS; i++) {
      const name = `Đoàn kiểm tra số ${i + 1} của Quận ủy`
      const decision = { decisionNumber: `${87 + i}-QĐ/QU`, decisionDate: '2021-07-26' }
      const team = {
        kind: 'inspection' as const,
        areaId: district.id,
        name,
        since: '2021-07-26',
        ...decision,
      }
      const { id } = await setUp(clerk, team)
      teams.push(id)
      const sex = names.chance(0.7) ? 'male' : 'female'
      const head = personName(names, sex, 1968)
      await addMember(clerk, { ...blank, id, fullName: head, role: 'head', duty: 'Ủy viên Ban Thường vụ' })
      for (const ward of wards.filter((_, w) => w % TEAMS === i))
        await addCover(clerk, { id, areaId: ward.id, since: '2021-07-26' })
    }
  })
  const covering = (ward: number) => teams[ward % TEAMS]!
  const groupOf = (ward: number) => actors.tree.children(wards[ward]!.id)[0]!.id
  const visit = { why: 'Kiểm tra theo kế hoạch tuần của Ban Thường vụ Quận ủy' }

  agenda.add(Date.parse(at('09T07:30')), async () => {
    const subjects = [
      { track: 'neighbourhood' as const, areaId: groupOf(2), organisationId: null, placeId: null },
    ]
    const { ids } = await plan(lead, { ...visit, plannedOn: '2021-08-09', teamId: covering(2), subjects })
    agenda.add(Date.parse(at('09T09:05')), async () => {
      const { version } = await start(lead, {
        id: ids[0]!,
        version: 1,
        lat: 20.9885,
        lon: 105.8466,
        accuracyM: 14,
      })
      agenda.add(Date.parse(at('09T10:20')), async () => {
        await close(lead, {
          id: ids[0]!,
          version,
          answers: scores('neighbourhood', '4 6 7 8 8 6 9 7 9 5', {
            households: 'Hai ngõ chưa rà lại người thuê trọ từ cuối tháng 7',
            reporting: 'Sổ ghi đủ hộ, hỏi ba hộ thì hai hộ chưa ai đến',
          }),
          praise: 'Chốt trực nghiêm, loa tuyên truyền đều.',
          weaknesses: 'Nắm người lưu trú còn hình thức.',
          findings: [
            {
              id: demoId(1, 'finding'),
              criterion: 'households',
              what: 'Sổ theo dõi hộ ghi đã đến 12 hộ, thực tế chưa đến',
              severity: 'serious',
              coping: true,
              remedy: 'Rà lại từng hộ trong tổ, ghi đúng người đang ở và ngày đến',
              dueAt: at('11T17:00'),
              postKind: 'ward-chair',
              giveTask: true,
            },
            {
              id: demoId(2, 'finding'),
              criterion: 'residence',
              what: 'Chưa có danh sách người thuê trọ về từ vùng dịch',
              severity: 'minor',
              coping: false,
              remedy: 'Lập danh sách người thuê trọ, đối chiếu khai báo y tế',
              dueAt: at('12T17:00'),
              postKind: 'ward-chair',
              giveTask: true,
            },
          ],
          checks: [],
        })
      })
    })
  })

  agenda.add(Date.parse(at('08T08:00')), async () => {
    const ward = wards[5]!
    const organisations = await read(lead, 'organisation.read', (db) =>
      db
        .selectFrom('vx.organisation')
        .select(['id', 'area_id'])
        .where('kind', 'in', ['enterprise', 'factory', 'market', 'supermarket'])
        .where('area_id', 'in', actors.tree.subtree(ward.id))
        .orderBy('id')
        .limit(2)
        .execute(),
    )
    for (const [i, o] of organisations.entries()) {
      const handedIn = { organisationId: o.id, body: PLAN, staff: 60 + 25 * i, submittedOn: '2021-08-06' }
      const { id } = await submit(actors.of('ward-secretary', ward.id), handedIn)
      if (i === 0) await review(actors.of('ward-chair', ward.id), { id, version: 1, verdict: 'approved' })
    }
    const first = organisations[0]
    if (!first) return
    const subjects = [
      { track: 'organisation' as const, areaId: first.area_id, organisationId: first.id, placeId: null },
    ]
    await plan(lead, { ...visit, plannedOn: '2021-08-10', teamId: covering(5), subjects })
  })

  agenda.add(Date.parse(at('10T07:40')), async () => {
    const subjects = [
      { track: 'neighbourhood' as const, areaId: groupOf(8), organisationId: null, placeId: null },
    ]
    await plan(lead, { ...visit, plannedOn: '2021-08-11', teamId: covering(8), subjects })
  })

  const police = actors.of('area-police', wards.find((w) => w.name === 'Mai Động')!.id)
  for (const { amount, at: time, ...v } of VIOLATIONS) {
    agenda.add(Date.parse(at(time)) + 1_800_000, async () => {
      const areaId = police.viewer.areaId
      const { id } = await record(police, { ...v, offender: 'outsider', areaId, happenedAt: at(time) })
      const chair = actors.of('ward-chair', areaId)
      if (amount)
        agenda.add(
          Date.parse(at(time)) + 57_600_000,
          async () => void (await decide(chair, { id, version: 1, amount })),
        )
    })
  }
}
