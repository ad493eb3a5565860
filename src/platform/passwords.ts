import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { problem } from './problems.ts'

export { hashPassword, verifyPassword } from 'better-auth/crypto'

/** Bounds in characters. NIST SP 800-63B-4 §3.1.1.2: 15 alone, 8 beside a second factor, at least 64 allowed. */
export const LEAST_ALONE = 15
export const LEAST_WITH_SECOND_FACTOR = 8
export const MOST = 128

/** What leaked lists of other countries do not show. Without marks, as people type them into a password. */
const VIETNAMESE = [
  'matkhau',
  'khongbiet',
  'anhyeuem',
  'emyeuanh',
  'yeuemnhieu',
  'hanoi',
  'hoangmai',
  'vietnam',
  'saigon',
  'hochiminh',
  'quantri',
  'chongdich',
  'covid',
  'covid19',
  'phongchongdich',
  'ubndquan',
  'ubndphuong',
  'trungtamyte',
  'tramyte',
]

let common: Set<string> | undefined
function commonPasswords(): Set<string> {
  common ??= new Set([
    ...readFileSync(new URL('common-passwords.txt', import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('# ')),
    ...VIETNAMESE,
  ])
  return common
}

/** Small letters without marks, spaces and signs: what a person would call the same word. */
const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .replace(/[^\p{L}\p{N}]/gu, '')

/** Something said over again ('aaaa', 'hanoihanoi'), or a row of neighbours ('12345678', 'hgfedcba'). */
function isPattern(text: string): boolean {
  for (let unit = 1; unit <= text.length / 2; unit++) {
    const head = text.slice(0, unit)
    if (head.repeat(Math.ceil(text.length / unit)).startsWith(text)) return true
  }
  const steps = [...text].slice(1).map((c, i) => c.codePointAt(0)! - text.codePointAt(i)!)
  // After 9 people go on with 0.
  return [1, -1].every((way) => steps.some((s) => s !== way && s !== -9 * way)) === false
}

/** A common word, also with a year or a few signs behind it. */
function isCommon(text: string): boolean {
  const small = text.toLowerCase()
  const folded = plain(text)
  const base = folded.replace(/\d{1,4}$/, '')
  return [small, folded, base].some((t) => commonPasswords().has(t))
}

export type PasswordFault = 'too-short' | 'too-long' | 'common' | 'names'

/**
 * What is wrong with a new password, or undefined. Any character counts, none is asked for, nothing expires
 * (NIST SP 800-63B-4 §3.1.1.2).
 * @param of.least characters asked for: {@link LEAST_ALONE} or {@link LEAST_WITH_SECOND_FACTOR}
 */
export function findPasswordFault(
  password: string,
  of: { username: string; least: number },
): PasswordFault | undefined {
  const length = [...password.normalize('NFC')].length
  if (length < of.least) return 'too-short'
  if (length > MOST) return 'too-long'
  const folded = plain(password)
  const names = [of.username, ...of.username.split(/[._-]/).filter((part) => part.length >= 5)].map(plain)
  if (folded.includes('vungxanh') || names.some((n) => n.length >= 3 && folded.includes(n))) return 'names'
  if (isPattern(password) || isCommon(password)) return 'common'
  return undefined
}

/** @throws Problem password-too-short, password-too-long, password-common, password-names, at `field` */
export function requireGoodPassword(
  password: string,
  of: { username: string; least: number },
  field: string,
): void {
  const fault = findPasswordFault(password, of)
  if (fault === 'too-short') throw problem('password-too-short', { least: of.least }, { field })
  if (fault === 'too-long') throw problem('password-too-long', { most: MOST }, { field })
  if (fault === 'common') throw problem('password-common', {}, { field })
  if (fault === 'names') throw problem('password-names', {}, { field })
}

/** Without signs that are mistaken for one another when read from paper. */
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789'
const groups = (n: number) =>
  Array.from({ length: n }, () =>
    Array.from({ length: 4 }, () => SIGNS[randomInt(SIGNS.length)]).join(''),
  ).join('-')

/** Sixteen signs in groups of four (79 bits): for the first sign-in only. */
export const makeOneTimePassword = (): string => groups(4)

/** Ten codes of twelve signs (59 bits each), each good for one sign-in without the authenticator. */
export const makeRecoveryCodes = (): string[] => Array.from({ length: 10 }, () => groups(3))
