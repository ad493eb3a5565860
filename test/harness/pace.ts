import { performance } from 'node:perf_hooks'
import type { World } from './world.ts'

/** What the round below takes on two quiet cores, in milliseconds. */
const QUIET_MS = 25

/**
 * How many times slower than quiet cores this machine is at the moment, at least 1: what people are promised within a
 * second holds for a machine that they have to themselves, and tests share theirs with each other.
 */
export async function slowness(world: World): Promise<number> {
  const start = performance.now()
  for (let i = 0; i < 10; i++) await world.fetch(undefined, '/readyz')
  return Math.max(1, (performance.now() - start) / QUIET_MS)
}
