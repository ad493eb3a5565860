import type { Generated } from 'kysely'
import type { ClaimCloseness, ClaimState } from './contract.ts'

interface NoticeTable {
  id: string
  area_id: number
  title: string
  title_en: string | null
  starts_at: string
  ends_at: string
  advice: string
  advice_en: string | null
  phone: string | null
  valid_until: string
  drafted_at: string
  drafted_by: string
  published_at: string | null
  published_by: string | null
  corrected_at: string | null
  correction: string | null
  withdrawn_at: string | null
  withdrawn_by: string | null
  withdrawn_reason: string | null
  version: Generated<number>
}

interface ClaimTable {
  id: string
  notice_id: string
  area_id: number
  receipt: string
  channel: 'web' | 'phone'
  full_name: string
  phone: string | null
  address: string | null
  from_at: string
  to_at: string
  closeness: ClaimCloseness
  symptoms: string[]
  consented_at: string
  handed_in_at: string
  entered_by: string | null
  network: string | null
  decided_at: string | null
  decided_by: string | null
  person_id: string | null
  contact_id: string | null
  refused_reason: string | null
  state: Generated<ClaimState>
  version: Generated<number>
}

interface Versioned {
  valid_from: string
  valid_to: string | null
}

declare module '../../../../platform/db.ts' {
  interface Database {
    'vx.public_notice': NoticeTable
    'vx.public_notice_version': NoticeTable & Versioned
    'vx.exposure_claim': ClaimTable
    'vx.exposure_claim_version': ClaimTable & Versioned
  }
}
