import { daysBetween, localDate } from '../../../platform/clock.ts'
import type { PersonFacts } from '../../registry/people/index.ts'
import type { ImportKind, ImportOptions } from './contract.ts'
import { normalNationalId, normalPhone, personOf } from './match.ts'
import type { Reading, Values } from './read-row.ts'
import { reason } from './reasons.ts'

export const text = (values: Values, key: string): string | null => {
  const v = values[key]
  return v === undefined || v === null ? null : String(v)
}

/** Reasons that put a row into the default area. */
export const PLACELESS = new Set(['area-missing', 'area-unknown', 'area-ambiguous'])

/** The day on which what a row says of a person (an age) was true. */
function refDate(values: Values, today: string): string {
  return (
    text(values, 'reportDate') ??
    text(values, 'onsetDate') ??
    text(values, 'confirmDate') ??
    text(values, 'contactDate') ??
    today
  )
}

/**
 * The person of a row of cases or contacts, with reasons for what had to be left out of the record.
 * @param today 'YYYY-MM-DD'
 */
export function readPerson(
  kind: ImportKind,
  options: ImportOptions,
  reading: Reading,
  today: string,
): PersonFacts | undefined {
  const { values, reasons } = reading
  const found = personOf(kind, options, values, refDate(values, today))
  const person = found && { ...found, placed: !reasons.some((r) => PLACELESS.has(r.code)) }
  if (!person) {
    reasons.push(reason('who-unknown'))
    return undefined
  }
  if (!person.named) reasons.push(reason('name-missing', { value: person.fullName }))
  const lost = (field: string, normal: (t: string) => string | undefined) => {
    const value = text(values, field)
    if (value && !normal(value)) reasons.push(reason('value-not-understood', { field, value }))
  }
  lost('phone', normalPhone)
  lost('nationalId', normalNationalId)
  lost('nationality', (t) => (/^[A-Za-z]{2}$/.test(t) ? t : undefined))
  const year = Number(today.slice(0, 4))
  if (person.birthYear !== null && (person.birthYear > year || person.birthYear < year - 130)) {
    reasons.push(reason('value-not-understood', { field: 'birthYear', value: person.birthYear }))
    return { ...person, birthYear: null, birthDate: null, birthApprox: false }
  }
  return person
}

/** What a case record will hold, out of the values of its row. */
export interface CaseFacts {
  classification: 'suspected' | 'probable' | 'confirmed' | 'discarded'
  detectedIn: string | null
  onsetDate: string | null
  reportDate: string
  confirmDate: string | null
  symptoms: string | null
  outcome: 'recovered' | 'died' | null
  outcomeDate: string | null
}

/**
 * Turns the values of a row into the facts of a case. Dates in an impossible order are kept as they stand and named,
 * because only somebody who knows the patient can say which of them is wrong; what cannot be entered at all is refused.
 */
export function readCase(reading: Reading, person: PersonFacts | undefined, today: string): CaseFacts {
  const { values, reasons } = reading
  const onsetDate = text(values, 'onsetDate')
  const deathDate = text(values, 'deathDate')
  const confirm = text(values, 'confirmDate')
  const given = text(values, 'outcome')
  const reported = text(values, 'reportDate')
  const reportDate = reported ?? confirm ?? onsetDate ?? today
  if (!reported) reasons.push(reason('report-date-missing', { taken: reportDate }))
  if (onsetDate && reported && reported < onsetDate)
    reasons.push(reason('report-before-onset', { value: reported, onset: onsetDate }))
  if (onsetDate && confirm && confirm < onsetDate)
    reasons.push(reason('confirmed-before-onset', { value: confirm, onset: onsetDate }))
  if (reported && confirm && confirm < reported)
    reasons.push(reason('confirmed-before-report', { value: confirm, report: reported }))
  if (onsetDate && person?.birthDate && onsetDate < person.birthDate) {
    reasons.push(reason('onset-before-birth', { value: onsetDate, birth: person.birthDate }))
  }

  const classification = (text(values, 'classification') ??
    (confirm ? 'confirmed' : 'suspected')) as CaseFacts['classification']
  if (!text(values, 'classification') && !confirm) reasons.push(reason('classification-assumed'))
  let confirmDate: string | null = null
  if (classification === 'confirmed') {
    confirmDate = confirm ?? reportDate
    if (!confirm) reasons.push(reason('confirmed-at-from-report', { taken: reportDate }))
  }

  if (deathDate && given && given !== 'died') reasons.push(reason('outcome-conflict', { value: deathDate }))
  const outcome = deathDate ? 'died' : given === 'died' || given === 'recovered' ? given : null
  const written = text(values, 'outcomeDate')
  const outcomeDate = outcome ? (deathDate ?? written) : null
  if (outcome && !outcomeDate) reasons.push(reason('outcome-date-missing'))
  if (!outcome && written) reasons.push(reason('outcome-date-unused', { value: written }))
  if (outcomeDate && onsetDate && outcomeDate < onsetDate)
    reasons.push(reason('outcome-before-onset', { value: outcomeDate, onset: onsetDate }))
  return {
    classification,
    detectedIn: text(values, 'detectedIn'),
    onsetDate,
    reportDate,
    confirmDate,
    symptoms: text(values, 'symptoms'),
    outcome,
    outcomeDate,
  }
}

/** What a laboratory result will hold, out of the values of its row. */
export interface LabFacts {
  method: 'pcr' | 'antigen' | 'other'
  result: 'positive' | 'negative' | 'inconclusive' | 'pending'
  sampleCode: string | null
  ct: number | null
  sampledAt: string | null
  resultedAt: string | null
  laboratory: string | null
}

/** @param onset of the case, to notice a sample that belongs to another time */
export function readLab(reading: Reading, onset: string | null, farDays: number): LabFacts {
  const { values, reasons } = reading
  const method = text(values, 'method')
  const result = text(values, 'result')
  if (!method) reasons.push(reason('method-missing'))
  if (!result) reasons.push(reason('result-missing'))
  const sampledAt = text(values, 'sampledAt')
  const resultedAt = text(values, 'resultedAt')
  if (result && result !== 'pending' && !resultedAt) reasons.push(reason('result-date-missing'))
  if (sampledAt && resultedAt && Date.parse(resultedAt) < Date.parse(sampledAt)) {
    reasons.push(
      reason('result-before-sample', { value: localDate(resultedAt), sampled: localDate(sampledAt) }),
    )
  }
  if (sampledAt && onset && Math.abs(daysBetween(onset, localDate(sampledAt))) > farDays) {
    reasons.push(reason('sample-far-from-onset', { value: localDate(sampledAt), onset, days: farDays }))
  }
  const ct = values.ct
  if (typeof ct === 'number' && (ct < 0 || ct > 50))
    reasons.push(reason('value-not-understood', { field: 'ct', value: ct }))
  return {
    method: (method ?? 'other') as LabFacts['method'],
    result: (result ?? 'pending') as LabFacts['result'],
    sampleCode: text(values, 'sampleCode')?.slice(0, 60) ?? null,
    ct: typeof ct === 'number' && ct >= 0 && ct <= 50 ? Math.round(ct * 10) / 10 : null,
    sampledAt,
    resultedAt,
    laboratory: text(values, 'laboratory')?.slice(0, 120) ?? null,
  }
}
