import { expect, test } from 'vitest'
import { toProblem } from './problem.ts'

test('a problem is read wherever a client puts it, in the language of the screen', () => {
  const wire = { code: 'input-invalid', vi: 'Có ô chưa đúng.', en: 'Some fields are wrong.', status: 422 }
  const fields = { name: { vi: 'Thiếu tên', en: 'No name' }, born: ['Ngày sai'] }
  for (const thrown of [
    { ...wire, details: { fields } },
    Object.assign(new Error('x'), { data: { ...wire, details: { fields } } }),
    { body: { ...wire, details: { fields } } },
  ]) {
    expect(toProblem(thrown)).toEqual({
      code: 'input-invalid',
      message: 'Có ô chưa đúng.',
      status: 422,
      fields: { name: 'Thiếu tên', born: 'Ngày sai' },
    })
  }
})

test('fields may come as a list of issues', () => {
  const list = [
    { path: ['name'], message: 'Thiếu tên' },
    { field: 'born', vi: 'Ngày sai' },
  ]
  expect(toProblem({ code: 'x', message: 'm', details: { fields: list } }).fields).toEqual({
    name: 'Thiếu tên',
    born: 'Ngày sai',
  })
})

test('a bare code under a field becomes words: its own when the kit has them, else those of the problem', () => {
  const wire = { code: 'onset-in-future', vi: 'Ngày khởi phát ở tương lai.', en: 'Onset lies in the future.' }
  const fields = {
    onsetDate: ['onset-in-future'],
    note: ['required'],
    knownAt: 'before-as-of',
    asOf: ['fixed'],
  }
  expect(toProblem({ ...wire, details: { fields } }).fields).toEqual({
    onsetDate: 'Ngày khởi phát ở tương lai.',
    note: 'Cần điền ô này',
    knownAt: 'Ngày khởi phát ở tương lai.',
    asOf: 'Ngày khởi phát ở tương lai.',
  })
})

test('no network and surprises become sentences of our own', () => {
  expect(toProblem(new TypeError('Failed to fetch')).code).toBe('offline')
  expect(toProblem(new Error('boom'))).toMatchObject({ code: 'unexpected' })
  expect(toProblem('text').message).toContain('ngoài dự kiến')
})
