import {
  AlignmentType,
  Document,
  Header,
  ImageRun,
  type ISectionOptions,
  LineRuleType,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  SectionType,
  type Table,
  TextRun,
} from 'docx'
import { TextWatermark } from 'docx/watermarks'
import QRCode from 'qrcode'
import {
  blockContent,
  boxed,
  centred,
  gap,
  mmTwips,
  paragraph,
  rule,
  runs,
  sideBySide,
  twips,
} from './docx-blocks.ts'
import { type Annex, OFFICIAL_WORDS, type OfficialDocument, type OfficialTemplate } from './official.ts'
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

function head(doc: OfficialDocument, { template, width }: Setting): (Paragraph | Table)[] {
  const { sizes } = template
  const left = width * template.headLeftShare
  const right = width - left
  const issuer = balancedLines(doc.issuer, sizes.issuer, left)
  const issuing = [
    ...balancedLines(doc.superior, sizes.superior, left).map((line) =>
      centred(line, { size: sizes.superior }),
    ),
    ...issuer.map((line) => centred(line, { size: sizes.issuer, bold: true })),
  ]
  const abstract = letterAbstract(doc)
  const under = [
    ...(abstract === undefined
      ? []
      : balancedLines(abstract, sizes.letterAbstract, left - 12).map((line) =>
          centred(line, { size: sizes.letterAbstract, italics: template.letterAbstractItalic }),
        )),
    ...boxedMarks(doc).flatMap((mark) => boxed(mark, sizes.mark, left)),
  ]
  const placeAndDate = centred(`${doc.place}, ${officialDate(doc.date)}`, {
    size: sizes.place,
    italics: true,
  })
  const numbered = centred(numberLine(doc), { size: sizes.number })
  if (doc.form === 'party') {
    const party = centred(OFFICIAL_WORDS.party, { size: sizes.country, bold: true })
    return [
      sideBySide([
        { width: left, children: [...issuing, centred('*', { bold: true }), numbered, ...under] },
        {
          width: right,
          children: [party, rule(template.mottoRuleEm * sizes.country, right, template, 8), placeAndDate],
        },
      ]),
    ]
  }
  const issuerRule = roughWidthPt(issuer.at(-1) ?? '', sizes.issuer) * template.issuerRuleShare
  return [
    sideBySide([
      { width: left, children: [...issuing, rule(issuerRule, left, template, 0)] },
      {
        width: right,
        children: [
          centred(OFFICIAL_WORDS.country, { size: sizes.country, bold: true }),
          centred(OFFICIAL_WORDS.motto, { size: sizes.motto, bold: true }),
          rule(template.mottoRuleEm * sizes.motto, right, template, 0),
        ],
      },
    ]),
    gap(8),
    sideBySide([
      { width: left, children: [numbered, ...under] },
      { width: right, children: [placeAndDate] },
    ]),
  ]
}

function title(doc: OfficialDocument, { template, width }: Setting): Paragraph[] {
  if (!doc.typeName) return [gap(12)]
  const { sizes } = template
  const lines = doc.abstract ? balancedLines(doc.abstract, sizes.abstract, width * 0.84) : []
  const length = roughWidthPt(lines.at(-1) ?? doc.typeName, sizes.abstract) * template.abstractRuleShare
  return [
    centred(doc.typeName, { size: sizes.typeName, bold: true }, { spacing: { before: twips(18) } }),
    ...lines.map((line) => centred(line, { size: sizes.abstract, bold: true })),
    doc.form === 'party'
      ? centred('-----', { size: sizes.abstract }, { spacing: { after: twips(10) } })
      : rule(length, width, template, 14),
  ]
}

async function verificationContent(doc: OfficialDocument, { template, width }: Setting) {
  if (!doc.verification) return []
  const { code, url, lines } = doc.verification
  const data = await QRCode.toBuffer(url, { type: 'png', margin: 0, scale: 8, errorCorrectionLevel: 'M' })
  const size = template.sizes.verification
  const qrPt = pointsOfMm(template.qrMm)
  const pixels = Math.round((qrPt / 72) * 96)
  const image = new ImageRun({
    type: 'png',
    data,
    transformation: { width: pixels, height: pixels },
    altText: { name: 'QR', title: OFFICIAL_WORDS.verification, description: `${code} ${url}` },
  })
  return [
    gap(10),
    sideBySide([
      { width: qrPt + 8, children: [new Paragraph({ children: [image] })] },
      {
        width: width - qrPt - 8,
        children: [
          new Paragraph({
            children: [
              ...runs(`${OFFICIAL_WORDS.verification} `, { size }),
              ...runs(code, { size, bold: true }),
            ],
          }),
          ...lines.map((line) => new Paragraph({ children: runs(line, { size }) })),
        ],
      },
    ]),
    // A cell must end with a paragraph.
    gap(1),
  ]
}

async function signature(doc: OfficialDocument, setting: Setting): Promise<Table> {
  const { template, width } = setting
  const { sizes, recipientsTitle } = template
  const left = width * template.signatureLeftShare
  const last = doc.authority.length - 1
  const recipients = doc.recipients.length
    ? [
        new Paragraph({
          children: runs(OFFICIAL_WORDS.recipients, {
            size: sizes.recipientsTitle,
            bold: recipientsTitle.bold,
            italics: recipientsTitle.italic,
            ...(recipientsTitle.underline ? { underline: {} } : {}),
          }),
        }),
        ...recipientLines(doc).map(
          (line) => new Paragraph({ children: runs(line, { size: sizes.recipients }) }),
        ),
      ]
    : []
  const verification = await verificationContent(doc, { template, width: left })
  return sideBySide([
    {
      width: left,
      children: recipients.length + verification.length ? [...recipients, ...verification] : [gap(1)],
    },
    {
      width: width - left,
      children: [
        ...doc.authority.map((line, index) =>
          centred(line, { size: sizes.authority, bold: index < last || template.postBold || last === 0 }),
        ),
        centred(
          doc.signer,
          { size: sizes.signer, bold: true },
          { spacing: { before: twips(template.signatureGapPt) } },
        ),
      ],
    },
  ])
}

function addressees(doc: OfficialDocument, setting: Setting): (Paragraph | Table)[] {
  const { addressees: names = [] } = doc
  if (names.length === 0) return []
  if (names.length === 1) {
    return [centred(`${OFFICIAL_WORDS.addressees} ${names[0]}`, {}, { spacing: { before: 80, after: 240 } })]
  }
  const left = setting.width * 0.28
  return [
    sideBySide([
      {
        width: left,
        children: [
          new Paragraph({
            alignment: AlignmentType.RIGHT,
            indent: { right: twips(8) },
            children: runs(OFFICIAL_WORDS.addressees),
          }),
        ],
      },
      {
        width: setting.width - left,
        children: endedLines(names).map((line) => new Paragraph({ children: runs(`- ${line}`) })),
      },
    ]),
    gap(12),
  ]
}

async function mainContent(doc: OfficialDocument, setting: Setting): Promise<(Paragraph | Table)[]> {
  const bold = (text: string) =>
    centred(
      text,
      { bold: true },
      { spacing: { before: twips(4), after: twips(setting.template.afterPt + 2) } },
    )
  const kept = keptParagraphs(doc) > 0
  return [
    ...head(doc, setting),
    ...title(doc, setting),
    ...(doc.heading ? [bold(doc.heading)] : []),
    ...addressees(doc, setting),
    ...endedLines(doc.bases).map((line) => paragraph(runs(line, { italics: true }), setting)),
    ...(doc.opener ? [bold(doc.opener)] : []),
    ...doc.body.flatMap((block, index) =>
      blockContent(block, setting, kept && index === doc.body.length - 1),
    ),
    gap(6, { keepNext: true }),
    await signature(doc, setting),
    gap(1),
  ]
}

function annexContent(doc: OfficialDocument, annex: Annex, setting: Setting): (Paragraph | Table)[] {
  const { sizes } = setting.template
  return [
    centred(annex.label, { size: sizes.abstract, bold: true }),
    ...balancedLines(annex.title, sizes.abstract, setting.width * 0.84).map((line) =>
      centred(line, { size: sizes.abstract, bold: true }),
    ),
    centred(annexReference(doc, annex), { size: sizes.place, italics: true }),
    rule(setting.width * 0.2, setting.width, setting.template, 12),
    ...annex.body.flatMap((block) => blockContent(block, setting)),
  ]
}

function page(
  template: OfficialTemplate,
  landscape: boolean,
): NonNullable<ISectionOptions['properties']>['page'] {
  const { pageMm, marginsMm: margins } = template
  return {
    size: {
      width: mmTwips(pageMm.width),
      height: mmTwips(pageMm.height),
      orientation: landscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
    },
    margin: {
      top: mmTwips(margins.top),
      right: mmTwips(margins.right),
      bottom: mmTwips(margins.bottom),
      left: mmTwips(margins.left),
      header: mmTwips(template.pageNumberMm),
      footer: mmTwips(template.pageNumberMm),
    },
  }
}

function header(doc: OfficialDocument, template: OfficialTemplate, numbered: boolean): Header {
  const number = new TextRun({ children: [PageNumber.CURRENT], size: template.sizes.pageNumber * 2 })
  const mark = new TextWatermark({
    text: OFFICIAL_WORDS.draft,
    font: template.docxFont,
    bold: true,
    opacity: 0.3,
  })
  return new Header({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [...(doc.draft ? [mark] : []), ...(numbered ? [number] : [])],
      }),
    ],
  })
}

/**
 * An official document as DOCX, A4, Times New Roman, in the form of Decree 30/2020/NĐ-CP (State) or Instruction
 * 36-HD/VPTW (Party), to be corrected in Word by the office. Page numbers stand from page 2 in the top margin; an annex
 * starts a page, landscape where asked; a drawing appears as its table. Throws RangeError for a document that cannot
 * be set (checkDocument).
 */
export async function renderDocx(doc: OfficialDocument): Promise<Buffer> {
  checkDocument(doc)
  const template = templateOf(doc)
  const { pageMm, marginsMm: margins } = template
  const portrait: Setting = { template, width: pointsOfMm(pageMm.width - margins.left - margins.right) }
  const landscape: Setting = { template, width: pointsOfMm(pageMm.height - margins.left - margins.right) }
  const headers = { default: header(doc, template, true) }
  const file = new Document({
    title: `${documentName(doc)}: ${doc.abstract}`,
    creator: doc.issuer.replaceAll('\n', ' '),
    lastModifiedBy: 'Vùng Xanh',
    styles: {
      default: {
        document: {
          run: { font: template.docxFont, size: template.sizes.body * 2, language: { value: 'vi-VN' } },
          paragraph: { spacing: { after: 0, before: 0, line: 240, lineRule: LineRuleType.AUTO } },
        },
      },
    },
    sections: [
      {
        properties: { page: page(template, false), titlePage: true },
        headers: { ...headers, first: header(doc, template, false) },
        children: await mainContent(doc, portrait),
      },
      ...(doc.annexes ?? []).map((annex) => ({
        properties: { page: page(template, annex.landscape ?? false), type: SectionType.NEXT_PAGE },
        headers,
        children: annexContent(doc, annex, annex.landscape ? landscape : portrait),
      })),
    ],
  })
  return Packer.toBuffer(file)
}
