import { z } from 'zod'
import type { Ctx } from '../../../../platform/context.ts'
import { requireArea } from '../../../../platform/context.ts'
import type { FileRoute, MadeFile } from '../../../../platform/domain.ts'
import { writeXlsx } from '../../../../platform/files/spreadsheet.ts'
import { problem } from '../../../../platform/problems.ts'
import { formatDate, formatDateTime } from '../../../../web/kit/format.ts'
import { treeOf } from '../../../registry/areas/index.ts'
import { SETTING_WORDS, Setting } from './contract.ts'
import { measuresOf } from './service.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const NOT_CONFIRMED = 'chờ cơ quan có thẩm quyền xác nhận'

/**
 * The measures of an area on a day as a workbook, one row for each measure in each setting; the viewer's own area and
 * today when nothing is said.
 * @throws Problem input-invalid, not-found, outside-area
 */
async function sheet(ctx: Ctx, query: Record<string, string>): Promise<MadeFile> {
  const areaId = query.areaId === undefined ? ctx.viewer.areaId : Number(query.areaId)
  const setting = query.setting === undefined ? undefined : Setting.safeParse(query.setting).data
  if (!Number.isInteger(areaId) || (query.setting !== undefined && !setting)) throw problem('not-found')
  if (!z.iso.date().optional().safeParse(query.on).success)
    throw problem('input-invalid', {}, { fields: { on: ['not a day'] } })
  requireArea(ctx, areaId)
  const found = await measuresOf(ctx, { areaId, on: query.on, setting })
  const area = (await treeOf(ctx)).byId.get(areaId)
  const vi = { lang: 'vi' } as const
  const body = writeXlsx({
    sheets: [
      {
        name: 'Quy định',
        notes: [
          `Quy định phòng, chống dịch theo loại địa điểm, ${area?.fullName ?? ''}, ngày ${formatDate(found.on, vi)}`,
          `Căn cứ: ${found.legalBasis ?? 'không có quy định chung nào trong sổ cho ngày này'}`,
          ...(found.legalBasis
            ? [found.confirmedBy ? `${found.confirmedBy} xác nhận` : `Quy định chung ${NOT_CONFIRMED}`]
            : []),
          `Xuất lúc ${formatDateTime(ctx.clock.now(), vi)}, ${ctx.viewer.name}`,
        ],
        columns: [
          { key: 'setting', label: 'Loại địa điểm', type: 'text', width: 24 },
          { key: 'measure', label: 'Quy định', type: 'text', width: 48 },
          { key: 'basis', label: 'Căn cứ', type: 'text', width: 60 },
          { key: 'setBy', label: 'Nơi ban hành', type: 'text', width: 24 },
          { key: 'from', label: 'Từ ngày', type: 'date' },
          { key: 'until', label: 'Đến hết ngày', type: 'date' },
          { key: 'untilNote', label: 'Ngày kết thúc', type: 'text', width: 16 },
          { key: 'act', label: 'Hành vi vi phạm', type: 'text', width: 40 },
          { key: 'personFrom', label: 'Phạt cá nhân từ (đồng)', type: 'integer', width: 16 },
          { key: 'personTo', label: 'Phạt cá nhân đến (đồng)', type: 'integer', width: 16 },
          { key: 'organisationFrom', label: 'Phạt tổ chức từ (đồng)', type: 'integer', width: 16 },
          { key: 'organisationTo', label: 'Phạt tổ chức đến (đồng)', type: 'integer', width: 16 },
        ],
        rows: found.measures.map((m) => ({
          setting: SETTING_WORDS[m.setting].vi,
          measure: m.vi,
          basis: m.basis,
          setBy: m.setBy?.areaName ?? 'Quy định chung',
          from: m.from,
          until: m.until,
          untilNote: m.untilConfirmed ? null : 'chờ xác nhận',
          act: m.act?.vi ?? null,
          personFrom: m.act?.person.from ?? null,
          personTo: m.act?.person.to ?? null,
          organisationFrom: m.act?.organisation.from ?? null,
          organisationTo: m.act?.organisation.to ?? null,
        })),
      },
    ],
  })
  return { name: `quy-dinh-${found.on}.xlsx`, type: XLSX, body }
}

export const measureFiles: FileRoute[] = [
  { path: '/api/measures.xlsx', right: 'measure.read', run: (ctx, _params, query) => sheet(ctx, query) },
]
