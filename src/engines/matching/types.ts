/** A person as a list or a register tells of them. Absent means not known. */
export interface MatchRecord {
  id?: string | number | undefined
  fullName: string
  /** 'YYYY-MM-DD'. 1 January counts as a year only. */
  birthDate?: string | undefined
  /** Where no date is known. One off is likely when it was computed from an age. */
  birthYear?: number | undefined
  sex?: 'male' | 'female' | undefined
  /** CCCD of 12 digits, identity card of 9, or a passport. */
  nationalId?: string | undefined
  phone?: string | undefined
  /** House, lane and street as written; the ward belongs in `areaId`. */
  address?: string | undefined
  /** Above 0. One level for all records, best the ward. */
  areaId?: number | undefined
}

export type Field = 'name' | 'birth' | 'sex' | 'nationalId' | 'phone' | 'address' | 'area' | 'household'

/**
 * `close`: a slip of the hand lies between the two (a typo, day and month exchanged, an abbreviation). `partial`: what
 * both know agrees, but it is less than the whole (the year of birth, the street).
 */
export type Agreement = 'exact' | 'close' | 'partial' | 'different' | 'missing'

/** What a field says. */
export interface Evidence {
  field: Field
  agreement: Agreement
  /** Bits: each one doubles the odds that the two are one person; negative ones halve them. */
  weight: number
}

export interface Comparison {
  /** Log2 of the odds that the two are one person: `prior` and the weights of the evidence together. */
  score: number
  /** The same as a probability, 0 … 1. */
  probability: number
  /** Bits before anything was compared: how rare it is that two records mean one person. */
  prior: number
  /** In the order of the fields. `household`: what is lost because two of one family would agree on it as well. */
  evidence: Evidence[]
}
