import type { FormPage, PaperBody } from '../../forms/contract.ts'

/** A form as it is typed: lists are one line each. */
export interface Typed {
  name: string
  legalBasis: string
  forBelow: boolean
  superior: string
  issuer: string
  abbreviation: string
  place: string
  numberPattern: string
  heading: string
  opener: string
  bases: string
  opening: string
  closing: string
  recipients: string
  authority: string
  inPerson: boolean
  /** Lines of the title by kind of post. */
  titles: Record<string, string>
  annexes: { label: string; title: string; text: string }[]
}

/** Fields of text where a placeholder can be put. */
export type TextField = Exclude<
  keyof Typed,
  'forBelow' | 'inPerson' | 'titles' | 'annexes' | 'name' | 'legalBasis'
>

const lined = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

export function typedOf({ edition: e }: Pick<FormPage, 'edition'>): Typed {
  const b = e.body
  return {
    name: e.name,
    legalBasis: e.legalBasis,
    forBelow: e.forBelow,
    superior: b.superior,
    issuer: b.issuer,
    abbreviation: b.abbreviation,
    place: b.place,
    numberPattern: b.numberPattern,
    heading: b.heading,
    opener: b.opener,
    bases: b.bases.join('\n'),
    opening: b.opening.join('\n'),
    closing: b.closing.join('\n'),
    recipients: b.recipients.join('\n'),
    authority: b.authority.join('\n'),
    inPerson: b.inPerson,
    titles: Object.fromEntries(b.titles.map((x) => [x.post, x.lines.join('\n')])),
    annexes: b.annexes,
  }
}

export function bodyOf(t: Typed): PaperBody {
  return {
    superior: lined(t.superior).join('\n'),
    issuer: lined(t.issuer).join('\n'),
    abbreviation: t.abbreviation.trim(),
    place: t.place.trim(),
    numberPattern: t.numberPattern.replace(/\s+/gu, ''),
    heading: t.heading.trim(),
    opener: t.opener.trim(),
    bases: lined(t.bases),
    opening: lined(t.opening),
    closing: lined(t.closing),
    // The dash and the semicolon are put by the paper.
    recipients: lined(t.recipients).map((line) => line.replace(/^[-–•]\s*/u, '').replace(/[;.]+$/u, '')),
    authority: lined(t.authority),
    inPerson: t.inPerson,
    titles: Object.entries(t.titles)
      .map(([post, lines]) => ({ post, lines: lined(lines) }))
      .filter((x) => x.lines.length > 0),
    annexes: t.annexes.filter((a) => a.label.trim() || a.title.trim() || a.text.trim()),
  }
}

/** The fields in which two bodies differ. */
export function changedFields(before: PaperBody, after: PaperBody): (keyof PaperBody)[] {
  return (Object.keys(after) as (keyof PaperBody)[]).filter(
    (f) => JSON.stringify(before[f]) !== JSON.stringify(after[f]),
  )
}

/** A value of a body in words, a line each; `yes` for what is on. */
export function spoken(value: PaperBody[keyof PaperBody], yes: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? yes : ''
  return value
    .map((x) => {
      if (typeof x === 'string') return x
      return 'lines' in x ? x.lines.join(' / ') : [x.label, x.title].filter(Boolean).join(': ')
    })
    .join('\n')
}
