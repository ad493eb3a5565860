import type { Ctx } from '../../../../platform/context.ts'
import type { Tx } from '../../../../platform/db.ts'
import type { Block, OfficialDocument } from '../../../../platform/files/official.ts'
import { officialDate } from '../../../../platform/files/official-text.ts'
import { DOCUMENT_TYPES } from '../reading/symbols.ts'
import {
  collectiveBy,
  type Paper,
  type PaperBody,
  type PaperStyle,
  setPaper,
  symbolBy,
  titleBy,
} from './contract.ts'
import { listApplying } from './queries.ts'

/** The form of an office that makes a paper; without one every answer is what was handed in. */
export interface PaperForm {
  edition: { id: string; name: string } | null
  /** Of the issuing body in running text, where the form names one. */
  issuer: string | undefined
  /** `number` as it is printed: '07', '…'; the abbreviation where the form names none. */
  symbol(number: string, abbreviation: string): string
  /** For whom is signed, line by line. */
  collective(computed: string[]): string[]
  /** The title of who signs, line by line. `post` is the kind of the post that signs. */
  title(computed: string[], post?: string): string[]
  /**
   * The paper in the office's form: head, standing bases, opening, closing, recipients, annexes.
   */
  set(doc: OfficialDocument, options: Setting): OfficialDocument
}

interface Setting {
  /** The issuing office in running text: 'Ủy ban nhân dân quận Hoàng Mai'. */
  office: string
  /** The lines over the signature. */
  authority: string[]
  /** False for a paper whose wording is laid down by law: it keeps its own. */
  text?: boolean
}

const upper = (text: string) => text.toLocaleUpperCase('vi')

const paragraphs = (lines: string[]): Block[] =>
  lines.map((text) => ({ kind: 'paragraph', text, align: 'justify' }))

/** A document as a form sees it; `abbreviation` is not printed by itself. */
function paperOf(doc: OfficialDocument, type: string, office: string): Paper {
  return {
    form: doc.form,
    type,
    typeName: DOCUMENT_TYPES[type]?.vi ?? '',
    superior: doc.superior,
    issuer: doc.issuer,
    abbreviation: doc.number.match(/\p{Lu}[\p{L}\d]*$/u)?.[0] ?? '',
    place: doc.place,
    number: doc.number,
    date: officialDate(doc.date),
    abstract: doc.abstract,
    addressees: doc.addressees ?? [],
    heading: doc.heading ?? '',
    bases: doc.bases,
    opener: doc.opener ?? '',
    opening: [],
    closing: [],
    recipients: doc.recipients,
    authority: doc.authority,
    signer: doc.signer,
    annexes: [],
    office,
  }
}

/** The document with what an office's form says of it. */
export function dress(
  doc: OfficialDocument,
  type: string,
  body: PaperBody,
  options: Setting,
): OfficialDocument {
  const own = options.text === false ? { ...body, heading: '', opener: '', opening: [], closing: [] } : body
  const p = setPaper(paperOf(doc, type, options.office), own, options.authority)
  return {
    ...doc,
    superior: upper(p.superior),
    issuer: upper(p.issuer),
    place: p.place,
    bases: p.bases,
    ...(p.heading ? { heading: upper(p.heading) } : {}),
    ...(p.opener ? { opener: p.opener } : {}),
    body: [...paragraphs(p.opening), ...doc.body, ...paragraphs(p.closing)],
    recipients: p.recipients,
    authority: p.authority,
    ...(p.annexes.length
      ? {
          annexes: [
            ...(doc.annexes ?? []),
            ...p.annexes.map((a) => ({
              label: a.label,
              title: a.title,
              body: paragraphs(a.text.split(/\n+/u).filter((line) => line.trim())),
            })),
          ],
        }
      : {}),
  }
}

function formOf(
  form: PaperStyle,
  type: string,
  found?: { id: string; name: string; body: PaperBody },
): PaperForm {
  if (!found) {
    return {
      edition: null,
      issuer: undefined,
      symbol: (number, abbreviation) => symbolBy(undefined, { form, type, number, abbreviation }),
      collective: (computed) => computed,
      title: (computed) => computed,
      set: (doc) => doc,
    }
  }
  const { body } = found
  return {
    edition: { id: found.id, name: found.name },
    issuer: body.issuer.replaceAll('\n', ' ') || undefined,
    symbol: (number, abbreviation) => symbolBy(body, { form, type, number, abbreviation }),
    collective: (computed) => collectiveBy(body, computed),
    title: (computed, post) => titleBy(body, computed, post),
    set: (doc, options) => dress(doc, type, body, options),
  }
}

/**
 * The form that makes a paper: the office's edition for the type in force on `on`, else its edition for all types, else
 * the nearest office above whose form is also for those below, else none. Editions published after `at` (the signing of
 * the paper; now when absent) do not count: a paper that is made again looks as it did.
 * @param of `on` is a calendar date in Asia/Ho_Chi_Minh, `at` an ISO instant
 */
export async function paperForm(
  ctx: Ctx,
  db: Tx,
  of: { areaId: number; form: PaperStyle; type: string; on: string; at?: string | null },
): Promise<PaperForm> {
  const at = of.at ?? ctx.clock.now().toISOString()
  const found = (await listApplying(db, { ...of, at })).find(
    (f) => (f.depth === 0 || f.for_below) && (f.effective_to === null || f.effective_to >= of.on),
  )
  return formOf(of.form, of.type, found)
}
