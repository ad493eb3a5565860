export * from './async-select.tsx'
export * from './card.tsx'
export * from './choice.tsx'
export * from './contract-form.tsx'
export * from './data-table.tsx'
export * from './date-field.tsx'
export * from './format.ts'
export {
  getLanguage,
  type Messages,
  type Params,
  registerMessages,
  type Translate,
  useLanguage,
  useT,
} from './i18n.ts'
export * from './key-hint.tsx'
export { Link, type Navigate, useNavigateTo } from './link.tsx'
export * from './lists.tsx'
export * from './overlays.tsx'
export * from './page.tsx'
export { PlainTable } from './plain-table.tsx'
export * from './problem.ts'
export * from './provider.tsx'
export * from './split-bar.tsx'
export * from './stat.tsx'
export * from './states.tsx'
export * from './status.tsx'
export type { Column, ColumnType } from './table-cells.tsx'
export * from './tabs.tsx'
export * from './toast.tsx'
export * from './upload.ts'
export { keepDraftsOf } from './use-draft.ts'
export * from './use-phone.ts'
