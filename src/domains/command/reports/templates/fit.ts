import type { AreaTree } from '../../../registry/areas/index.ts'
import { REPORTING_LEVELS } from './contract.ts'

/**
 * Whether the report of an area can be made from a template: the product's own or one of an office above it or of its own,
 * in use, and meant for its level.
 */
export function fits(
  tree: AreaTree,
  areaId: number,
  template: { ownerId: number | null; retired: boolean; levels: readonly string[] | null },
): boolean {
  const area = tree.byId.get(areaId)
  if (!area || template.retired) return false
  if (template.ownerId !== null && !tree.subtree(template.ownerId).includes(areaId)) return false
  return (template.levels ?? REPORTING_LEVELS).includes(area.level)
}
