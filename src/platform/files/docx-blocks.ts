import {
  AlignmentType,
  BorderStyle,
  type IParagraphOptions,
  type IRunOptions,
  LineRuleType,
  PageBreak,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx'
import type { Block, OfficialTemplate, TableBlock } from './official.ts'
import {
  columnWidths,
  figuresTable,
  listMark,
  pointsOfMm,
  roughWidthPt,
  type Setting,
} from './official-text.ts'

/** Measures in the unit of DOCX, a twentieth of a point. */
export const twips = (points: number) => Math.round(points * 20)
export const mmTwips = (mm: number) => twips(pointsOfMm(mm))

type Run = Omit<IRunOptions, 'text' | 'children' | 'size'> & { size?: number }

/** Sizes are points; a line break in the text is kept. */
export function runs(text: string, { size, ...style }: Run = {}): TextRun[] {
  return text.split('\n').map(
    (line, index) =>
      new TextRun({
        ...style,
        ...(size ? { size: size * 2 } : {}),
        text: line,
        ...(index ? { break: 1 } : {}),
      }),
  )
}

export function centred(text: string, style: Run, options: IParagraphOptions = {}): Paragraph {
  return new Paragraph({ alignment: AlignmentType.CENTER, ...options, children: runs(text, style) })
}

/** An empty line of exactly `points`. */
export const gap = (points: number, options: IParagraphOptions = {}): Paragraph =>
  new Paragraph({ spacing: { line: twips(points), lineRule: LineRuleType.EXACT }, ...options })

/** A rule in the middle of a column `columnPt` wide: the lower border of an empty, indented paragraph. */
export function rule(
  lengthPt: number,
  columnPt: number,
  template: OfficialTemplate,
  after: number,
): Paragraph {
  const side = twips(Math.max(0, (columnPt - lengthPt) / 2))
  return gap(5, {
    indent: { left: side, right: side },
    spacing: { line: twips(5), lineRule: LineRuleType.EXACT, after: twips(after) },
    border: { bottom: { style: BorderStyle.SINGLE, size: Math.round(template.ruleWidthPt * 8), space: 0 } },
  })
}

/** A box as wide as its words; the empty line above keeps Word from joining two boxes into one. */
export function boxed(text: string, size: number, columnPt: number): Paragraph[] {
  const side = twips(Math.max(0, (columnPt - roughWidthPt(text, size) * 1.05 - 12) / 2))
  const edge = { style: BorderStyle.SINGLE, size: 6, space: 2 }
  return [
    gap(8),
    centred(
      text,
      { size, bold: true },
      { indent: { left: side, right: side }, border: { top: edge, bottom: edge, left: edge, right: edge } },
    ),
  ]
}

const none = { style: BorderStyle.NONE, size: 0 }
const NO_BORDERS = {
  top: none,
  bottom: none,
  left: none,
  right: none,
  insideHorizontal: none,
  insideVertical: none,
}

/** Cells side by side without rules or padding; widths in points. */
export function sideBySide(cells: { width: number; children: (Paragraph | Table)[] }[]): Table {
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: twips(cells.reduce((sum, cell) => sum + cell.width, 0)), type: WidthType.DXA },
    columnWidths: cells.map((cell) => twips(cell.width)),
    borders: NO_BORDERS,
    margins: { left: 0, right: 0, top: 0, bottom: 0 },
    rows: [
      new TableRow({
        cantSplit: true,
        children: cells.map(
          (cell) =>
            new TableCell({
              children: cell.children,
              width: { size: twips(cell.width), type: WidthType.DXA },
              borders: NO_BORDERS,
            }),
        ),
      }),
    ],
  })
}

interface Look {
  align?: 'justify' | 'left' | 'center' | 'right'
  indent?: boolean
  keepNext?: boolean
}

const ALIGNMENTS = {
  justify: AlignmentType.BOTH,
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
}

export function paragraph(content: TextRun[], { template }: Setting, look: Look = {}): Paragraph {
  const { align = 'justify', indent = align === 'justify', keepNext = false } = look
  return new Paragraph({
    alignment: ALIGNMENTS[align],
    indent: { firstLine: indent ? mmTwips(template.firstLineMm) : 0 },
    spacing: {
      after: twips(template.afterPt),
      line: Math.round(240 * template.lineMultiple),
      lineRule: LineRuleType.AUTO,
    },
    keepNext,
    keepLines: keepNext,
    children: content,
  })
}

function captioned(caption: string | undefined, { template }: Setting): Paragraph[] {
  if (caption === undefined) return []
  const spacing = { before: twips(template.afterPt), after: twips(template.afterPt / 2) }
  return [centred(caption, { size: template.sizes.table, bold: true }, { keepNext: true, spacing })]
}

function table(block: TableBlock, setting: Setting): (Paragraph | Table)[] {
  const { columns, rows, total } = block
  const widths = columnWidths(block, setting.width, setting.template.sizes.table).map(twips)
  const row = (cells: string[], style: { bold: boolean; header?: boolean }): TableRow =>
    new TableRow({
      cantSplit: true,
      tableHeader: style.header ?? false,
      children: cells.map((text, index) => {
        const align = style.header ? 'center' : (columns[index]?.align ?? 'left')
        return new TableCell({
          width: { size: widths[index] ?? 0, type: WidthType.DXA },
          verticalAlign: style.header ? VerticalAlignTable.CENTER : VerticalAlignTable.TOP,
          children: [
            new Paragraph({
              alignment: ALIGNMENTS[align],
              keepNext: style.header ?? false,
              children: runs(text, { size: setting.template.sizes.table, bold: style.bold }),
            }),
          ],
        })
      }),
    })
  const line = { style: BorderStyle.SINGLE, size: 4 }
  return [
    ...captioned(block.caption, setting),
    new Table({
      layout: TableLayoutType.FIXED,
      width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
      columnWidths: widths,
      margins: { left: twips(3), right: twips(3), top: twips(2), bottom: twips(2) },
      borders: {
        top: line,
        bottom: line,
        left: line,
        right: line,
        insideHorizontal: line,
        insideVertical: line,
      },
      rows: [
        row(
          columns.map((column) => column.label),
          { bold: true, header: true },
        ),
        ...rows.map((cells) => row(cells, { bold: false })),
        ...(total ? [row(total, { bold: true })] : []),
      ],
    }),
    gap(setting.template.afterPt + 2),
  ]
}

export function blockContent(block: Block, setting: Setting, keepNext = false): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'paragraph': {
      const { align, indent, bold = false, italic = false } = block
      const look = { keepNext, ...(align ? { align } : {}), ...(indent === undefined ? {} : { indent }) }
      return [paragraph(runs(block.text, { bold, italics: italic }), setting, look)]
    }
    case 'article': {
      const first = [...runs(`${block.title} `, { bold: true }), ...runs(block.text)]
      const more = block.paragraphs ?? []
      return [
        paragraph(first, setting, { keepNext: keepNext && more.length === 0 }),
        ...more.map((text, index) =>
          paragraph(runs(text), setting, { keepNext: keepNext && index === more.length - 1 }),
        ),
      ]
    }
    case 'heading': {
      const level = block.level ?? 1
      const style = { bold: level < 3, italics: level > 1 }
      return [paragraph(runs(block.text, style), setting, { keepNext: true })]
    }
    case 'list':
      return block.items.map((item, index) =>
        paragraph(runs(listMark(block.marks, index) + item), setting, {
          keepNext: keepNext && index === block.items.length - 1,
        }),
      )
    case 'table':
      return table(block, setting)
    case 'figures':
      return table(figuresTable(block), setting)
    case 'svg': {
      const caption = block.table.caption ?? block.caption
      return table({ ...block.table, ...(caption === undefined ? {} : { caption }) }, setting)
    }
    case 'pageBreak':
      return [new Paragraph({ children: [new PageBreak()] })]
  }
}
