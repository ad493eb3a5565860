import { assess, conclude, linkCase, report, verify } from '../src/domains/detect/signals/index.ts'
import { findFile, notify, saveForm } from '../src/domains/detect/surveillance/index.ts'
import { type Ctx, read } from '../src/platform/context.ts'
import type { Actors } from './actors.ts'
import type { PlannedCase } from './plan.ts'
import type { Random } from './random.ts'
import type { Agenda } from './steps.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const dateOf = (t: number) => new Date(t + 7 * HOUR).toISOString().slice(0, 10)

const versionOf = (ctx: Ctx, caseId: string) =>
  read(ctx, 'case.read', async (db) => (await findFile(db, caseId))?.version ?? 0)

/** The case is passed up; the task of its response is done by that. */
export async function notifyUp(ctx: Ctx, caseId: string): Promise<void> {
  await notify(ctx, { id: caseId, version: await versionOf(ctx, caseId), notifiedTo: 'CDC Hà Nội' })
}

/** The investigation of a case: most forms nearly full, some hardly begun, a few with a date that cannot be. */
export function planInvestigation(
  agenda: Agenda,
  caseId: string,
  c: PlannedCase,
  actors: Actors,
  random: Random,
): void {
  if (random.chance(0.15)) return
  const nurse = actors.of('ward-nurse', c.person.areaId)
  const onset = Date.parse(`${c.onset}T00:00:00+07:00`)
  const full = random.chance(0.75)
  const exposed = onset - random.int(2, 6) * DAY
  const answers = {
    has_symptoms: 'yes',
    symptoms: random.shuffle(['fever', 'cough', 'sore_throat', 'fatigue', 'loss_smell_taste']).slice(0, 3),
    exposure_case: c.source ? 'yes' : 'unknown',
    // One date in twenty is written in the wrong order, as on paper; a day that lies ahead nobody could write.
    ...(c.source
      ? {
          exposure_date: dateOf(
            random.chance(0.05) ? Math.min(onset + 2 * DAY, c.resulted.getTime()) : exposed,
          ),
        }
      : {}),
    ...(full
      ? {
          fever_from: dateOf(onset),
          travelled: 'no',
          occupation_kind:
            c.person.age < 18
              ? 'child'
              : c.person.age > 60
                ? 'retired'
                : random.pick(['office', 'trade', 'factory']),
          doses: c.person.age < 18 ? '0' : random.pick(['0', '0', '1', '2']),
          admitted: 'yes',
          admitted_on: dateOf(c.resulted.getTime()),
          conditions: c.person.age > 60 ? ['heart'] : ['none'],
        }
      : {}),
  }
  agenda.add(c.resulted.getTime() + random.int(2, 20) * HOUR, async () => {
    await saveForm(nurse, { id: caseId, version: await versionOf(nurse, caseId), answers })
  })
}

interface PlannedSignal {
  ward: string
  at: string
  kind: 'fever_cluster' | 'cough_cluster' | 'sudden_death' | 'absence' | 'returnees' | 'diarrhoea_cluster'
  place: string
  text: string
  people?: number
  deaths?: number
  /** Hours after the report, whether true, what was found. */
  verified?: [number, boolean, string]
  assessed?: [number, number, number, string]
  concluded?: [number, 'response' | 'closed', string]
  /** A case of the ward is linked after the assessment. */
  linked?: boolean
}

const SIGNALS: PlannedSignal[] = [
  {
    ward: 'Mai Động',
    at: '2021-08-05T19:20:00+07:00',
    kind: 'fever_cluster',
    place: 'Dãy trọ ngõ 254 Minh Khai',
    text: 'Năm người thuê trọ sốt, ho từ hai ngày nay, có người bán hàng ở chợ.',
    people: 5,
    verified: [9, true, 'Đã đến tận nơi: 5 người sốt, 3 người có ho; test nhanh 2 mẫu dương tính.'],
    assessed: [16, 4, 3, 'Nơi ở đông, dùng chung bếp; đã có người đi chợ.'],
    concluded: [18, 'response', 'Lấy mẫu PCR cả dãy trọ, tạm cách ly tại chỗ, mở truy vết.'],
    linked: true,
  },
  {
    ward: 'Đại Kim',
    at: '2021-08-07T08:05:00+07:00',
    kind: 'absence',
    place: 'Xưởng may ngõ 169',
    text: 'Xưởng hơn hai mươi người, sáng nay nghỉ tám người, chủ xưởng nói ốm.',
    people: 8,
    verified: [30, true, 'Gọi điện và đến xưởng: 8 người đau bụng sau bữa ăn chung, không sốt, không ho.'],
    assessed: [40, 2, 2, 'Nghi ngộ độc thực phẩm, đã chuyển an toàn thực phẩm.'],
    concluded: [44, 'closed', 'Không phải bệnh hô hấp; phòng Y tế xử lý bữa ăn tập thể.'],
  },
  {
    ward: 'Hoàng Liệt',
    at: '2021-08-08T21:40:00+07:00',
    kind: 'returnees',
    place: 'Tòa HH2 Linh Đàm',
    text: 'Có gia đình vừa về từ tỉnh khác trong đêm, chưa thấy khai báo.',
    people: 3,
    verified: [11, false, 'Đã gặp: gia đình về từ quận khác, có giấy xác nhận, đã khai báo.'],
  },
  {
    ward: 'Thịnh Liệt',
    at: '2021-08-09T07:15:00+07:00',
    kind: 'cough_cluster',
    place: 'Cửa hàng vật liệu đường Giải Phóng',
    text: 'Cửa hàng đóng cửa bất thường, hàng xóm nghe nhiều người ho.',
    people: 4,
    verified: [6, true, 'Bốn người trong nhà ho, một người sốt 38,5 °C; đã lấy mẫu.'],
  },
  {
    ward: 'Định Công',
    at: '2021-08-09T10:30:00+07:00',
    kind: 'sudden_death',
    place: 'Ngõ 99 Định Công Thượng',
    text: 'Một người đàn ông ngoài 60 tuổi mất trong đêm, mấy hôm trước có sốt.',
    people: 1,
    deaths: 1,
  },
  {
    ward: 'Mai Động',
    at: '2021-08-10T09:10:00+07:00',
    kind: 'fever_cluster',
    place: 'Nhóm trẻ tư thục ngách 20',
    text: 'Cô giữ trẻ báo bốn cháu sốt từ hôm qua, phụ huynh đã đón về.',
    people: 4,
    verified: [5, true, 'Gọi từng nhà: ba cháu sốt, hai cháu nổi phỏng nước ở tay.'],
    assessed: [7, 3, 2, 'Nghi tay chân miệng, nhóm trẻ đã nghỉ.'],
  },
  {
    ward: 'Tân Mai',
    at: '2021-08-10T14:25:00+07:00',
    kind: 'diarrhoea_cluster',
    place: 'Khu tập thể Viện cơ học',
    text: 'Ba nhà cạnh nhau có người đau bụng, đi ngoài từ sáng.',
    people: 6,
  },
]

/** What people of the wards noticed, from the first word of it to what came of it; some wait, one waits too long. */
export function planSignals(agenda: Agenda, actors: Actors): void {
  const district = actors.tree.all.find((a) => a.code === '008')!
  for (const s of SIGNALS) {
    const ward = actors.tree.children(district.id).find((a) => a.name === s.ward)!
    const [first] = actors.tree.children(ward.id).sort((a, b) => (a.code < b.code ? -1 : 1))
    // The one neighbourhood whose head has an account reports itself; elsewhere the station writes down the call.
    const reporter = s.ward === 'Mai Động' ? 'neighbourhood-head' : 'ward-nurse'
    const start = Date.parse(s.at)
    agenda.add(start, async () => {
      const { id } = await report(actors.of(reporter, first!.id), {
        areaId: first!.id,
        kind: s.kind,
        placeText: s.place,
        description: s.text,
        startedOn: dateOf(start),
        ...(s.people ? { people: s.people } : {}),
        ...(s.deaths ? { deaths: s.deaths } : {}),
      })
      planSteps(agenda, actors, s, id, start, ward.id)
    })
  }
}

function planSteps(
  agenda: Agenda,
  actors: Actors,
  s: PlannedSignal,
  id: string,
  start: number,
  wardId: number,
): void {
  const nurse = actors.of('ward-nurse', wardId)
  const doctor = actors.of('epidemiologist', wardId)
  if (s.verified) {
    const [hours, isTrue, note] = s.verified
    agenda.add(start + hours * HOUR, async () => void (await verify(nurse, { id, version: 1, isTrue, note })))
  }
  if (s.assessed) {
    const [hours, likelihood, impact, note] = s.assessed
    agenda.add(start + hours * HOUR, async () => {
      await assess(doctor, { id, version: 2, likelihood, impact, note })
    })
  }
  if (s.concluded) {
    const [hours, outcome, note] = s.concluded
    agenda.add(start + hours * HOUR, async () => {
      const after = await conclude(doctor, { id, version: 3, outcome, note })
      if (!s.linked) return
      const code = await read(nurse, 'case.read', (db) =>
        db
          .selectFrom('vx.case_record')
          .select('code')
          .where('classification', '=', 'confirmed')
          .orderBy('confirmed_at', 'desc')
          .orderBy('id')
          .executeTakeFirst(),
      )
      if (code) await linkCase(nurse, { id, version: after.version, caseCode: code.code })
    })
  }
}
