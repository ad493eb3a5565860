import type { Ctx } from '../../../../platform/context.ts'
import type { AreaTree } from '../../../registry/areas/index.ts'
import type { KnownPerson } from '../queries.ts'
import type { ShownPerson } from './contract.ts'
import type { Memory } from './memory.ts'

/**
 * People of the network as the viewer may see them (rule 8): who lives in their areas by id, and by name with
 * person.read; of everybody else the ward.
 */
export class Shown {
  readonly #mayKnow: boolean
  readonly #areas: Set<number>
  readonly #memory: Memory
  readonly #tree: AreaTree

  constructor(ctx: Ctx, tree: AreaTree, memory: Memory) {
    this.#mayKnow = ctx.viewer.rights.has('person.read')
    this.#areas = new Set(ctx.viewer.areaIds)
    this.#memory = memory
    this.#tree = tree
  }

  isOutside(person: number): boolean {
    return !this.#areas.has(this.#memory.home[person]!)
  }

  ward(person: number): number {
    const home = this.#memory.home[person]!
    return this.#tree.ancestor(home, 'ward')?.id ?? home
  }

  /** @param known names of the people in the viewer's areas */
  person(person: number, known: Map<string, KnownPerson>): ShownPerson {
    const personId = this.#memory.people.text(person)
    const found = this.isOutside(person) ? undefined : known.get(personId)
    if (!found) return { personId: null, fullName: null, outside: true, areaId: this.ward(person) }
    const fullName = this.#mayKnow ? found.fullName : null
    return { personId, fullName, outside: false, areaId: found.areaId }
  }
}
