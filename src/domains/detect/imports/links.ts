import type { Ctx, WriteTx } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import type { PlanEnv, Planned } from './plan.ts'
import type { BatchRow, StoredReview, StoredRow } from './queries.ts'

export interface LinkFacts {
  caseId: string
}
export async function planLinks(
  _e: PlanEnv,
  _r: StoredRow[],
  _v: Map<string, StoredReview>,
): Promise<Planned[]> {
  return []
}
export async function planFollowups(_e: PlanEnv, _r: StoredRow[]): Promise<Planned[]> {
  return []
}
export async function applyLink(_c: Ctx, _t: WriteTx, _e: PlanEnv, _p: Planned): Promise<void> {}
export async function finishLinks(_c: Ctx, _t: WriteTx, _b: BatchRow): Promise<void> {}
export async function linkVersions(_d: Tx, _i: string[]): Promise<Map<string, { version: number }>> {
  return new Map()
}
export async function removeImportedLinks(_c: Ctx, _t: WriteTx, _i: string) {
  return { contacts: 0, followups: 0 }
}
