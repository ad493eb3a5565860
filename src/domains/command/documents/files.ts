import { type Ctx, read } from '../../../platform/context.ts'
import type { FileRoute, MadeFile } from '../../../platform/domain.ts'
import type { Block, OfficialDocument } from '../../../platform/files/official.ts'
import { problem } from '../../../platform/problems.ts'
import { formatDate } from '../../../web/kit/format.ts'
import type { Document, DocumentLink } from './contract.ts'
import { listLinks } from './queries.ts'
import { DOCUMENT_TYPES } from './reading/symbols.ts'
import { paragraphsOf } from './reading/text.ts'
import { getDocument } from './service.ts'
import { issuerOf } from './unit.ts'

const TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const MARKS = { urgent: 'KHẨN', very_urgent: 'THƯỢNG KHẨN', express: 'HỎA TỐC' } as const

/** 'Chỉ thị số 31-CT/TU ngày 3/4/2020 của Ban Thường vụ Thành ủy' */
function basis(l: DocumentLink): string {
  const date = l.other.datedOn ?? l.other.printedOn
  return [
    l.other.printed,
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

/** One's own document in the form of Decree 30/2020/NĐ-CP, or of the Party. */
async function officialForm(ctx: Ctx, d: Document, links: DocumentLink[]): Promise<OfficialDocument> {
  const form = d.form === 'party' ? 'party' : 'state'
  const unit = await issuerOf(ctx, d.areaId, form)
  const upper = (text: string) => text.toLocaleUpperCase('vi')
  const day = d.datedOn ?? d.createdAt.slice(0, 10)
  const letter = d.type === 'CV'
  return {
    form,
    superior: upper(unit.superior),
    issuer: upper(unit.name),
    number:
      d.symbol ?? `…${form === 'party' ? `-${d.type}/` : letter ? '/' : `/${d.type}-`}${unit.abbreviation}`,
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
}

/** @throws Problem not-found, also for a document from outside: its paper is not ours to make */
async function documentFile(ctx: Ctx, id: string, format: string): Promise<MadeFile> {
  const type = TYPES[format]
  if (!type || !UUID.test(id)) throw problem('not-found')
  const { document, links } = await read(ctx, 'document.read', async (db) => ({
    document: await getDocument(db, id, ctx.clock.now()),
    links: (await listLinks(db, id)).links,
  }))
  if (document.direction === 'incoming') throw problem('not-found')
  const made = await officialForm(ctx, document, links)
  const name = `${(document.symbol ?? 'du-thao').replace(/[^\p{L}\d]+/gu, '-')}.${format}`
  if (format === 'docx') {
    const { renderDocx } = await import('../../../platform/files/docx.ts')
    return { name, type, body: await renderDocx(made) }
  }
  const { renderPdf } = await import('../../../platform/files/pdf.ts')
  const createdAt = new Date(document.issuedAt ?? document.createdAt)
  return { name, type, body: await renderPdf(made, { createdAt }) }
}

export const files: FileRoute[] = [
  {
    path: '/api/documents/:id/document.:format',
    right: 'document.read',
    run: (ctx, params) => documentFile(ctx, params.id ?? '', params.format ?? ''),
  },
]
