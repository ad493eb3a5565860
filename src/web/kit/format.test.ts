import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  calendarDate,
  dueTone,
  foldText,
  formatAgo,
  formatDate,
  formatDateTime,
  formatDue,
  formatDuration,
  formatNumber,
  formatPercent,
  instantOf,
  parseNumber,
  parseTime,
  parseVietnameseDate,
} from './format.ts'

describe('numbers', () => {
  test('group with dots and take a decimal comma in Vietnamese, the reverse in English', () => {
    expect(formatNumber(157560)).toBe('157.560')
    expect(formatNumber(5.5)).toBe('5,5')
    expect(formatNumber(1204)).toBe('1.204')
    expect(formatNumber(157560.25, { lang: 'en' })).toBe('157,560.25')
  })

  test('round to the places asked for and drop zeros at the end unless fixed', () => {
    expect(formatNumber(0.745, { decimals: 1 })).toBe('0,7')
    expect(formatNumber(12, { decimals: 1 })).toBe('12')
    expect(formatNumber(12, { decimals: 1, fixed: true })).toBe('12,0')
    expect(formatNumber(-1234.5)).toBe('−1.234,5')
    expect(formatNumber(-0.001)).toBe('0')
    expect(formatNumber(3, { sign: true })).toBe('+3')
  })

  test('say nothing known where nothing is known', () => {
    for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY])
      expect(formatNumber(value)).toBe('—')
    expect(formatPercent(null)).toBe('—')
  })

  test('percent keeps its space in Vietnamese only', () => {
    expect(formatPercent(0.974)).toBe('97\u00a0%')
    expect(formatPercent(0.9744, { decimals: 1, lang: 'en' })).toBe('97.4%')
  })

  test('are read back from the form they are written in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.constantFrom('vi' as const, 'en' as const),
        (n, lang) => {
          expect(parseNumber(formatNumber(n / 100, { lang }), lang)).toBe(n / 100)
        },
      ),
    )
  })

  test('a foreign decimal point is understood, nonsense is not', () => {
    expect(parseNumber('157.560')).toBe(157560)
    expect(parseNumber('1.204,5')).toBe(1204.5)
    expect(parseNumber('5.5')).toBe(5.5)
    expect(parseNumber('1.204', 'en')).toBe(1.204)
    for (const text of ['', 'một', '1.2.3', '1,2,3', '12a', '--3']) expect(parseNumber(text)).toBeNull()
  })
})

describe('dates and times', () => {
  test('are those of Hanoi whatever zone the machine is in', () => {
    expect(formatDate('2021-08-10T17:30:00Z')).toBe('11/8/2021')
    expect(formatDateTime('2021-08-10T10:00:00Z')).toBe('17:00, 10/8/2021')
    expect(formatDateTime('2021-08-10T10:00:00Z', { lang: 'en' })).toBe('17:00, 10 Aug 2021')
    expect(calendarDate('2021-12-31T17:00:00Z')).toBe('2022-01-01')
  })

  test('calendar dates are not shifted', () => {
    expect(formatDate('2021-08-10')).toBe('10/8/2021')
    expect(formatDate('1948-01-01', { lang: 'en' })).toBe('1 Jan 1948')
    expect(formatDate('nonsense')).toBe('—')
    expect(formatDate(null)).toBe('—')
  })

  test('typed dates in every usual form, and only days that exist', () => {
    for (const text of [
      '10/8/2021',
      '10/08/2021',
      '2021-08-10',
      '10-8-2021',
      '10.8.2021',
      '10082021',
      ' 10/8/2021 ',
    ])
      expect(parseVietnameseDate(text)).toBe('2021-08-10')
    for (const text of ['', '31/2/2021', '29/2/2021', '13/13/2021', '10/8', '10/8/21', '0/1/2021', 'hôm nay'])
      expect(parseVietnameseDate(text)).toBeNull()
    expect(parseVietnameseDate('29/2/2024')).toBe('2024-02-29')
  })

  test('every calendar day survives the way to the screen and back', () => {
    const days = fc
      .integer({ min: -25000, max: 40000 })
      .map((n) => new Date(n * 864e5).toISOString().slice(0, 10))
    fc.assert(
      fc.property(days, (day) => {
        expect(parseVietnameseDate(formatDate(day))).toBe(day)
      }),
    )
  })

  test('typed times', () => {
    expect(parseTime('17h')).toBe('17:00')
    expect(parseTime('8g30')).toBe('08:30')
    expect(parseTime('7:05')).toBe('07:05')
    for (const text of ['24:00', '12:60', 'trưa', '']) expect(parseTime(text)).toBeNull()
    expect(instantOf('2021-08-10', '17:00')).toBe('2021-08-10T10:00:00.000Z')
  })
})

describe('deadlines', () => {
  const now = '2021-08-10T03:00:00Z' // 10:00 in Hanoi
  test.each([
    ['2021-08-10T03:40:00Z', 'còn 40 phút', 'due'],
    ['2021-08-10T07:00:00Z', 'còn 4 giờ', 'due'],
    ['2021-08-10T13:00:00Z', 'hạn 20:00', 'due'],
    ['2021-08-11T01:00:00Z', 'hạn 08:00 mai', 'due'],
    ['2021-08-12T03:00:00Z', 'hạn 12/8', 'neutral'],
    ['2022-01-02T03:00:00Z', 'hạn 2/1/2022', 'neutral'],
    ['2021-08-10T02:59:30Z', 'vừa đến hạn', 'late'],
    ['2021-08-10T01:00:00Z', 'trễ 2 giờ', 'late'],
    ['2021-08-06T01:00:00Z', 'trễ 4 ngày', 'late'],
  ])('%s is %s', (due, text, tone) => {
    expect(formatDue(now, due)).toBe(text)
    expect(dueTone(now, due)).toBe(tone)
  })

  test('English', () => {
    expect(formatDue(now, '2021-08-10T04:00:00Z', 'en')).toBe('1 hour left')
    expect(formatDue(now, '2021-08-10T01:00:00Z', 'en')).toBe('2 hours late')
    expect(formatDuration(90 * 60_000, 'en')).toBe('1 hour')
  })

  test('how long ago', () => {
    expect(formatAgo(now, '2021-08-10T02:18:00Z')).toBe('42 phút trước')
    expect(formatAgo(now, '2021-08-10T02:59:50Z')).toBe('vừa xong')
    expect(formatAgo(now, '2021-07-01T02:59:50Z')).toBe('1/7/2021')
    expect(formatAgo(now, null)).toBe('—')
  })
})

test('folding takes every Vietnamese letter to plain ones', () => {
  expect(foldText('Đường Nguyễn Thị Định, phường Thịnh Liệt')).toBe(
    'duong nguyen thi dinh, phuong thinh liet',
  )
  expect(foldText('ăâêôơưđ áàảãạ ẮẰẲẴẶ ỨỪỬỮỰ')).toBe('aaeooud aaaaa aaaaa uuuuu')
})
