/**
 * The parameters of the model, all in one place.
 *
 * `m`: how often two records of one person stand so to each other; `u`: two records of strangers; `kin`: two of one
 * household. Each group of levels adds up to about 1.
 *
 * Where from. `m` of names, births and numbers: counted on the labelled set of seed `tuning` (see README.md, whose error
 * rates are chosen, not observed), rounded, and never below 0.002, because real lists err in ways that the recipe does
 * not know. `u` of words, years and areas is learnt from the records; the others follow from the calendar (365 days,
 * 12 months) and the length of the numbers, and are raised where chance is not the cause (a phone of a firm, an id
 * copied from the row above). `kin`: from the composition of Vietnamese households in the same set, rounded.
 */

export interface Level {
  m: number
  u: number
  kin: number
  /** log2(m / u) and log2(m / kin). */
  bits: number
  kinBits: number
}

const level = (m: number, u: number, kin: number): Level => ({
  m,
  u,
  kin,
  bits: Math.log2(m / u),
  kinBits: Math.log2(m / kin),
})

/** Of 500,000 known people this share is met again in a new row; the rest of the rows are about somebody new. */
export const SHARE_KNOWN = 0.5
/** How many of the known people live with somebody. */
export const KIN = 3

export const WORD = {
  /** The word is there, tones apart when one of the names was typed without any. `u` is learnt. */
  exact: { m: 0.9 },
  /** The same letters and other marks (Thủy, Thúy). */
  tone: { m: 0.03 },
  /** An abbreviation of it. */
  short: { m: 0.9 },
  /** One certain slip of the hand among the many that are possible. */
  typo: { m: 0.0006 },
  /** One that follows from how the north says it: l and n, s and x, tr and ch, d, gi and r. */
  sound: { m: 0.003 },
  /** A word of one name is not in the other, which has fewer. */
  dropped: level(0.03, 0.3, 0.3),
  /** Each name has a word in the place of the other's. */
  different: level(0.008, 0.8, 0.5),
  /** The same of the given name. */
  givenDifferent: level(0.003, 0.97, 0.99),
  /** How often two of a household share a family or middle name. */
  kinShares: 0.55,
  /** How often they share the given name: a child called after somebody. */
  kinGiven: 0.008,
  /** The words stand in an order that is neither Vietnamese nor that of a form which asks for the given name first. */
  otherOrder: level(0.01, 0.3, 0.2),
  /** From so many bearers on, a whole name is held to be as common as it was met. */
  mayCount: 5,
}

const YEARS = 85

/** Two whole dates. Where the year is the same, `u` and `kin` are shares of those of one year. */
export const DATE = {
  exact: level(0.93, 1 / 365, 0.25),
  /** Day and month exchanged. */
  swapped: level(0.015, 1 / 730, 0.001),
  /** One of day and month is the same, and the other one typed wrongly. */
  slip: level(0.02, 0.015, 0.015),
  /** One of day and month is the same. */
  half: level(0.008, 0.095, 0.09),
  /** Neither. */
  year: level(0.005, 0.88, 0.64),
}

/** The year of two whole dates differs; shares of all. */
export const OTHER_YEAR = {
  /** Same day and month, and a year that is one slip of the hand away. */
  slip: level(0.025, (12 / YEARS) * (1 / 365), 0.0004),
  /** Same day and month of a year far away. */
  far: level(0.003, 1 / 365, 0.0027),
  different: level(0.003, 0.98, 0.93),
}

/** At least one of the two knows the year only. */
export const YEAR = {
  /** `u` is learnt. */
  exact: { m: 0.86, kin: 0.03 },
  /** One off, as a year computed from an age is. */
  near: { m: 0.11, kin: 0.05 },
  slip: level(0.01, 0.1, 0.1),
  different: level(0.005, 0.85, 0.82),
}
/** Of two whole dates: how often the year is the same. */
export const SAME_YEAR = { m: 0.965, kin: 0.03 }
/** A year is never held to be rarer or commoner than this. */
export const YEAR_BOUNDS = { rare: 1 / 400, common: 1 / 20 }

export const SEX = { exact: level(0.985, 0.5, 0.45), different: level(0.01, 0.5, 0.55) }

export const NATIONAL_ID = {
  exact: level(0.94, 1e-6, 0.004),
  close: level(0.05, 1e-5, 2e-5),
  different: level(0.01, 1, 0.99),
}

export const PHONE = {
  exact: level(0.78, 2e-4, 0.3),
  close: level(0.03, 2e-4, 5e-4),
  different: level(0.19, 1, 0.7),
}

/** Address and area are one field: an address that agrees says where, too. */
export const ADDRESS = {
  exact: level(0.78, 3e-4, 0.87),
  /** The numbers agree. */
  close: level(0.05, 0.012, 0.03),
  /** The street agrees. */
  partial: level(0.02, 0.025, 0.01),
  /** Neither, in one area; shares of those in one area, whose `u` is learnt. */
  sameArea: { m: 0.03, kin: 0.04 },
  different: level(0.12, 0.95, 0.05),
}
/** At least one address is not known. */
export const AREA = {
  /** `u` is learnt. */
  exact: { m: 0.88, kin: 0.95 },
  different: level(0.12, 0.95, 0.05),
}
/** An area is never held to be rarer or commoner than this. */
export const AREA_BOUNDS = { rare: 1 / 500, common: 0.9 }

/** Probability from which two records are held to be one person, and from which somebody should look at them. */
export const SAME = 0.65
export const REVIEW = 0.05

/** Family names in Latin letters with their shares in per cent, as published for Vietnam: tell the given name first. */
export const FAMILY_SHARES: ReadonlyMap<string, number> = new Map(
  (
    'nguien 38,tran 11,le 9.5,pham 7,hoang 5,huinh 5,phan 4.5,vu 4,vo 4,dang 2,bui 2,do 1.4,ho 1.3,ngo 1.3,duong 1,li 0.5,' +
    'dinh 1,dao 0.9,doan 0.9,trinh 0.9,truong 0.9,mai 0.5,luu 0.6,cao 0.6,phung 0.6,ta 0.6,ha 0.6,luong 0.6,to 0.3,' +
    'chu 0.3,vuong 0.3,quach 0.2,nghiem 0.2,kieu 0.2,la 0.2,thai 0.2,dam 0.2,khuat 0.1,doan 0.1,tong 0.1,trieu 0.1,' +
    'bach 0.1,lai 0.1'
  )
    .split(',')
    .map(
      (entry) => [entry.slice(0, entry.indexOf(' ')), Number(entry.slice(entry.indexOf(' ') + 1))] as const,
    ),
)
