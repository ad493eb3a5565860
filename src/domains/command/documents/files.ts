import { localDate } from '../../../platform/clock.ts'
import { type Ctx, read } from '../../../platform/context.ts'
import type { FileRoute, MadeFile } from '../../../platform/domain.ts'
import type { Block, OfficialDocument } from '../../../platform/files/official.ts'
import { checkAsked, renderPaper } from '../../../platform/files/paper.ts'
import { problem } from '../../../platform/problems.ts'
import { formatDate } from '../../../web/kit/format.ts'
import type { Document, DocumentLink } from './contract.ts'
import { type PaperForm, paperForm } from './forms/resolve.ts'
import { sampleDocument } from './forms/sample.ts'
import { getSample } from './forms/service.ts'
import { listLinks } from './queries.ts'
import { DOCUMENT_TYPES } from './reading/symbols.ts'
import { paragraphsOf } from './reading/text.ts'
import { getDocument } from './service.ts'
import { issuerOf } from './unit.ts'

const MARKS = { urgent: 'KHẨN', very_urgent: 'THƯỢNG KHẨN', express: 'HỎA TỐC' } as const

/** 'Căn cứ Chỉ thị số 31-CT/TU ngày 3/4/2020 của Ban Thường vụ Thành ủy' */
function basis(l: DocumentLink): string {
  const date = l.other.datedOn ?? l.other.printedOn
  const printed = l.other.printed.trim()
  return [
    /^(căn cứ|theo)\s/iu.test(printed) ? '' : 'Căn cứ',
    printed,
    date && `ngày ${formatDate(date, { lang: 'vi' })}`,
    l.other.issuer && `của ${l.other.issuer}`,
  ]
    .filter(Boolean)
    .join(' ')
}

const blockOf = (paragraph: string): Block =>
  /^[IVX]{1,5}\.\s/.test(paragraph)
    ? { kind: 'heading', text: paragraph, level: 2 }
    : { kind: 'paragraph', text: paragraph, align: 'justify' }

const formOf = (d: Document) => (d.form === 'party' ? 'party' : 'state')

/** What a document prints: one's own, in the form of Decree 30/2020/NĐ-CP or of the Party, as the office sets it. */
async function officialForm(
  ctx: Ctx,
  d: Document,
  links: DocumentLink[],
  paper: PaperForm,
): Promise<OfficialDocument> {
  const form = formOf(d)
  const unit = await issuerOf(ctx, d.areaId, form)
  const upper = (text: string) => text.toLocaleUpperCase('vi')
  const day = d.datedOn ?? d.createdAt.slice(0, 10)
  const letter = d.type === 'CV'
  const made: OfficialDocument = {
    form,
    superior: upper(unit.superior),
    issuer: upper(unit.name),
    number: d.symbol ?? paper.symbol('…', unit.abbreviation),
    place: unit.place,
    date: day,
    ...(letter ? {} : { typeName: upper(DOCUMENT_TYPES[d.type]?.vi ?? '') }),
    abstract: d.abstract,
    ...(d.urgency === 'none' ? {} : { urgency: MARKS[d.urgency] }),
    ...(d.addressees.length ? { addressees: d.addressees } : {}),
    bases: links.filter((l) => l.kind === 'based_on').map(basis),
    body: paragraphsOf(d.body ?? '').map(blockOf),
    recipients: ['Như trên', form === 'party' ? 'Lưu Văn phòng' : 'Lưu: VT'],
    authority: [unit.authority, ...(d.signerTitle ? [d.signerTitle] : [])],
    signer: d.signerName ?? '',
    draft: d.issuedAt === null,
  }
  // Who signed, and for whom, was written down at the signing.
  const authority =
    d.issuedAt === null
      ? [...paper.collective([unit.authority]), ...paper.title(d.signerTitle ? [d.signerTitle] : [])]
      : [d.signerAuthority ?? unit.authority, d.signerTitle].flatMap((lines) =>
          lines ? lines.split('\n') : [],
        )
  return paper.set(made, { office: unit.name, authority })
}

/** @throws Problem not-found, also for a document from outside: its paper is not ours to make */
async function documentFile(ctx: Ctx, id: string, format: string): Promise<MadeFile> {
  checkAsked(id, format)
  const now = ctx.clock.now()
  const { document, links, paper } = await read(ctx, 'document.read', async (db) => {
    const document = await getDocument(db, id, now)
    const { areaId, type, issuedAt, datedOn } = document
    // A draft is shown as it would be signed now.
    const on = issuedAt && datedOn ? datedOn : localDate(now)
    return {
      document,
      links: (await listLinks(db, id)).links,
      paper: await paperForm(ctx, db, { areaId, form: formOf(document), type, on, at: issuedAt }),
    }
  })
  if (document.direction === 'incoming') throw problem('not-found')
  return renderPaper(await officialForm(ctx, document, links, paper), {
    name: (document.symbol ?? 'du-thao').replace(/[^\p{L}\d]+/gu, '-'),
    format,
    createdAt: new Date(document.issuedAt ?? document.createdAt),
  })
}

/** A paper with invented content in an edition of a form, as it is saved. @throws Problem not-found */
async function sampleFile(ctx: Ctx, id: string, format: string): Promise<MadeFile> {
  checkAsked(id, format)
  const { edition, ...sample } = await getSample(ctx, id)
  return renderPaper(sampleDocument(ctx, sample, edition.body), {
    name: `mau-${sample.sample.type}`,
    format,
    createdAt: ctx.clock.now(),
  })
}

export const files: FileRoute[] = [
  {
    path: '/api/documents/:id/document.:format',
    right: 'document.read',
    run: (ctx, params) => documentFile(ctx, params.id ?? '', params.format ?? ''),
  },
  {
    path: '/api/paper-forms/:id/sample.:format',
    right: 'document.read',
    run: (ctx, params) => sampleFile(ctx, params.id ?? '', params.format ?? ''),
  },
]
