import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read } from '../../../platform/context.ts'
import type { FileRoute, MadeFile } from '../../../platform/domain.ts'
import type { Block, OfficialDocument } from '../../../platform/files/official.ts'
import { checkAsked, renderPaper } from '../../../platform/files/paper.ts'
import { problem } from '../../../platform/problems.ts'
import { formatDateTime } from '../../../web/kit/format.ts'
import { treeOf } from '../../registry/areas/index.ts'
import { issuerOf, paperForm } from '../documents/index.ts'
import type { ConferencePage } from './contract.ts'
import { get } from './service.ts'

const CAME = {
  present: 'có mặt',
  online: 'dự trực tuyến',
  excused: 'vắng có lý do',
  absent: 'vắng',
  unknown: '',
}

/** The notice of conclusions: what was concluded, whose it is until when, and who came (Decree 30/2020/NĐ-CP). */
async function noticeOf(ctx: Ctx, page: ConferencePage): Promise<OfficialDocument> {
  const { conference, conclusions, units } = page
  const { areaId } = conference
  const unit = await issuerOf(ctx, areaId, 'state')
  const { byId } = await treeOf(ctx)
  // A title that somebody typed may begin with a name.
  const name =
    conference.kind === 'daily'
      ? conference.title.charAt(0).toLocaleLowerCase('vi') + conference.title.slice(1)
      : conference.title
  const upper = (text: string) => text.toLocaleUpperCase('vi')
  const day = conference.closedAt ?? conference.startsAt
  const paper = await read(ctx, 'conference.read', (db) =>
    paperForm(ctx, db, { areaId, form: 'state', type: 'TB', on: localDate(day), at: conference.closedAt }),
  )
  const came = units.filter((u) => u.presence === 'present' || u.presence === 'online').length
  const body: Block[] = [
    {
      kind: 'paragraph',
      align: 'justify',
      text: `${formatDateTime(conference.startsAt, { lang: 'vi' })}, ${conference.chair} chủ trì ${name}. Dự có ${came}/${units.length} đơn vị được mời. Sau khi nghe báo cáo và ý kiến các đơn vị, người chủ trì kết luận:`,
    },
  ]
  for (const c of conclusions) {
    body.push({ kind: 'paragraph', align: 'justify', text: `${c.ordinal}. ${c.text}` })
    const whose = c.tasks.map(
      (t) =>
        `${byId.get(t.areaId)?.name ?? ''}: xong trước ${formatDateTime(t.dueAt, { lang: 'vi' })}${t.expected ? `; ${t.expected}` : ''}`,
    )
    if (whose.length) body.push({ kind: 'list', marks: 'dashes', items: whose })
  }
  const made: OfficialDocument = {
    form: 'state',
    superior: upper(unit.superior),
    issuer: upper(unit.name),
    number: paper.symbol('…', unit.abbreviation),
    place: unit.place,
    date: localDate(day),
    typeName: 'THÔNG BÁO',
    abstract: `Kết luận ${name}`,
    bases: [],
    body,
    recipients: ['Các đơn vị dự họp', 'Lưu: VT'],
    authority: [unit.authority],
    signer: conference.chair,
    draft: true,
    ...(units.length
      ? {
          annexes: [
            {
              label: 'Phụ lục',
              title: 'Các đơn vị được mời',
              body: [
                {
                  kind: 'table' as const,
                  columns: [
                    { label: 'Đơn vị', width: 2 },
                    { label: 'Người dự', width: 2 },
                    { label: 'Tham dự' },
                  ],
                  rows: units.map((u) => [
                    byId.get(u.areaId)?.fullName ?? '',
                    u.who ?? u.holder ?? '',
                    CAME[u.presence],
                  ]),
                },
              ],
            },
          ],
        }
      : {}),
  }
  return paper.set(made, { office: unit.name, authority: paper.collective(made.authority) })
}

async function notice(ctx: Ctx, id: string, format: string): Promise<MadeFile> {
  checkAsked(id, format)
  const page = await get(ctx, id)
  if (!page.may.notice) throw problem('conference-not-yours')
  const made = await noticeOf(ctx, page)
  const name = `thong-bao-ket-luan-${made.date}`
  return renderPaper(made, { name, format, createdAt: ctx.clock.now() })
}

export const files: FileRoute[] = [
  {
    path: '/api/conferences/:id/notice.:format',
    right: 'conference.read',
    run: (ctx, params) => notice(ctx, params.id ?? '', params.format ?? ''),
  },
]
