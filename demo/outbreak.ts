import { systemContext } from '../src/app.ts'
import { compareChanged } from '../src/domains/registry/people/index.ts'
import { connect } from '../src/platform/db.ts'
import { createActors } from './actors.ts'
import type { DemoInput } from './index.ts'
import { inlineEvents } from './inline-events.ts'
import { planOutbreak } from './plan.ts'
import { createRandom } from './random.ts'
import { stepsOf } from './steps.ts'

/**
 * Plays the three weeks before the demo's start through the product's own services, with their clock set to the
 * moment of each step: every fact has a history, an audit row and a time of knowledge.
 */
export async function unfoldOutbreak(input: DemoInput): Promise<void> {
  const connections = connect(input.url)
  let now = new Date('2021-07-24T06:00:00+07:00')
  const clock = { now: () => now }
  try {
    const system = await systemContext(connections, clock, input.auditKey)
    const events = inlineEvents(connections.ownerPool, system)
    const random = createRandom(`outbreak/${input.seed}`)
    const plan = await planOutbreak(connections.ownerPool, random)
    const actors = await createActors(connections, system)
    const steps = stepsOf(plan, actors, random, input.light ?? false)
    let half = ''
    while (steps.length) {
      const step = steps.take()
      // What others do in answer (tasks, tiers) happens before the next half-day begins, as it would in life.
      const part = step.at.toISOString().slice(0, 13)
      if (part !== half) await events.run()
      half = part
      now = step.at
      await step.run()
    }
    await events.run()
    now = new Date('2021-08-10T16:59:00+07:00')
    await events.run()
    // A large district is compared in the background once it runs.
    if (input.people <= 40_000) await compareChanged(await systemContext(connections, clock, input.auditKey))
  } finally {
    await connections.close()
  }
}
