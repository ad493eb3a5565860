import { type Words, words } from '../../../platform/words.ts'
import type { ImportKind } from './contract.ts'
import type { Field } from './field.ts'
import { followups, labs, relationships } from './fields-events.ts'
import { cases, contacts } from './fields-people.ts'

export type { Field } from './field.ts'

export const KINDS: Record<ImportKind, { words: Words; fields: Field[] }> = {
  cases: { words: words('Danh sách ca bệnh', 'Line list of cases'), fields: cases },
  contacts: { words: words('Danh sách người tiếp xúc', 'List of contacts'), fields: contacts },
  relationships: { words: words('Quan hệ lây, tiếp xúc', 'Links between people'), fields: relationships },
  followups: { words: words('Theo dõi hằng ngày', 'Follow-ups'), fields: followups },
  labs: { words: words('Kết quả xét nghiệm', 'Laboratory results'), fields: labs },
}

export function findField(kind: ImportKind, key: string): Field | undefined {
  return KINDS[kind].fields.find((f) => f.key === key)
}
