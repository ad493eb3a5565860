import { localDate } from '../../../platform/clock.ts'
import { type Ctx, requireArea } from '../../../platform/context.ts'
import type { FileRoute, MadeFile } from '../../../platform/domain.ts'
import { writeXlsx } from '../../../platform/files/spreadsheet.ts'
import { problem } from '../../../platform/problems.ts'
import { formatDate, formatDateTime } from '../../../web/kit/format.ts'
import { POSTS } from '../../registry/organisations/index.ts'
import type { Shift } from './contract.ts'
import { ROLE_WORDS } from './figures.ts'
import { week } from './service.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const DAY = /^\d{4}-\d\d-\d\d$/

/** Who serves, as a roster on paper says it. */
const nameOf = (s: Pick<Shift, 'name' | 'postKind' | 'duty'>) =>
  [s.name, s.postKind ? (POSTS[s.postKind]?.words.vi ?? s.postKind) : s.duty].filter(Boolean).join(', ')

/** The roster of four weeks of a command post, the viewer's from today when nothing is said: one row for each place, an open one with no name. @throws Problem not-found */
async function roster(ctx: Ctx, area: string, from: string): Promise<MadeFile> {
  const areaId = Number(area)
  if (!Number.isInteger(areaId) || !DAY.test(from) || Number.isNaN(Date.parse(from)))
    throw problem('not-found')
  requireArea(ctx, areaId)
  const found = await week(ctx, { areaId, from, days: 28 })
  const rows = found.slots.flatMap((slot) => {
    const facts = { day: slot.startsAt, slot: slot.name, starts: slot.startsAt, ends: slot.endsAt }
    return [
      ...slot.shifts.map((s) => ({ ...facts, role: ROLE_WORDS[s.role].vi, who: nameOf(s), phone: s.phone })),
      ...slot.open.flatMap((o) =>
        Array.from({ length: o.n }, () => ({
          ...facts,
          role: ROLE_WORDS[o.role].vi,
          who: 'CHƯA CÓ NGƯỜI',
          phone: null,
        })),
      ),
    ]
  })
  const body = writeXlsx({
    sheets: [
      {
        name: 'Lịch trực',
        notes: [
          `Lịch trực từ ${formatDate(found.from, { lang: 'vi' })} đến ${formatDate(found.to, { lang: 'vi' })}`,
          `Xuất lúc ${formatDateTime(ctx.clock.now(), { lang: 'vi' })}, ${ctx.viewer.name}`,
        ],
        columns: [
          { key: 'slot', label: 'Ca', type: 'text', width: 14 },
          { key: 'starts', label: 'Từ', type: 'datetime' },
          { key: 'ends', label: 'Đến', type: 'datetime' },
          { key: 'role', label: 'Vai trò', type: 'text', width: 18 },
          { key: 'who', label: 'Người trực', type: 'text', width: 48 },
          { key: 'phone', label: 'Điện thoại', type: 'text', width: 16 },
        ],
        rows,
      },
    ],
  })
  return { name: `lich-truc-${from}.xlsx`, type: XLSX, body }
}

export const files: FileRoute[] = [
  {
    path: '/api/duty-roster.xlsx',
    right: 'duty.read',
    run: (ctx, _params, query) =>
      roster(ctx, query.areaId ?? String(ctx.viewer.areaId), query.from ?? localDate(ctx.clock.now())),
  },
]
