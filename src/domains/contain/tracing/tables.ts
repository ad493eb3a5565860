import type { Generated } from 'kysely'
import type { CheckOutcome, Closeness, TierStatus } from './contract.ts'

export interface ContactTable {
  id: string
  source_person_id: string
  person_id: string
  area_id: number
  source_area_id: number
  first_at: string
  last_at: string
  day_only: boolean
  closeness: Closeness
  place_text: string | null
  exposure_event_id: string | null
  note: string | null
  recorded_at: string
  recorded_by: string
  handed_over_at: string | null
  received_at: string | null
  received_by: string | null
  removed_at: string | null
  removed_reason: string | null
  import_id: string | null
  outside_id: string | null
  version: Generated<number>
}

interface TierTable {
  id: string
  person_id: string
  area_id: number
  tier: number
  index_case_id: string
  index_code: string
  via_contact_id: string
  last_exposure_at: string
  monitor_from: string
  monitor_until: string
  home_until: string | null
  status: TierStatus
  ended_on: string | null
  rule_version_id: number
  import_id: string | null
  version: Generated<number>
}

interface FollowupTable {
  id: string
  person_id: string
  area_id: number
  due_on: string
  slot: Generated<number>
  checked_at: string | null
  outcome: CheckOutcome | null
  temperature: number | null
  symptoms: string[]
  by_name: string | null
  note: string | null
  import_id: string | null
  outside_id: string | null
  version: Generated<number>
}

interface EventTable {
  id: string
  area_id: number
  place_id: string | null
  case_id: string | null
  name: string
  starts_at: string
  ends_at: string
  public_notice: string | null
  created_at: string
  created_by: string
  version: Generated<number>
}

export interface ListTable {
  id: string
  area_id: number
  isolated_at: string | null
  signed_off_at: string | null
  signed_off_by: string | null
  note: string | null
  version: Generated<number>
}

interface Versioned {
  valid_from: string
  valid_to: string | null
}

declare module '../../../platform/db.ts' {
  interface Database {
    'vx.exposure_event': EventTable
    'vx.contact': ContactTable
    'vx.contact_version': ContactTable & Versioned
    'vx.contact_tier': TierTable
    'vx.contact_tier_version': TierTable & Versioned
    'vx.followup': FollowupTable
    'vx.followup_version': FollowupTable & Versioned
    'vx.contact_list': ListTable
  }
}
