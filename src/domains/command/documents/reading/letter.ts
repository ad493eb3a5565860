import { type Citation, findCitations } from './citations.ts'
import { DOCUMENT_TYPES, type DocumentForm, type DocumentSymbol, parseSymbol } from './symbols.ts'
import { cleanText, findDate, paragraphsOf } from './text.ts'

export interface LetterItem {
  /** 'I', 'I.1', 'II.1.2': the third place counts the dashes below a number. */
  path: string
  /** A heading has items below it and is nothing to do by itself. */
  heading: boolean
  text: string
}

export interface Letter {
  form: DocumentForm
  superior: string | null
  issuer: string | null
  symbolPrinted: string | null
  symbol: DocumentSymbol | null
  /** Abbreviation of the type, from the symbol or from the name printed above the abstract. */
  type: string | null
  place: string | null
  date: string | null
  abstract: string | null
  addressees: string[]
  items: LetterItem[]
  recipients: { unit: string; purpose: string | null }[]
  signer: { authority: string | null; title: string | null; name: string | null }
  citations: Citation[]
}

const isCapitals = (line: string) => /\p{Lu}/u.test(line) && line === line.toUpperCase()
const COUNTRY = /CỘNG HÒA XÃ HỘI CHỦ NGHĨA|Độc lập\s*[-–]|ĐẢNG CỘNG SẢN VIỆT NAM/iu
const NUMBER_LINE = /^Số\s*:?\s*\d/iu
const PLACE_DATE = /^(\p{L}[\p{L}\s]*),\s*ngày\s/iu
const AUTHORITY = /^(T\/M|TM\.?|KT\.?|K\/T|TL\.?|T\/L|TUQ\.?|Q\.)\s*(.*)$/u
const ROMAN = /^([IVX]{1,5})\.\s+(.*)$/su
const NUMBERED = /^(\d{1,2})[.)]\s+(.*)$/su
const DASHED = /^[-–+•]\s*(.*)$/su
const bullet = (line: string) =>
  line
    .replace(/^[-–+•]\s*/u, '')
    .replace(/[,;.]$/u, '')
    .trim()

/** What stands above the symbol and the addressees: who issued it, where and when. */
function readHead(lines: string[]): Pick<
  Letter,
  'superior' | 'issuer' | 'place' | 'date' | 'symbolPrinted'
> & {
  after: number
} {
  const bodies: string[] = []
  let place: string | null = null
  let date: string | null = null
  let symbolPrinted: string | null = null
  let after = 0
  for (const [at, line] of lines.slice(0, 16).entries()) {
    if (/^Kính gửi/iu.test(line) || ROMAN.test(line)) break
    const where = PLACE_DATE.exec(line)
    if (where) [place, date, after] = [where[1]!.trim(), findDate(line) ?? null, at + 1]
    else if (NUMBER_LINE.test(line)) [symbolPrinted, after] = [line, at + 1]
    else if (!COUNTRY.test(line) && isCapitals(line) && !symbolPrinted) {
      bodies.push(line)
      after = Math.max(after, at + 1)
    } else if (COUNTRY.test(line)) after = Math.max(after, at + 1)
  }
  return {
    superior: bodies.length > 1 ? bodies[0]! : null,
    issuer: bodies.at(-1) ?? null,
    place,
    date,
    symbolPrinted,
    after,
  }
}

/** Who signed: lines of authority and post in capitals, then the name. */
function readSigner(lines: string[]): Letter['signer'] {
  const from = lines.findLastIndex((l) => AUTHORITY.test(l))
  const start = from >= 0 ? from : lines.findLastIndex((l) => isCapitals(l))
  if (start < 0) return { authority: null, title: null, name: null }
  const block = lines.slice(start)
  const posts = block.filter((l) => isCapitals(l))
  const name = block.find((l) => !isCapitals(l) && /^\p{Lu}[\p{L}\s.]+$/u.test(l) && l.includes(' ')) ?? null
  const [first, ...rest] = posts
  if (from < 0) return { authority: null, title: first ?? null, name }
  return { authority: first ?? null, title: rest.join(' ') || null, name }
}

/** Numbered items with their dashes; a paragraph without a number continues the item before it. */
function readItems(paragraphs: string[]): LetterItem[] {
  const items: LetterItem[] = []
  let roman = ''
  let number = ''
  let dash = 0
  for (const p of paragraphs) {
    const head = ROMAN.exec(p)
    const numbered = NUMBERED.exec(p)
    const dashed = DASHED.exec(p)
    if (head) {
      ;[roman, number, dash] = [head[1]!, '', 0]
      items.push({ path: roman, heading: true, text: head[2]! })
    } else if (numbered) {
      ;[number, dash] = [numbered[1]!, 0]
      items.push({ path: roman ? `${roman}.${number}` : number, heading: false, text: numbered[2]! })
    } else if (dashed && (number || roman)) {
      dash += 1
      items.push({ path: [roman, number, dash].filter(Boolean).join('.'), heading: false, text: dashed[1]! })
    } else if (items.length) {
      const last = items.at(-1)!
      last.text = `${last.text}\n${p}`
    }
  }
  // A number that only leads over to its dashes is a heading too.
  for (const [i, item] of items.entries()) {
    const below = items[i + 1]?.path.startsWith(`${item.path}.`)
    if (below && (item.heading || /:$/.test(item.text))) item.heading = true
    else if (!below) item.heading = false
  }
  return items
}

/**
 * Reads an official document in the form of the State or of the Party, as its text comes out of a file or a scan: head,
 * numbered items, citations, recipients, signer. What is not there is null or empty; nothing is guessed beyond the form.
 */
export function readLetter(text: string): Letter {
  const lines = cleanText(text)
    .split('\n')
    .map((l) => l.trim())
    .filter(Boolean)
  const head = readHead(lines)
  const symbol = head.symbolPrinted ? (parseSymbol(head.symbolPrinted) ?? null) : null
  const paragraphs = paragraphsOf(text)
  const received = paragraphs.findIndex((p) => /^Nơi nhận/iu.test(p))
  const ending = received < 0 ? [] : paragraphs.slice(received + 1)
  const body = received < 0 ? paragraphs : paragraphs.slice(0, received)
  const firstItem = body.findIndex((p) => ROMAN.test(p) || NUMBERED.test(p))
  const lastOfItems = body.findIndex((p, i) => i > firstItem && /\.\/\.?$/.test(p))
  const middle = firstItem < 0 ? [] : body.slice(firstItem, lastOfItems < 0 ? undefined : lastOfItems)

  const to = lines.findIndex((l) => /^Kính gửi/iu.test(l))
  const addressees: string[] = []
  if (to >= 0) {
    const same = lines[to]!.replace(/^Kính gửi\s*:?\s*/iu, '')
    if (same) addressees.push(bullet(same))
    for (const line of lines.slice(to + 1)) {
      if (!DASHED.test(line)) break
      addressees.push(bullet(line))
    }
  }
  const beforeBody = lines.slice(head.after, to >= 0 ? to : head.after + 4)
  const typeLine = beforeBody.find((l) => Object.values(DOCUMENT_TYPES).some((t) => t.vi.toUpperCase() === l))
  const named = Object.entries(DOCUMENT_TYPES).find(([, t]) => t.vi.toUpperCase() === typeLine)?.[0]
  const abstract = beforeBody
    .filter((l) => l !== typeLine && !/^[-–*_]+$/.test(l) && !PLACE_DATE.test(l))
    .join(' ')
    .replace(/^V\/v:?\s*/iu, '')
  return {
    form: symbol?.form ?? 'none',
    superior: head.superior,
    issuer: head.issuer,
    symbolPrinted: head.symbolPrinted?.replace(/^Số\s*:?\s*/iu, '').trim() ?? null,
    symbol,
    type: symbol?.type ?? named ?? null,
    place: head.place,
    date: head.date,
    abstract: abstract || null,
    addressees,
    items: readItems(middle),
    recipients: ending
      .filter((p) => DASHED.test(p))
      .map((p) => {
        const line = bullet(p)
        const purpose = /\(([^)]*)\)\s*$/.exec(line)
        return { unit: line.replace(/\s*\([^)]*\)\s*$/, ''), purpose: purpose?.[1] ?? null }
      }),
    signer: readSigner(received < 0 ? lines.slice(-6) : ending.filter((p) => !DASHED.test(p))),
    citations: findCitations(body.join('\n'), head.date ?? undefined).filter(
      (c) => c.symbol.symbol !== symbol?.symbol,
    ),
  }
}
