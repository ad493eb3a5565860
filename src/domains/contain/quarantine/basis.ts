import type { WriteTx } from '../../../platform/context.ts'
import type { Order } from './contract.ts'
import { getRuleOf } from './queries.ts'

/** A circular as a base names it: without what our table adds about open questions. */
const citation = (legalBasis: string) => legalBasis.split(/[(;]/)[0]!.trim()

const PROPOSERS: Record<string, string> = {
  'ward-nurse': 'Trạm Y tế phường',
  epidemiologist: 'Trung tâm Y tế quận',
}

/** The lines "Căn cứ …" of a decision when the signer gives none. */
export async function usualBasis(tx: WriteTx, order: Order, ruleId: number): Promise<string[]> {
  const rule = await getRuleOf(tx.db, ruleId)
  const { proposed_by_post: post } = await tx.db
    .selectFrom('vx.isolation_order')
    .select('proposed_by_post')
    .where('id', '=', order.id)
    .executeTakeFirstOrThrow()
  return [
    'Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007',
    'Căn cứ Nghị định số 101/2010/NĐ-CP ngày 30 tháng 9 năm 2010 của Chính phủ',
    `Căn cứ ${citation(rule.legalBasis)}`,
    `Theo đề nghị của ${PROPOSERS[post] ?? 'cơ quan y tế'}`,
  ]
}
