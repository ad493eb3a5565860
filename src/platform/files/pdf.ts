import { createRequire } from 'node:module'
import pdfmake from 'pdfmake'
import type { Content } from 'pdfmake/interfaces.js'
import QRCode from 'qrcode'
import {
  type Annex,
  OFFICIAL_WORDS,
  type OfficialDocument,
  type OfficialTemplate,
  type RenderOptions,
} from './official.ts'
import {
  annexReference,
  balancedLines,
  boxedMarks,
  checkDocument,
  documentName,
  endedLines,
  keptParagraphs,
  letterAbstract,
  numberLine,
  officialDate,
  pointsOfMm,
  recipientLines,
  roughWidthPt,
  type Setting,
  templateOf,
} from './official-text.ts'
import { blockContent, boxed, centred, paragraph, rule } from './pdf-blocks.ts'

const require = createRequire(import.meta.url)
const face = (path: string) => require.resolve(`@expo-google-fonts/tinos/${path}.ttf`)
const FACES = {
  normal: face('400Regular/Tinos_400Regular'),
  bold: face('700Bold/Tinos_700Bold'),
  italics: face('400Regular_Italic/Tinos_400Regular_Italic'),
  bolditalics: face('700Bold_Italic/Tinos_700Bold_Italic'),
}
pdfmake.setFonts({ Tinos: FACES })
// A drawing in a document could name a file or an address; only the faces of the font may be opened.
pdfmake.setUrlAccessPolicy(() => false)
pdfmake.setLocalAccessPolicy((path: string) => Object.values(FACES).includes(path))

function issuerLines(doc: OfficialDocument, template: OfficialTemplate, widthPt: number): Content[] {
  const { sizes } = template
  const issuer = balancedLines(doc.issuer, sizes.issuer, widthPt)
  return [
    ...balancedLines(doc.superior, sizes.superior, widthPt).map((line) => centred(line, sizes.superior)),
    ...issuer.map((line) => centred(line, sizes.issuer, { bold: true })),
  ]
}

function head(doc: OfficialDocument, { template, width }: Setting): Content[] {
  const { sizes } = template
  const leftWidth = width * template.headLeftShare
  const rightWidth = width - leftWidth
  const twoColumns = (left: Content[], right: Content[], top: number): Content => ({
    columns: [
      { width: leftWidth, stack: left },
      { width: rightWidth, stack: right },
    ],
    margin: [0, top, 0, 0],
  })
  const issuer = issuerLines(doc, template, leftWidth)
  const abstract = letterAbstract(doc)
  const under: Content[] = [
    ...(abstract === undefined
      ? []
      : [
          centred(
            balancedLines(abstract, sizes.letterAbstract, leftWidth - 12).join('\n'),
            sizes.letterAbstract,
            {
              italics: template.letterAbstractItalic,
              margin: [6, 2, 6, 0],
            },
          ),
        ]),
    ...boxedMarks(doc).map((mark) => boxed(mark, sizes.mark)),
  ]
  const placeAndDate = centred(`${doc.place}, ${officialDate(doc.date)}`, sizes.place, { italics: true })
  const numbered = centred(numberLine(doc), sizes.number)
  if (doc.form === 'party') {
    const motto = rule(template.mottoRuleEm * sizes.country, template, [0, 2, 0, 8])
    return [
      twoColumns(
        [...issuer, centred('*', sizes.issuer, { bold: true }), numbered, ...under],
        [centred(OFFICIAL_WORDS.party, sizes.country, { bold: true }), motto, placeAndDate],
        0,
      ),
    ]
  }
  const lastLine = balancedLines(doc.issuer, sizes.issuer, leftWidth).at(-1) ?? ''
  const issuerRule = roughWidthPt(lastLine, sizes.issuer) * template.issuerRuleShare
  return [
    twoColumns(
      [...issuer, rule(issuerRule, template, [0, 3, 0, 0])],
      [
        centred(OFFICIAL_WORDS.country, sizes.country, { bold: true }),
        centred(OFFICIAL_WORDS.motto, sizes.motto, { bold: true }),
        rule(template.mottoRuleEm * sizes.motto, template, [0, 3, 0, 0]),
      ],
      0,
    ),
    twoColumns([numbered, ...under], [placeAndDate], 8),
  ]
}

/** The name of the type, the abstract and the mark under it; a công văn has its abstract in the head. */
function title(doc: OfficialDocument, { template, width }: Setting): Content[] {
  if (!doc.typeName) return [{ text: '', margin: [0, 10, 0, 0] }]
  const { sizes } = template
  const lines = doc.abstract ? balancedLines(doc.abstract, sizes.abstract, width * 0.84) : []
  const length = roughWidthPt(lines.at(-1) ?? doc.typeName, sizes.abstract) * template.abstractRuleShare
  return [
    centred(doc.typeName, sizes.typeName, { bold: true, margin: [0, 18, 0, 0] }),
    ...lines.map((line) => centred(line, sizes.abstract, { bold: true })),
    doc.form === 'party'
      ? centred('-----', sizes.abstract, { margin: [0, 0, 0, 10] })
      : rule(length, template, [0, 4, 0, 14]),
  ]
}

async function verificationContent(doc: OfficialDocument, template: OfficialTemplate): Promise<Content[]> {
  if (!doc.verification) return []
  const { code, url, lines } = doc.verification
  const qr = await QRCode.toString(url, { type: 'svg', margin: 0, errorCorrectionLevel: 'M' })
  return [
    {
      columns: [
        {
          width: pointsOfMm(template.qrMm) + 8,
          svg: qr.trim(),
          fit: [pointsOfMm(template.qrMm), pointsOfMm(template.qrMm)],
        },
        {
          width: '*',
          stack: [
            { text: [`${OFFICIAL_WORDS.verification} `, { text: code, bold: true }] },
            ...lines.map((line) => ({ text: line })),
          ],
        },
      ],
      fontSize: template.sizes.verification,
      margin: [0, 10, 0, 0],
    },
  ]
}

async function signature(doc: OfficialDocument, { template, width }: Setting): Promise<Content> {
  const { sizes, recipientsTitle } = template
  const left = width * template.signatureLeftShare
  const last = doc.authority.length - 1
  const recipients: Content[] = doc.recipients.length
    ? [
        {
          text: OFFICIAL_WORDS.recipients,
          fontSize: sizes.recipientsTitle,
          bold: recipientsTitle.bold,
          italics: recipientsTitle.italic,
          ...(recipientsTitle.underline ? { decoration: 'underline' as const } : {}),
        },
        ...recipientLines(doc).map((line) => ({ text: line, fontSize: sizes.recipients })),
      ]
    : []
  return {
    columns: [
      { width: left, stack: [...recipients, ...(await verificationContent(doc, template))] },
      {
        width: width - left,
        stack: [
          ...doc.authority.map((line, index) =>
            centred(line, sizes.authority, { bold: index < last || template.postBold || last === 0 }),
          ),
          centred(doc.signer, sizes.signer, { bold: true, margin: [0, template.signatureGapPt, 0, 0] }),
        ],
      },
    ],
    lineHeight: 1,
    margin: [0, 10, 0, 0],
  }
}

/** Opening lines, body and signature. The last words of the body stay on the signature's page. */
async function mainContent(doc: OfficialDocument, setting: Setting): Promise<Content[]> {
  const { template } = setting
  const bold = (text: string) =>
    centred(text, template.sizes.body, { bold: true, margin: [0, 4, 0, template.afterPt + 2] })
  const opening: Content[] = [
    ...(doc.heading ? [bold(doc.heading)] : []),
    ...addresseeContent(doc, setting),
    ...endedLines(doc.bases).map((line) => paragraph(line, setting, { italics: true })),
    ...(doc.opener ? [bold(doc.opener)] : []),
  ]
  const body = doc.body.flatMap((block) => blockContent(block, setting))
  const kept = body.slice(body.length - keptParagraphs(doc))
  return [
    { stack: [...head(doc, setting)], lineHeight: 1 },
    ...title(doc, setting),
    ...opening,
    ...body.slice(0, body.length - kept.length),
    { stack: [...kept, await signature(doc, setting)], unbreakable: true },
  ]
}

function addresseeContent(doc: OfficialDocument, setting: Setting): Content[] {
  const { addressees = [] } = doc
  if (addressees.length === 0) return []
  const [only] = addressees
  if (addressees.length === 1) {
    return [
      paragraph(`${OFFICIAL_WORDS.addressees} ${only}`, setting, { align: 'center', margin: [0, 4, 0, 12] }),
    ]
  }
  return [
    {
      columns: [
        { width: setting.width * 0.28, text: OFFICIAL_WORDS.addressees, alignment: 'right' },
        {
          width: '*',
          stack: endedLines(addressees).map((line) => ({ text: `- ${line}` })),
          margin: [8, 0, 0, 0],
        },
      ],
      margin: [0, 4, 0, 12],
    },
  ]
}

function annexContent(doc: OfficialDocument, annex: Annex, setting: Setting): Content[] {
  const { sizes } = setting.template
  const lines = balancedLines(annex.title, sizes.abstract, setting.width * 0.84)
  return [
    centred(annex.label, sizes.abstract, { bold: true }),
    ...lines.map((line) => centred(line, sizes.abstract, { bold: true })),
    centred(annexReference(doc, annex), sizes.place, { italics: true, margin: [0, 2, 0, 0] }),
    rule(setting.width * 0.2, setting.template, [0, 4, 0, 12]),
    ...annex.body.flatMap((block) => blockContent(block, setting)),
  ]
}

/**
 * An official document as PDF, A4, set in Tinos (metrics of Times New Roman, a subset is embedded), in the form of
 * Decree 30/2020/NĐ-CP (State) or Instruction 36-HD/VPTW (Party). Page numbers stand from page 2 in the top margin; an
 * annex starts a page, landscape where asked. Throws RangeError for a document that cannot be set (checkDocument).
 */
export async function renderPdf(doc: OfficialDocument, options: RenderOptions = {}): Promise<Buffer> {
  checkDocument(doc)
  const template = templateOf(doc)
  const { pageMm, marginsMm: margins, sizes } = template
  const across = pointsOfMm(margins.left + margins.right)
  const portrait: Setting = { template, width: pointsOfMm(pageMm.width) - across }
  const landscape: Setting = { template, width: pointsOfMm(pageMm.height) - across }
  const name = documentName(doc)
  const createdAt = options.createdAt ?? new Date()
  const result = pdfmake.createPdf({
    pageSize: { width: pointsOfMm(pageMm.width), height: pointsOfMm(pageMm.height) },
    pageMargins: [
      pointsOfMm(margins.left),
      pointsOfMm(margins.top),
      pointsOfMm(margins.right),
      pointsOfMm(margins.bottom),
    ],
    version: '1.7',
    language: 'vi-VN',
    displayTitle: true,
    compress: options.compress ?? true,
    info: {
      title: `${name}: ${doc.abstract}`,
      author: doc.issuer.replaceAll('\n', ' '),
      creator: 'Vùng Xanh',
      producer: 'Vùng Xanh',
      creationDate: createdAt,
      modDate: createdAt,
    },
    defaultStyle: { font: 'Tinos', fontSize: sizes.body, lineHeight: template.lineMultiple },
    header: (page: number) =>
      page === 1
        ? ''
        : {
            text: String(page),
            alignment: 'center',
            fontSize: sizes.pageNumber,
            margin: [
              pointsOfMm(margins.left),
              pointsOfMm(template.pageNumberMm),
              pointsOfMm(margins.right),
              0,
            ],
          },
    ...(doc.draft
      ? {
          watermark: {
            text: OFFICIAL_WORDS.draft,
            font: 'Tinos',
            bold: true,
            color: '#808080',
            opacity: 0.1,
          },
        }
      : {}),
    // A heading or a caption never ends a page without what it heads, nor does a lone first line of a paragraph.
    pageBreakBefore: (node, queries) => {
      if (node.headlineLevel === 1) return queries.getFollowingNodesOnPage().length === 0
      const { verticalRatio, pageInnerHeight } = node.startPosition
      const room = (1 - verticalRatio) * pageInnerHeight
      return (
        node.headlineLevel === 2 &&
        node.pageNumbers.length > 1 &&
        room < 2 * sizes.body * 1.15 * template.lineMultiple
      )
    },
    content: [
      { section: await mainContent(doc, portrait) },
      ...(doc.annexes ?? []).map((annex) => ({
        section: annexContent(doc, annex, annex.landscape ? landscape : portrait),
        pageOrientation: annex.landscape ? ('landscape' as const) : ('portrait' as const),
      })),
    ],
  })
  return result.getBuffer()
}
