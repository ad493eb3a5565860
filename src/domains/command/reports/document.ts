import { localDate } from '../../../platform/clock.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { Block, OfficialDocument, TableBlock } from '../../../platform/files/official.ts'
import { formatDate, formatDateTime, formatTime } from '../../../web/kit/format.ts'
import type { Area } from '../../registry/areas/index.ts'
import { treeOf } from '../../registry/areas/index.ts'
import type { Curve, ReportPage, ReportText, Sheet, SheetRow } from './contract.ts'
import { SUBMISSION_WORDS } from './figures.ts'
import type { Template } from './templates/contract.ts'
import { chaptersOf } from './texts.ts'
import {
  change,
  difference,
  footing,
  lowerFirst,
  number,
  PHASES,
  RISKS,
  reconciliation,
  rowText,
  shareText,
  submissionText,
  vi,
  windowText,
} from './wording.ts'

/** How a signer's post stands under "TM. BAN CHỈ ĐẠO". */
const POST_LINES: Record<string, string> = {
  'ward-chair': 'CHỦ TỊCH UBND PHƯỜNG',
  'ward-secretary': 'BÍ THƯ ĐẢNG ỦY PHƯỜNG',
  'district-commander': 'CHỈ HUY TRƯỞNG QUẬN',
  'neighbourhood-head': 'TỔ TRƯỞNG TỔ DÂN PHỐ',
}

/** 'I', 'IV', 'XII': chapters of a document, forty at most. */
function roman(n: number): string {
  const ones = ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'][n % 10]!
  return 'X'.repeat(Math.floor(n / 10)) + ones
}

const paragraphs = (text: string): Block[] =>
  text
    .split(/\n+/)
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => ({ kind: 'paragraph', text: line }))

/** The numbers of one phase: every row with its parts, then what does not add up and what is divided by what. */
function phaseBlocks(rows: SheetRow[], compared: boolean): Block[] {
  const figures = rows.flatMap((row) => {
    const d = difference(row)
    return [
      {
        label: rowText(row),
        value: `${number(row.cell.value)} ${row.unit.vi}`,
        ...(compared ? { difference: d === null ? '—' : change(d) } : {}),
      },
      ...(row.parts?.items ?? [])
        .filter((i) => i.value !== null || i.cell.value > 0)
        .map((i) => ({
          label: `   – ${i.words.vi}`,
          value: number(i.cell.value),
          ...(compared ? { difference: '' } : {}),
        })),
    ]
  })
  const lines = rows.flatMap((row) => {
    const rest = reconciliation(row)
    const share = shareText(row)
    return [
      ...(rest ? [`${rowText(row)}: ${rest}.`] : []),
      ...(share ? [`Tỷ lệ ${lowerFirst(row.words.vi)}: ${share}.`] : []),
    ]
  })
  return [
    { kind: 'figures', rows: figures },
    ...lines.map((text): Block => ({ kind: 'paragraph', text, italic: true })),
  ]
}

/** What a drawing by day is called: by its row and what it is stacked by. */
function chartTitle(sheet: Sheet, curve: Curve): string {
  const row = sheet.sections.flatMap((s) => s.rows).find((r) => r.key === curve.rowKey)!
  if (row.figureId === 'cases.confirmed' && curve === sheet.curve)
    return 'Ca xác định theo ngày có kết quả và nơi phát hiện'
  const by = curve.parts.length && row.parts ? ` và ${lowerFirst(row.parts.words.vi)}` : ''
  return `${row.words.vi} theo ngày${by}`
}

/** Columns of the curve that hold a case on some day: an empty column tells nothing on paper. */
function curveTable(curve: Curve, caption: string): TableBlock {
  const used = curve.parts.map((_, i) => i).filter((i) => curve.days.some((d) => d.parts[i]!.value > 0))
  const sum = (i: number) => curve.days.reduce((n, d) => n + d.parts[i]!.value, 0)
  return {
    kind: 'table',
    caption,
    columns: [
      { label: 'Ngày' },
      ...used.map((i) => ({ label: sentence(curve.parts[i]!.words.vi), align: 'right' as const })),
      { label: 'Cộng', align: 'right' },
    ],
    rows: curve.days.map((d) => [
      formatDate(d.day, vi),
      ...used.map((i) => number(d.parts[i]!.value)),
      number(d.cell.value),
    ]),
    total: [
      'Cộng',
      ...used.map((i) => number(sum(i))),
      number(curve.days.reduce((n, d) => n + d.cell.value, 0)),
    ],
  }
}

const sentence = (text: string) => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1)

function areaTable(sheet: Sheet, level: string): TableBlock {
  const rows = new Map(sheet.sections.flatMap((s) => s.rows).map((r) => [r.key, r]))
  const totals = sheet.areaTable.columns.map((key) => rows.get(key)!.cell.value)
  return {
    kind: 'table',
    columns: [
      { label: level === 'district' ? 'Phường' : 'Tổ dân phố', width: 2 },
      ...sheet.areaTable.columns.map((key) => ({ label: rowText(rows.get(key)!), align: 'right' as const })),
    ],
    rows: sheet.areaTable.rows.map((r) => [r.name, ...r.cells.map((c) => number(c.value))]),
    total: ['Cộng', ...totals.map(number)],
  }
}

function submissionTable(sheet: Sheet): TableBlock {
  return {
    kind: 'table',
    columns: [
      { label: 'Địa bàn', width: 2 },
      { label: 'Hạn' },
      { label: 'Tình trạng' },
      { label: 'Số báo cáo' },
    ],
    rows: sheet.submissions.map((s) => [
      s.name,
      formatTime(s.dueAt),
      SUBMISSION_WORDS[s.state].vi,
      s.number ?? '—',
    ]),
  }
}

function definitionTable(sheet: Sheet): TableBlock {
  return {
    kind: 'table',
    columns: [
      { label: 'Chỉ tiêu', width: 2 },
      { label: 'Khoảng thời gian', width: 2 },
      { label: 'Cách đếm', width: 5 },
    ],
    rows: sheet.sections
      .flatMap((s) => s.rows)
      .map((r) => [r.words.vi, sentence(windowText(r.window)), r.definition.vi]),
  }
}

/** One column of the table of areas, as the table that stands for a map. */
function mapTable(sheet: Sheet, key: string, level: string): TableBlock {
  const row = sheet.sections.flatMap((s) => s.rows).find((r) => r.key === key)!
  const at = sheet.areaTable.columns.indexOf(key)
  return {
    kind: 'table',
    caption: `${rowText(row)}, theo địa bàn`,
    columns: [
      { label: level === 'district' ? 'Phường' : 'Tổ dân phố', width: 2 },
      { label: sentence(row.unit.vi), align: 'right' },
    ],
    rows: sheet.areaTable.rows.map((r) => [r.name, number(r.cells[at]!.value)]),
    total: ['Cộng', number(row.cell.value)],
  }
}

/** A drawing with its table where drawings are made; else the table alone. */
const drawn = (table: TableBlock, svg: string | undefined): Block =>
  svg === undefined ? table : { kind: 'svg', svg, widthPt: 450, caption: table.caption!, table }

const written = (texts: ReportText[]): Block[] =>
  texts.flatMap((t): Block[] =>
    t.said ? [{ kind: 'heading', level: 3, text: t.title.vi }, ...paragraphs(t.said)] : [],
  )

/** `draw` makes the drawings; without it the document carries their tables. */
export function reportBody(page: ReportPage, draw?: Draw): Block[] {
  const { sheet, narrative, report } = page
  const compared = sheet.previous !== null
  const chapters: [string, Block[]][] = [
    [
      'ĐÁNH GIÁ TÌNH HÌNH',
      [
        ...(narrative.phase ? paragraphs(`Giai đoạn: ${narrative.phase}.`.replace('..', '.')) : []),
        ...(narrative.risk
          ? paragraphs(`Nguy cơ theo nhận định của Ban Chỉ đạo: ${RISKS[narrative.risk]}.`)
          : []),
        ...paragraphs(narrative.assessment ?? ''),
      ],
    ],
    [
      'KẾT QUẢ',
      [
        ...footing(page).map((text): Block => ({ kind: 'paragraph', text, italic: true })),
        ...chaptersOf(
          sheet,
          page.texts.filter((t) => t.said),
        ).flatMap((s, i): Block[] => [
          { kind: 'heading', level: 2, text: `${i + 1}. ${PHASES[s.phase]}` },
          ...(s.rows.length > 0 ? phaseBlocks(s.rows, compared) : []),
          ...written(s.texts),
        ]),
      ],
    ],
  ]
  const curves = [...(sheet.curve ? [sheet.curve] : []), ...(sheet.charts ?? [])]
  if (curves.length) {
    chapters.push([
      'DIỄN BIẾN THEO NGÀY',
      curves.map((c) => {
        const title = chartTitle(sheet, c)
        return drawn(curveTable(c, title), draw?.curve(c, title))
      }),
    ])
  }
  if (sheet.maps?.length && sheet.areaTable.rows.length) {
    const maps = sheet.maps.map((key) => drawn(mapTable(sheet, key, report.level), draw?.map?.(sheet, key)))
    chapters.push(['BẢN ĐỒ', maps])
  }
  if (sheet.submissions.length) {
    chapters.push([
      'BÁO CÁO CỦA CÁC ĐỊA BÀN',
      [{ kind: 'paragraph', text: `${submissionText(sheet.submissions)}.` }, submissionTable(sheet)],
    ])
  }
  for (const t of page.texts)
    if (t.phase === null && t.said) chapters.push([t.title.vi.toLocaleUpperCase('vi'), paragraphs(t.said)])
  if (narrative.outlook) chapters.push(['NHẬN ĐỊNH', paragraphs(narrative.outlook)])
  if (narrative.proposals) chapters.push(['KIẾN NGHỊ', paragraphs(narrative.proposals)])
  const replaced: Block[] = report.replaces
    ? [{ kind: 'paragraph', text: `Báo cáo này thay thế Báo cáo số ${report.replaces.number}.` }]
    : []
  return [
    ...replaced,
    ...chapters.flatMap(([title, blocks], i): Block[] => [
      { kind: 'heading', level: 1, text: `${roman(i + 1)}. ${title}` },
      ...blocks,
    ]),
    {
      kind: 'paragraph',
      text: `Trên đây là ${lowerFirst(report.template.words.vi)} của ${lowerFirst(report.areaName)}, trân trọng báo cáo.`,
    },
  ]
}

/** Makes drawings as SVG text. */
export interface Draw {
  curve: (curve: Curve, title: string) => string
  /** The areas below with the numbers of one column. */
  map?: (sheet: Sheet, key: string) => string
}

/** What the document is about. The situation report has words of its own; another says what its template is called. */
function abstractOf({ report }: ReportPage, moment: string): string {
  const area = lowerFirst(report.areaName)
  const until = `(số liệu đến ${moment})`
  if (report.template.key === 'situation')
    return `${report.kind === 'ad_hoc' ? 'Đột xuất về tình' : 'Tình'} hình dịch bệnh và kết quả phòng, chống dịch tại ${area} ${until}`
  // "BÁO CÁO" stands above it already.
  const name = sentence(report.template.words.vi.replace(/^báo cáo\s+/i, ''))
  return `${name}${report.kind === 'ad_hoc' ? ' (đột xuất)' : ''} tại ${area} ${until}`
}

/** A report in the form of Decree 30/2020/NĐ-CP. A draft is marked as one and carries neither number nor codes. */
export async function reportDocument(
  ctx: Ctx,
  page: ReportPage,
  template: Template,
  signerPost: string | null,
  draw?: Draw,
): Promise<OfficialDocument> {
  const { report, seal, sheet } = page
  const tree = await treeOf(ctx)
  const area = tree.byId.get(report.areaId)
  const parent: Area | undefined = area?.parentId ? tree.byId.get(area.parentId) : undefined
  const moment = `${formatTime(report.asOf).replace(':', ' giờ ')} ngày ${formatDate(report.asOf, vi)}`
  // A neighbourhood reports to the committee of its ward, as a ward does to that of its district.
  const to = template.addressee[report.level] ?? template.addressee.ward
  const addressee = to?.replace('{parent}', lowerFirst(parent?.fullName ?? ''))
  // It has no committee of its own: what it signs stands under that of its ward.
  const group = report.level === 'neighbourhood' ? parent : undefined
  const authority = [
    group ? '' : 'TM. BAN CHỈ ĐẠO',
    ...(signerPost ? [POST_LINES[signerPost] ?? ''] : []),
  ].filter(Boolean)
  return {
    form: 'state',
    superior: `ỦY BAN NHÂN DÂN\n${(group?.fullName ?? report.areaName).toLocaleUpperCase('vi')}`,
    issuer: group ? report.areaName.toLocaleUpperCase('vi') : template.issuer,
    number: report.number ?? `…/${template.symbol}`,
    place: group?.name ?? area?.name ?? report.areaName,
    date: localDate(report.frozenAt ?? report.asOf),
    typeName: 'BÁO CÁO',
    abstract: abstractOf(page, moment),
    ...(addressee ? { addressees: [addressee] } : {}),
    bases: [],
    body: reportBody(page, draw),
    recipients: template.recipients,
    authority,
    signer: report.signerName ?? '',
    draft: report.frozenAt === null,
    ...(seal
      ? {
          verification: {
            code: seal.code,
            // The paper can be held against the server without reaching it first: what must agree is in the picture itself.
            url: `Báo cáo ${report.number}, ${report.areaName}, ${formatDateTime(report.asOf, vi)}: ${seal.code}`,
            lines: [`Ký ${formatDateTime(report.frozenAt, vi)}`, `Chốt nhật ký: ${seal.checkpoint}`],
          },
        }
      : {}),
    annexes: [
      ...(sheet.areaTable.columns.length
        ? [
            {
              label: 'Phụ lục I',
              title: 'Số liệu theo địa bàn',
              landscape: true,
              body: [areaTable(sheet, report.level)],
            },
          ]
        : []),
      {
        label: sheet.areaTable.columns.length ? 'Phụ lục II' : 'Phụ lục',
        title: 'Cách đếm các chỉ tiêu',
        body: [definitionTable(sheet)],
      },
    ],
  }
}
