import { expect, test } from 'vitest'
import { registerMessages, setLanguage, translate } from './i18n.ts'

registerMessages('sample', {
  vi: { 'a.b': '{count} ca ở {ward}', plain: 'Chào' },
  en: { 'a.b': '{count} cases in {ward}', 'a.b_one': '{count} case in {ward}', plain: 'Hello' },
})

test('sentences fill in, numbers come in the form of the language, English has a singular', async () => {
  expect(translate('sample', 'a.b', { count: 1204, ward: 'Mai Động' })).toBe('1.204 ca ở Mai Động')
  await setLanguage('en')
  expect(translate('sample', 'a.b', { count: 1204, ward: 'Mai Động' })).toBe('1,204 cases in Mai Động')
  expect(translate('sample', 'a.b', { count: 1, ward: 'Mai Động' })).toBe('1 case in Mai Động')
  expect(translate('sample', 'plain')).toBe('Hello')
  await setLanguage('vi')
})

test('an unknown key is shown as it is; a value with braces is not read as a blank', () => {
  expect(translate('sample', 'nothing.here')).toBe('nothing.here')
  expect(translate('sample', 'a.b', { count: 2, ward: '{count} <b>' })).toBe('2 ca ở {count} <b>')
})
