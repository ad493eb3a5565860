import { enterFieldVisit } from '../src/domains/command/duty/index.ts'
import {
  concludeWorkplace,
  findWorkplace,
  openWorkplaceReview,
} from '../src/domains/command/performance/index.ts'
import { findCase } from '../src/domains/detect/surveillance/index.ts'
import { read } from '../src/platform/context.ts'
import type { Actors } from './actors.ts'
import { demoId } from './index.ts'
import type { Plan, PlannedCase } from './plan.ts'
import type { Agenda } from './steps.ts'

const at = (time: string) => `2021-08-${time}:00+07:00`

/** Ward by its place in the district, neighbourhood by its place in the ward; undefined is the ward itself. */
const VISITS = [
  {
    by: 'district-commander',
    ward: 'Mai Động',
    nth: 0,
    at: '08T08:30',
    minutes: 45,
    purpose: 'checkpoint',
    spot: 'Chốt đầu ngõ, phố Mai Động',
    companions: 'Chủ tịch UBND phường, Trưởng Công an phường',
    seen: 'Chốt đủ ba người, có sổ ghi người ra vào; chưa có mái che, ca đêm thiếu đèn.',
    settled: 'Phường mượn nhà bạt của trường học, lắp đèn trong chiều.',
  },
  {
    by: 'district-commander',
    ward: 'Đại Kim',
    nth: undefined,
    at: '09T09:10',
    minutes: 60,
    purpose: 'health_point',
    spot: 'Điểm lấy mẫu Trường Tiểu học Đại Kim',
    companions: 'Giám đốc Trung tâm Y tế quận',
    seen: 'Người chờ đông lúc 9 giờ, đứng gần nhau; bàn ghi chép ít hơn bàn lấy mẫu.',
    settled: 'Chia giờ mời theo tổ dân phố từ sáng mai; thêm hai người ghi chép của đoàn phường.',
  },
  {
    by: 'ward-chair',
    ward: 'Mai Động',
    nth: 1,
    at: '09T16:00',
    minutes: 35,
    purpose: 'households',
    spot: 'Dãy nhà trọ cuối ngõ',
    companions: 'Tổ trưởng tổ dân phố, Chi hội phụ nữ',
    seen: 'Bảy người thuê trọ mất việc, còn gạo hai ngày; một người chưa đăng ký tạm trú.',
    settled: 'Chuyển bảy suất gạo, rau ngay trong chiều.',
  },
  {
    by: 'inspection-lead',
    ward: 'Tân Mai',
    nth: 2,
    at: '10T08:20',
    minutes: 30,
    purpose: 'meeting',
    spot: 'Nhà văn hóa tổ dân phố',
    companions: undefined,
    seen: 'Tổ Covid cộng đồng mới rà được nửa số hộ vì thiếu người ban ngày.',
    settled: undefined,
  },
] as const

/** Heads and officials who went to the grass roots; a review of an infection at a workplace, concluded. */
export function planVisits(
  agenda: Agenda,
  plan: Plan,
  actors: Actors,
  caseIds: Map<PlannedCase, string>,
): void {
  for (const [i, v] of VISITS.entries()) {
    const ward = actors.tree.all.find((a) => a.level === 'ward' && a.name === v.ward)!
    const areaId = v.nth === undefined ? ward.id : actors.tree.children(ward.id)[v.nth]!.id
    const beganAt = at(v.at)
    agenda.add(Date.parse(beganAt) + (v.minutes + 15) * 60_000, async () => {
      const { by: _, ward: __, nth: ___, at: ____, ...told } = v
      await enterFieldVisit(actors.of(v.by, areaId), {
        ...{ ...told, id: demoId(1, `field-visit/${i}`), areaId, beganAt },
      })
    })
  }
  agenda.add(new Date(at('09T14:00')), () => reviewWorkplace(agenda, plan, actors, caseIds))
}

/** The first case whose ward has an enterprise was found to have caught it there. */
async function reviewWorkplace(
  agenda: Agenda,
  plan: Plan,
  actors: Actors,
  caseIds: Map<PlannedCase, string>,
) {
  for (const [planned, caseId] of caseIds) {
    if (!plan.cases.includes(planned)) continue
    const ward = actors.tree.ancestor(planned.person.areaId, 'ward')!
    const nurse = actors.of('ward-nurse', ward.id)
    const found = await read(nurse, 'case.read', async (db) => ({
      sick: await findCase(db, caseId),
      organisation: await db
        .selectFrom('vx.organisation')
        .select(['id', 'name', 'head_name'])
        .where('area_id', '=', ward.id)
        .where('kind', 'in', ['enterprise', 'factory', 'supermarket'])
        .orderBy('name')
        .executeTakeFirst(),
    }))
    if (found.sick?.classification !== 'confirmed' || !found.organisation) continue
    const { organisation } = found
    const { id } = await openWorkplaceReview(nurse, {
      caseCode: found.sick.code,
      organisationId: organisation.id,
    })
    await findWorkplace(nurse, {
      ...{ id, version: 0, infected: 'yes' },
      said: 'Ngồi cùng bàn ăn ca với một ca mắc ba ngày liền; đã xem camera nhà ăn và sổ chấm công.',
      measures: [
        { code: 'masks', state: 'kept' },
        { code: 'distance', state: 'not_kept', note: 'Nhà ăn không có vách, ngồi đối diện' },
        { code: 'density', state: 'not_kept', note: 'Không chia ca ăn' },
        { code: 'declaration', state: 'kept' },
      ],
    })
    agenda.add(new Date(at('10T10:30')), async () => {
      await concludeWorkplace(actors.of('district-commander', ward.id), {
        ...{ id, version: 1, cause: 'not_kept' },
        headName: organisation.head_name ?? 'Giám đốc',
        headPost: `Người đứng đầu ${organisation.name}`.slice(0, 160),
        said: 'Phương án đã nộp có chia ca ăn nhưng không thực hiện.',
      })
    })
    return
  }
}
