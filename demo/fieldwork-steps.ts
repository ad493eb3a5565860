import {
  acceptClaim,
  addEvent,
  assign,
  draftNotice,
  enterClaim,
  handInClaim,
  publishNotice,
  refuseClaim,
} from '../src/domains/contain/tracing/index.ts'
import { read } from '../src/platform/context.ts'
import type { Actors } from './actors.ts'
import { demoId } from './index.ts'
import type { Plan, PlannedCase } from './plan.ts'
import type { Agenda } from './steps.ts'

const at = (time: string) => `2021-08-${time}:00+07:00`

const ADVICE =
  'Ai có mặt trong khoảng giờ này vui lòng ở nhà, hạn chế tiếp xúc, tự theo dõi sức khỏe và báo cho trạm y tế phường theo mẫu dưới đây hoặc qua điện thoại. Khi có sốt, ho, khó thở, hãy gọi trạm y tế trước khi đến.'
const ADVICE_EN =
  'If you were there in these hours, please stay at home, limit contact, watch your health and tell the ward health station with the form below or by telephone. With fever, cough or difficulty breathing, call the station before you go.'

const CLAIMS = [
  {
    who: 'Trịnh Thị Kim Oanh',
    phone: '0912004411',
    address: 'ngõ 254 Minh Khai',
    closeness: 'within_2m_15min',
  },
  { who: 'Đỗ Xuân Hưng', phone: '0912004422', address: 'ngách 15 phố Mai Động', closeness: 'brief' },
  { who: 'Lã Thị Thu Hiền', phone: '0912004433', address: 'chung cư Hòa Bình Green', closeness: 'same_room' },
  { who: 'Nguyễn Đức Thuận', phone: '0912004444', address: 'phố Tam Trinh', closeness: 'unknown' },
] as const

/** Two places where a case of the ward had been: one notice published, with what people told because of it; one draft. */
export function planFieldwork(
  agenda: Agenda,
  plan: Plan,
  actors: Actors,
  caseIds: Map<PlannedCase, string>,
): void {
  const c = plan.cases.filter((x) => x.detectedIn === 'community' && x.person.ward === 'Mai Động').at(-1)
  if (!c) return
  const nurse = actors.of('ward-nurse', c.person.areaId)
  const chair = actors.of('ward-chair', c.person.areaId)
  const visitor = {
    ...actors.system,
    viewer: { ...actors.system.viewer, userId: 'nobody', name: '', areaIds: [] },
  }
  const wardId = c.person.wardId
  const market = { startsAt: at('09T06:00'), endsAt: at('09T08:30') }
  const shop = { startsAt: at('08T19:00'), endsAt: at('08T20:00') }
  const words = {
    titleEn: null,
    advice: ADVICE,
    adviceEn: ADVICE_EN,
    phone: '024 3862 1234',
    validUntil: '2021-08-23',
  }
  const ids = ['market', 'shop'].map((key) => demoId(1, `exposure/${key}`)) as [string, string]
  const claimId = (i: number) => demoId(1, `claim/${i}`)

  agenda.add(Date.parse(at('10T08:00')), async () => {
    const caseId = caseIds.get(c)
    if (!caseId) return
    const event = { areaId: wardId, caseId }
    await addEvent(nurse, { ...event, ...market, id: ids[0], name: 'Chợ Mai Động, dãy hàng rau' })
    await addEvent(nurse, { ...event, ...shop, id: ids[1], name: 'Quán phở ngõ 254 Minh Khai' })
    await draftNotice(nurse, {
      eventId: ids[0],
      version: 0,
      title: 'Chợ Mai Động, dãy hàng rau',
      ...market,
      ...words,
    })
    await draftNotice(nurse, {
      eventId: ids[1],
      version: 0,
      title: 'Quán phở ngõ 254 Minh Khai',
      ...shop,
      ...words,
    })
  })
  agenda.add(Date.parse(at('10T09:10')), async () => {
    await publishNotice(chair, { id: ids[0], version: 1 })
  })
  CLAIMS.forEach((claim, i) => {
    agenda.add(Date.parse(at('10T10:00')) + i * 47 * 60_000, async () => {
      const said = {
        id: claimId(i),
        noticeId: ids[0],
        fullName: claim.who,
        phone: claim.phone,
        address: claim.address,
        fromAt: at('09T06:30'),
        toAt: at('09T07:15'),
        closeness: claim.closeness,
        symptoms: i === 2 ? (['cough'] as const).slice() : [],
        consent: true as const,
      }
      if (i === 3) await enterClaim(nurse, said)
      else await handInClaim(visitor, { ...said, website: '' }, `10.0.0.${i}`)
    })
  })
  agenda.add(Date.parse(at('10T14:00')), async () => {
    const resident = plan.residents.find((r) => r.wardId === wardId && r.id !== c.person.id && r.age > 30)!
    const known = await read(nurse, 'claim.read', (db) =>
      db.selectFrom('vx.exposure_claim').select(['id', 'version']).where('state', '=', 'waiting').execute(),
    )
    const claim = (i: number) => known.find((k) => k.id === claimId(i))!
    await acceptClaim(nurse, { ...claim(0), personId: resident.id, closeness: 'within_2m_15min' })
    await refuseClaim(nurse, { ...claim(1), reason: 'Đi xe máy qua ngoài chợ, không dừng lại' })
  })
  for (const day of ['08', '09', '10']) {
    agenda.add(Date.parse(at(`${day}T06:30`)), async () => {
      await assign(actors.system, {})
    })
  }
}
