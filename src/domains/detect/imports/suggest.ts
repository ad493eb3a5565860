import type { ImportKind, ImportOptions, Mapping } from './contract.ts'
import { KINDS } from './fields.ts'
import { fold } from './values.ts'

const has = (headers: Set<string>, ...wanted: string[]) => wanted.every((h) => headers.has(h))

/** A header for comparing: dotted and camel-cased names of exports become words. */
export const headerKey = (column: string) => fold(column.replace(/[._]/g, ' '))

/** Which kind of list a table is, by its headers; a line list of cases when nothing says otherwise. */
export function guessKind(columns: string[]): ImportKind {
  const h = new Set(columns.map(headerKey))
  if (has(h, 'source uuid', 'target uuid') || has(h, 'from', 'to') || has(h, 'source', 'target'))
    return 'relationships'
  if (has(h, 'followup status') || has(h, 'date of followup') || has(h, 'ngay theo doi')) return 'followups'
  if (has(h, 'datesampletaken') || has(h, 'ngay lay mau') || has(h, 'sample code') || has(h, 'ma mau'))
    return 'labs'
  if (
    has(h, 'contact status') ||
    has(h, 'contact id') ||
    has(h, 'ngay tiep xuc cuoi') ||
    has(h, 'f0 lien quan')
  )
    return 'contacts'
  return 'cases'
}

/** Whether a table is an export of Go.Data. */
export function isGoData(columns: string[]): boolean {
  const h = new Set(columns.map(headerKey))
  return (
    (h.has('createdby') && h.has('uuid') && (h.has('date of data entry') || h.has('admin level'))) ||
    (h.has('outbreakid') && h.has('persontype'))
  )
}

/** Fields that take several columns: the first that says something counts. */
export const MANY = new Set(['area'])

/** Which column most likely holds which field; every column goes to one field at most. */
export function suggestMapping(kind: ImportKind, columns: string[]): Mapping {
  const mapping: Mapping = {}
  const fields = KINDS[kind].fields
  const taken = new Set<string>()
  // By rank of the header within its field, so that a good name in a late field beats a poor one in an early field.
  const wishes = fields.flatMap((field, at) =>
    field.headers.map((header, rank) => ({ field, header, rank, at })),
  )
  wishes.sort((a, b) => a.rank - b.rank || a.at - b.at)
  for (const { field, header } of wishes) {
    if (taken.has(field.key) && !MANY.has(field.key)) continue
    const column = columns.find((c) => mapping[c] === undefined && headerKey(c) === header)
    if (column === undefined) continue
    mapping[column] = field.key
    taken.add(field.key)
  }
  return mapping
}

const PLAIN_WORDS = new Set(
  'linelist line list contacts contact cases case clean export data danh sach ca benh tiep xuc f0 f1 relationships relationship followups followup lab labs results result ket qua xet nghiem theo doi nguoi copy final moi'.split(
    ' ',
  ),
)

/** A name for the source that files exported together share: "mers_korea_2015_linelist.csv" → "mers-korea-2015". */
export function guessSource(fileName: string, goData: boolean): string {
  if (goData) return 'godata'
  const parts = fold(fileName.replace(/\.[a-z]{2,5}$/i, '')).split(' ')
  const rest = parts.filter(
    (p) => p !== '' && !PLAIN_WORDS.has(p) && !/^\d{6,8}$/.test(p) && /^[a-z0-9]+$/.test(p),
  )
  return rest.join('-').slice(0, 40).replace(/-+$/, '') || 'danh-sach'
}

export function defaultOptions(input: {
  fileName: string
  goData: boolean
  areaId: number
  year: number
  diseases: string[]
}): ImportOptions {
  const name = fold(input.fileName)
  return {
    source: guessSource(input.fileName, input.goData),
    disease: input.diseases.find((d) => name.includes(fold(d))) ?? 'covid-19',
    defaultAreaId: input.areaId,
    dateOrder: 'dmy',
    year: input.year,
    nameOrder: input.goData ? 'given-first' : 'family-first',
    nationality: 'VN',
    values: {},
  }
}
