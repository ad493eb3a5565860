/** Marks that a scan or a copy leaves in a text, gone; one kind of line end; Unicode composed. */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/\u00a0/g, ' ')
    .replace(/\*+/g, '')
    .replace(/[ \t]+$/gm, '')
    .trim()
}

const ENDS = /[.!?:;…”"/)]$/
/** What begins something new however the paragraph before it ended. */
const OPENS = /^(?:[IVXLC]{1,6}\.|\d{1,2}[.)]|[a-zđ][.)]|[-–+•]|Điều \d|Nơi nhận|Kính gửi|Căn cứ)\s*/u

/**
 * Paragraphs of a text. A sentence that a page break cut in two is joined again (trap T10): the part before it does not
 * end as a sentence does, and the part after it begins with a small letter.
 */
export function paragraphsOf(text: string): string[] {
  const joined: string[] = []
  for (const block of cleanText(text).split(/\n\s*\n/)) {
    const lines = block.split('\n').map((l) => l.trim())
    for (const [at, line] of lines.entries()) {
      if (!line) continue
      const before = joined.at(-1)
      const cut = before !== undefined && !ENDS.test(before) && /^\p{Ll}/u.test(line) && !OPENS.test(line)
      // Inside a block lines are wrapped by hand; a capital may be a name, so only a small letter continues.
      if (cut && (at > 0 || before.length > 40)) joined[joined.length - 1] = `${before} ${line}`
      else joined.push(line)
    }
  }
  return joined
}

const MONTHS = String.raw`(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})\s*(?:[/.-]|năm)\s*(\d{4})`
const DATE = new RegExp(String.raw`(?:ngày\s*)?${MONTHS}`, 'iu')

/** The first full date in a text as 'YYYY-MM-DD'; undefined when there is none or the calendar has no such day. */
export function findDate(text: string): string | undefined {
  const found = DATE.exec(text)
  if (!found) return undefined
  const [day, month, year] = [Number(found[1]), Number(found[2]), Number(found[3])]
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return date.toISOString().slice(0, 10)
}
