import {
  acknowledge,
  assign,
  disseminate,
  enter,
  get,
  issue,
  readText,
  send,
} from '../src/domains/command/documents/index.ts'
import type { Actors } from './actors.ts'
import { DEMO_LETTER } from './letter.ts'
import type { Random } from './random.ts'
import type { Agenda } from './steps.ts'

const HOUR = 3_600_000
const NOTES = [
  'Họp trực tuyến với các tổ dân phố, phát trên loa phường hai lần',
  'Quán triệt tại giao ban sở chỉ huy phường, gửi nhóm các tổ trưởng',
  'Họp Đảng ủy mở rộng, phân công từng ủy viên phụ trách tổ dân phố',
]

/** The Party committee's letter of 9/8/2021: entered, sent to the wards, two items assigned; most wards acknowledge. */
export function planDocuments(agenda: Agenda, actors: Actors, random: Random): void {
  const district = actors.tree.all.find((a) => a.code === '008')!
  const wards = actors.tree.children(district.id)
  const clerk = actors.of('district-clerk', district.id)
  const at = Date.parse('2021-08-09T14:10:00+07:00')
  agenda.add(at, async () => {
    const letter = await readText(clerk, DEMO_LETTER)
    const { id } = await enter(clerk, {
      direction: 'incoming',
      form: 'party',
      type: 'CV',
      symbolPrinted: letter.symbolPrinted!,
      issuer: 'Quận ủy Hoàng Mai',
      issuerLevel: 'district',
      printedOn: letter.date!,
      abstract: letter.abstract!,
      signerAuthority: letter.signer.authority!,
      signerTitle: letter.signer.title!,
      signerName: letter.signer.name!,
      urgency: 'urgent',
      secrecy: 'none',
      addressees: letter.addressees,
      body: DEMO_LETTER.replaceAll('*', ''),
      items: letter.items,
      links: letter.citations.map((c) => ({
        kind: 'based_on' as const,
        printed: c.printed,
        ...(c.date ? { printedOn: c.date } : {}),
        ...(c.likelyDate ? { datedOn: c.likelyDate, note: 'In nhầm năm' } : {}),
        ...(c.issuer ? { issuer: c.issuer } : {}),
      })),
    })
    agenda.add(at + 20 * 60_000, async () => {
      const recipients = wards.map((w) => ({
        areaId: w.id,
        postKind: 'ward-chair',
        purpose: 'implement' as const,
      }))
      await send(clerk, { id, recipients })
      const { items } = await get(clerk, id)
      for (const [path, dueAt] of [
        ['II.1.2', '2021-08-12T17:00:00+07:00'],
        ['II.3', '2021-08-13T17:00:00+07:00'],
      ] as const) {
        const item = items.find((i) => i.path === path)!
        await assign(clerk, { id: item.id, areaIds: wards.map((w) => w.id), postKind: 'ward-chair', dueAt })
      }
    })
    for (const [i, ward] of wards.entries()) {
      // Two wards have not answered when the demo starts.
      if (i === 4 || i === 11) continue
      const chair = actors.of('ward-chair', ward.id)
      const read = at + (1 + random.next() * 9) * HOUR
      agenda.add(read, async () => {
        const [receipt] = (await get(chair, id)).receipts
        const { version } = await acknowledge(chair, { id: receipt!.id, version: receipt!.version })
        if (random.chance(0.7)) {
          await disseminate(chair, { id: receipt!.id, version, note: random.pick(NOTES) })
        }
      })
      if (i % 5 !== 0) continue
      agenda.add(read + 6 * HOUR, async () => {
        const plan = await enter(chair, {
          direction: 'issued',
          form: 'state',
          type: 'KH',
          issuer: 'UBND phường',
          issuerLevel: 'ward',
          abstract: `Thực hiện Công văn số 412-CV/QU của Quận ủy trên địa bàn phường ${ward.name}`,
          urgency: 'none',
          secrecy: 'none',
          addressees: ['Các tổ dân phố', 'Trạm Y tế phường', 'Công an phường'],
          body: 'I. Mục đích\n\n1. Khoanh vùng, truy vết ngay trong ngày mỗi ca bệnh mới.\n\nII. Phân công\n\n1. Trạm Y tế phường chủ trì truy vết, lấy mẫu.\n\n2. Các tổ dân phố rà soát từng hộ, phát tờ rơi đến 100 % hộ.',
          items: [
            { path: 'II.1', heading: false, text: 'Trạm Y tế phường chủ trì truy vết, lấy mẫu.' },
            {
              path: 'II.2',
              heading: false,
              text: 'Các tổ dân phố rà soát từng hộ, phát tờ rơi đến 100 % hộ.',
            },
          ],
          links: [{ kind: 'implements', targetId: id, printed: 'Công văn số 412-CV/QU' }],
        })
        await issue(chair, { id: plan.id, version: 1 })
      })
    }
  })
}
