import i18next from 'i18next'
import { useCallback } from 'react'
import { initReactI18next, useTranslation } from 'react-i18next'
import { formatNumber, type Language, setFormatLanguage } from './format.ts'

/** Flat dotted keys → sentences with {placeholders}. A plural is an extra key `x_one` beside `x` in English. */
export interface Messages {
  vi: Record<string, string>
  en: Record<string, string>
}

export type Params = Record<string, string | number | null | undefined>
export type Translate = (key: string, params?: Params) => string

const STORE = 'vx.language'

function storedLanguage(): Language {
  try {
    return globalThis.localStorage?.getItem(STORE) === 'en' ? 'en' : 'vi'
  } catch {
    return 'vi'
  }
}

const engine = i18next.createInstance()
engine.use(initReactI18next).use({
  type: 'formatter',
  init() {},
  add() {},
  addCached() {},
  format: (value: unknown, _format: string | undefined, lng: string | undefined) =>
    typeof value === 'number' ? formatNumber(value, { lang: lng === 'en' ? 'en' : 'vi' }) : (value as string),
})
void engine.init({
  lng: storedLanguage(),
  fallbackLng: 'vi',
  initAsync: false,
  resources: { vi: {}, en: {} },
  keySeparator: false,
  nsSeparator: false,
  interpolation: { prefix: '{', suffix: '}', escapeValue: false, alwaysFormat: true, skipOnVariables: true },
  react: { useSuspense: false, bindI18nStore: 'added' },
})
applyLanguage(getLanguage())

function applyLanguage(language: Language): void {
  setFormatLanguage(language)
  if (typeof document !== 'undefined') document.documentElement.lang = language
}

/** Adds the words of one part of the product under its namespace; call it once, beside the import of the words. */
export function registerMessages(ns: string, messages: Messages): void {
  engine.addResourceBundle('vi', ns, messages.vi, false, true)
  engine.addResourceBundle('en', ns, messages.en, false, true)
}

export function getLanguage(): Language {
  return engine.language === 'en' ? 'en' : 'vi'
}

/** Switches every screen at once and remembers the choice in this browser. */
export async function setLanguage(language: Language): Promise<void> {
  try {
    globalThis.localStorage?.setItem(STORE, language)
  } catch {
    // A browser that refuses storage still switches for this visit.
  }
  applyLanguage(language)
  await engine.changeLanguage(language)
}

/** Translation outside React; falls back to the key. Numbers in `params` come out in the language's form. */
export function translate(ns: string, key: string, params?: Params): string {
  return engine.t(key, { ...params, ns }) as string
}

/** Returns t(key, params) for one namespace; re-renders on a switch of language. */
export function useT(ns: string): Translate {
  const { t } = useTranslation(ns, { i18n: engine })
  return useCallback((key, params) => t(key, params as Record<string, unknown>) as string, [t])
}

/** The current language and the way to switch it. */
export function useLanguage(): [Language, (language: Language) => void] {
  useTranslation('kit', { i18n: engine })
  return [getLanguage(), (language) => void setLanguage(language)]
}
