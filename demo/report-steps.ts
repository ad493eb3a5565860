import { create, freeze, get, note, update } from '../src/domains/command/reports/index.ts'
import type { Actors } from './actors.ts'
import type { Random } from './random.ts'
import type { Agenda } from './steps.ts'

const ASSESSMENT = [
  'Số ca mới giảm so với hôm trước; ca trong khu cách ly chiếm đa số. Chưa phát sinh ổ dịch mới ngoài vùng đã khoanh.',
  'Các ca mới đều là F1 đã được cách ly. Lực lượng truy vết bảo đảm tiến độ; cần xét nghiệm lại vùng có ca trong 72 giờ.',
  'Tình hình còn phức tạp ở khu chung cư đông dân. Đã khoanh gọn, đang lấy mẫu toàn bộ các hộ liền kề.',
]

/** Reports of the last days: wards in the afternoon, the district in the evening; on the last day two wards are missing. */
export function planReports(agenda: Agenda, actors: Actors, random: Random): void {
  const district = actors.tree.all.find((a) => a.code === '008')!
  const wards = actors.tree.children(district.id)
  const make = (areaId: number, at: string, drafter: string, signer: string) => {
    const asOf = new Date(at)
    agenda.add(asOf.getTime() + 2 * 60_000, async () => {
      const by = actors.of(drafter, areaId)
      const { id } = await create(by, {
        areaId,
        kind: 'periodic',
        asOf: asOf.toISOString(),
        countFrom: '2021-07-24',
      })
      const { version } = await update(by, {
        id,
        version: 1,
        phase: 'Khoanh vùng, dập dịch',
        risk: 'very_high',
        assessment: random.pick(ASSESSMENT),
        proposals:
          'Tiếp tục truy vết, xét nghiệm theo kế hoạch; bổ sung nhân lực lấy mẫu cho các phường có ca mới.',
      })
      const { unexplained, sheet } = await get(by, id)
      const rows = sheet.sections.flatMap((s) => s.rows.map((r) => r.key))
      for (const rowKey of unexplained)
        await note(by, {
          id,
          version,
          rowKey,
          said: 'Ổ dịch mới trong ngày: thêm người, thêm việc so với hôm trước.',
          rows,
        })
      agenda.add(asOf.getTime() + random.int(8, 25) * 60_000, async () => {
        await freeze(actors.of(signer, areaId), { id, version })
      })
    })
  }
  for (const day of ['2021-08-09', '2021-08-10']) {
    wards.forEach((w, i) => {
      if (day === '2021-08-10' && (i === 4 || i === 11)) return
      make(w.id, `${day}T15:${String(20 + i)}:00+07:00`, 'ward-nurse', 'ward-chair')
    })
  }
  for (const day of ['2021-08-08', '2021-08-09'])
    make(district.id, `${day}T17:00:00+07:00`, 'district-clerk', 'district-commander')
}
