import { expect, it } from 'vitest'
import { findPasswordFault, LEAST_ALONE, LEAST_WITH_SECOND_FACTOR, makeOneTimePassword } from './passwords.ts'

const of = { username: 'ward-nurse.mai-dong', least: LEAST_WITH_SECOND_FACTOR }

it('a password needs eight characters beside a second factor, fifteen alone, whatever they are', () => {
  expect([LEAST_WITH_SECOND_FACTOR, LEAST_ALONE]).toEqual([8, 15])
  expect(findPasswordFault('cá kho!', of)).toBe('too-short')
  for (const good of ['cá kho ổi', '🐟🐠🐡🦈🐙🦑🦐🦞', 'tre trăm đốt', '        x', 'xin đừng hỏi vì sao']) {
    expect(findPasswordFault(good, of)).toBeUndefined()
  }
  expect(findPasswordFault('mười bốn ký tự', { ...of, least: LEAST_ALONE })).toBe('too-short')
  expect(findPasswordFault('mười lăm ký tự!', { ...of, least: LEAST_ALONE })).toBeUndefined()
})

it('counts characters, not bytes or the pieces that a letter with marks is made of', () => {
  expect(findPasswordFault('ếếếế'.normalize('NFD'), of)).toBe('too-short')
  const long = 'ệ'.normalize('NFD').repeat(64) + 'ộ'.repeat(63)
  expect(findPasswordFault(long, of)).toBeUndefined()
  expect(findPasswordFault(`${long}ab`, of)).toBe('too-long')
})

it.each([
  'password',
  'Passw0rd',
  'iloveyou1',
  'matkhau123',
  'Mật khẩu 2021',
  'anhyeuem',
  'Covid19!',
  '12345678',
  '1234567890',
  '87654321',
  'abcdefgh',
  'aaaaaaaaaaaaaaaa',
  'abababababab',
  'hanoihanoihanoi',
])('%s is among what is guessed first', (password) => {
  expect(findPasswordFault(password, of)).toBe('common')
})

it.each([
  'VungXanh-9274',
  'Vùng Xanh của tôi',
  'ward-nurse.mai-dong',
  'x9 Nurse 27fk',
  'Ward-Nurse.Mai-Dong2026',
])('%s holds the name of the user or of the product', (password) => {
  expect(findPasswordFault(password, of)).toBe('names')
})

it('passwords for one use differ, and stand the rules of those that people choose', () => {
  const some = Array.from({ length: 50 }, makeOneTimePassword)
  expect(new Set(some).size).toBe(50)
  for (const p of some) expect(findPasswordFault(p, { ...of, least: LEAST_ALONE })).toBeUndefined()
})
