import type { Content, CustomTableLayout, TableCell } from 'pdfmake/interfaces.js'
import type { Block, OfficialTemplate, TableBlock } from './official.ts'
import { columnWidths, figuresTable, listMark, pointsOfMm, type Setting } from './official-text.ts'

export const centred = (text: string, fontSize: number, style: Record<string, unknown> = {}): Content => ({
  text,
  fontSize,
  alignment: 'center',
  ...style,
})

export const rule = (
  lengthPt: number,
  template: OfficialTemplate,
  margin: [number, number, number, number],
): Content => ({
  canvas: [{ type: 'line', x1: 0, y1: 0, x2: lengthPt, y2: 0, lineWidth: template.ruleWidthPt }],
  alignment: 'center',
  margin,
})

/** A box as wide as its words, in the middle of its column. */
export function boxed(text: string, fontSize: number): Content {
  const box = {
    width: 'auto' as const,
    table: {
      body: [[{ text, fontSize, bold: true, margin: [4, 1, 4, 1] as [number, number, number, number] }]],
    },
  }
  return { columns: [{ width: '*', text: '' }, box, { width: '*', text: '' }], margin: [0, 6, 0, 0] }
}

/**
 * The pieces of a text. A symbol such as 101/2010/NĐ-CP is one piece: the library would break it at each sign, and
 * spread it over a justified line.
 */
function pieces(text: string, style: { bold?: boolean } = {}): Content[] {
  return text
    .split(/((?<=^|\s)\S{1,24}[/–-]\S{1,24}(?:\s+|$))/u)
    .map((piece, index) => ({ text: piece, noWrap: index % 2 === 1, ...style }))
    .filter((piece) => piece.text !== '')
}

export function paragraph(
  text: string | Content[],
  { template }: Setting,
  style: { align?: string; indent?: boolean; [key: string]: unknown } = {},
): Content {
  const { align = 'justify', indent = align === 'justify', ...rest } = style
  return {
    text: typeof text === 'string' ? pieces(text) : text,
    alignment: align,
    headlineLevel: 2,
    leadingIndent: indent ? pointsOfMm(template.firstLineMm) : 0,
    margin: [0, 0, 0, template.afterPt],
    ...rest,
  } as Content
}

const ruledTable: CustomTableLayout = {
  hLineWidth: () => 0.5,
  vLineWidth: () => 0.5,
  paddingLeft: () => 3,
  paddingRight: () => 3,
  paddingTop: () => 2,
  paddingBottom: () => 2,
}

function captioned(caption: string | undefined, { template }: Setting): Content[] {
  if (caption === undefined) return []
  return [
    centred(caption, template.sizes.table, {
      bold: true,
      headlineLevel: 1,
      margin: [0, template.afterPt, 0, template.afterPt / 2],
    }),
  ]
}

function table(block: TableBlock, setting: Setting): Content[] {
  const { columns, rows, total } = block
  const widths = columnWidths(block, setting.width - 0.5, setting.template.sizes.table)
  const cells = (row: string[], bold: boolean): TableCell[] =>
    row.map((text, index) => ({ text, bold, alignment: columns[index]?.align ?? 'left' }))
  return [
    ...captioned(block.caption, setting),
    {
      fontSize: setting.template.sizes.table,
      lineHeight: 1,
      table: {
        headerRows: 1,
        keepWithHeaderRows: Math.min(rows.length, 1),
        dontBreakRows: true,
        // The library counts the padding and the rule of a column outside of its width.
        widths: widths.map((width) => width - 6.5),
        body: [
          columns.map((column) => ({
            text: column.label,
            bold: true,
            alignment: 'center',
            verticalAlignment: 'middle',
          })),
          ...rows.map((row) => cells(row, false)),
          ...(total ? [cells(total, true)] : []),
        ],
      },
      layout: ruledTable,
      margin: [0, 2, 0, setting.template.afterPt + 2],
    },
  ]
}

/** A drawing may hold a picture, but never name one: a path in it would put any picture of the server on paper. */
const DRAWING = {
  imageCallback: (link: string) => (link.startsWith('data:image/') ? link : ''),
  warningCallback: () => {},
}

export function blockContent(block: Block, setting: Setting): Content[] {
  switch (block.kind) {
    case 'paragraph': {
      const { align, indent } = block
      const look = { ...(align ? { align } : {}), ...(indent === undefined ? {} : { indent }) }
      return [paragraph(block.text, setting, { ...look, bold: block.bold, italics: block.italic })]
    }
    case 'article':
      return [
        paragraph([...pieces(`${block.title} `, { bold: true }), ...pieces(block.text)], setting),
        ...(block.paragraphs ?? []).map((text) => paragraph(text, setting)),
      ]
    case 'heading':
      return [
        paragraph(block.text, setting, {
          bold: block.level !== 3,
          italics: block.level !== undefined && block.level > 1,
          headlineLevel: 1,
        }),
      ]
    case 'list':
      return block.items.map((item, index) => paragraph(listMark(block.marks, index) + item, setting))
    case 'table':
      return table(block, setting)
    case 'figures':
      return table(figuresTable(block), setting)
    case 'svg':
      return [
        ...captioned(block.caption, setting),
        {
          svg: block.svg,
          width: Math.min(block.widthPt, setting.width),
          alignment: 'center',
          font: 'Tinos',
          options: DRAWING,
          margin: [0, 4, 0, setting.template.afterPt],
        } as Content,
      ]
    case 'pageBreak':
      return [{ text: '', pageBreak: 'after' }]
  }
}
