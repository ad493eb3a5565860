import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guessKind, guessSource, isGoData, suggestMapping } from './suggest.ts'
import { choose, fold, parseAge, parseDate, parseNumber, present } from './values.ts'

/** Ways of writing that the tests walk through. */
const CASES = {
  dates: [
    ['2021-08-10', '2021-08-10'],
    ['10/8/2021', '2021-08-10'],
    ['10-08-2021', '2021-08-10'],
    ['10.8.21', '2021-08-10'],
    ['9/8/85', '1985-08-09'],
    ['17:00 9/8/2021', '2021-08-09'],
    ['9/8/2021 7g30', '2021-08-09'],
    ['ngày 9 tháng 8 năm 2021', '2021-08-09'],
    ['2021/08/09 17:00', '2021-08-09'],
    ['44418', '2021-08-10'],
  ] as [string, string][],
  numbers: [
    ['157.560', 157_560],
    ['48.321', 48_321],
    ['5,5', 5.5],
    ['1.234.567,5', 1_234_567.5],
    ['27.3', 27.3],
    ['1,234.5', 1234.5],
    ['12', 12],
    ['mười', undefined],
    ['1.2.3', undefined],
  ] as [string, number | undefined][],
  headers: [
    'uuid',
    'id',
    'case_id',
    'Họ tên',
    'name',
    'Tên',
    'age',
    'Tuổi',
    'sex',
    'gender',
    'Ngày sinh',
    'dob',
    'admin_2_name',
    'location_id',
    'outcome',
    'outcome_id',
    'Khởi phát',
    'dt_onset',
  ],
}

const form = { order: 'dmy' as const, year: 2021, today: '2021-08-10' }

describe('A date in a cell', () => {
  it.each(CASES.dates)('reads "%s" as %s', (text, date) => {
    expect(parseDate(text, form)?.date).toBe(date)
  })

  it('is never moved to another day by a time zone: midnight UTC is how a system writes a day', () => {
    expect(parseDate('2020-06-28T00:00:00.000Z', form)).toEqual({ date: '2020-06-28' })
    expect(parseDate('2020-06-28T18:30:00.000Z', form)).toMatchObject({ date: '2020-06-29', time: '01:30' })
  })

  it('takes its year from the context when it has none, and never lies ahead for it (T5)', () => {
    expect(parseDate('10/8', form)).toEqual({ date: '2021-08-10', note: 'year-from-context' })
    expect(parseDate('28/12', form)).toEqual({ date: '2020-12-28', note: 'year-from-context' })
  })

  it('is read month first only when the file is said to be so', () => {
    expect(parseDate('08/25/2021', form)).toBeUndefined()
    expect(parseDate('08/25/2021', { ...form, order: 'mdy' })?.date).toBe('2021-08-25')
  })

  it('survives being written in any of the forms', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1950-01-01'), max: new Date('2021-08-10'), noInvalidDate: true }),
        (at) => {
          const iso = at.toISOString().slice(0, 10)
          const [y, m, d] = iso.split('-').map(Number)
          for (const text of [
            iso,
            `${d}/${m}/${y}`,
            `${d}-${m}-${y}`,
            `${d}.${m}.${y}`,
            `ngày ${d} tháng ${m} năm ${y}`,
          ]) {
            expect(parseDate(text, form)?.date).toBe(iso)
          }
        },
      ),
    )
  })

  it('never comes out of something that is none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const found = parseDate(text, form)
        if (found) expect(found.date).toMatch(/^\d{4}-\d{2}-\d{2}$/)
      }),
    )
    for (const text of ['31/2/2021', '2021-13-01', 'hôm qua', '8/2021', '2021', '99/99/9999'])
      expect(parseDate(text, form)).toBeUndefined()
  })
})

describe('A number in a cell', () => {
  it.each(CASES.numbers)('reads "%s" as %s (T4)', (text, value) => {
    expect(parseNumber(text)).toBe(value)
  })

  it('is no thousand where a thousand cannot be', () => {
    expect(parseNumber('27.345', 50)).toBe(27.345)
    expect(parseNumber('157.560', 1_000_000)).toBe(157_560)
  })

  it('reads ages in years and months', () => {
    expect(parseAge('45 tuổi')).toBe(45)
    expect(parseAge('8 tháng')).toBeCloseTo(0.667, 3)
    expect(parseAge('0.916666666666667')).toBeCloseTo(0.917, 3)
    expect(parseAge('450')).toBeUndefined()
  })
})

describe('A cell that says nothing', () => {
  it('is NA in capitals, while Na is a name', () => {
    expect(present('NA')).toBeUndefined()
    expect(present(' N/A ')).toBeUndefined()
    expect(present('không rõ')).toBeUndefined()
    expect(present('Na')).toBe('Na')
    expect(present('0')).toBe('0')
  })
})

describe('A value out of a list', () => {
  it('is recognised with and without accents, and as a reference of Go.Data', () => {
    const sex = { m: 'male', male: 'male', nam: 'male', female: 'female', nu: 'female' }
    expect(choose('Nữ', sex)).toBe('female')
    expect(choose('NAM', sex)).toBe('male')
    expect(choose('LNG_REFERENCE_DATA_CATEGORY_GENDER_FEMALE', sex)).toBe('female')
    expect(choose('LNG_REFERENCE_DATA_CATEGORY_GENDER_MALE', sex)).toBe('male')
    expect(choose('không nói', sex)).toBeUndefined()
    expect(fold('Nguyễn  ĐÌNH-Đức')).toBe('nguyen dinh duc')
  })
})

describe('The headers of a file', () => {
  it('suggest the fields of a Vietnamese list', () => {
    const columns = [
      'STT',
      'Họ và tên',
      'Năm sinh',
      'Giới tính',
      'Ngày khởi phát',
      'Địa chỉ',
      'Số CCCD',
      'SĐT',
      'Ghi chú khác',
    ]
    expect(guessKind(columns)).toBe('cases')
    expect(suggestMapping('cases', columns)).toEqual({
      'Họ và tên': 'fullName',
      'Năm sinh': 'birthYear',
      'Giới tính': 'sex',
      'Ngày khởi phát': 'onsetDate',
      'Địa chỉ': 'address',
      'Số CCCD': 'nationalId',
      SĐT: 'phone',
    })
  })

  it('tell one kind of list from another, and an export of Go.Data from a table', () => {
    expect(guessKind(['from', 'to', 'exposure', 'diff_dt_onset'])).toBe('relationships')
    expect(guessKind(['uuid', 'contact_id', 'contact_status'])).toBe('contacts')
    expect(guessKind(['uuid', 'contact_id', 'contact_uuid', 'followup_status'])).toBe('followups')
    expect(guessKind(['personId', 'dateSampleTaken', 'result'])).toBe('labs')
    expect(isGoData(['uuid', 'case_id', 'date_of_data_entry', 'createdBy'])).toBe(true)
    expect(isGoData(['id', 'age', 'sex'])).toBe(false)
  })

  it('never send one column to two fields, or two columns to one', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...CASES.headers), { minLength: 1 }), (columns) => {
        const fields = Object.values(suggestMapping('cases', columns)).filter((f) => f !== 'area')
        expect(new Set(fields).size).toBe(fields.length)
      }),
    )
  })

  it('and the file names give files exported together one source', () => {
    expect(guessSource('mers_korea_2015_linelist.csv', false)).toBe('mers-korea-2015')
    expect(guessSource('mers_korea_2015_contacts.csv', false)).toBe('mers-korea-2015')
    expect(guessSource('Danh sách F0 phường Mai Động 20210809.xlsx', false)).toBe('phuong-mai-dong')
    expect(guessSource('cases_clean.csv', true)).toBe('godata')
  })
})
