import { Worker } from 'node:worker_threads'
import { problem } from '../../../../platform/problems.ts'
import type { Drawn, LonLatPolygons } from './topology.ts'

/** A city of 579 wards takes two seconds on two cores. */
const LONGEST_MS = 120_000

/**
 * `draw` of topology.ts beside the server's own thread: a city of wards takes a second or two.
 * @throws Problem boundary-tangled when the borders do not settle, or not in two minutes
 */
export function drawBeside(features: readonly LonLatPolygons[]): Promise<Drawn> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./draw-worker.ts', import.meta.url), { workerData: features })
    const late = setTimeout(() => {
      reject(problem('boundary-tangled'))
      worker.terminate()
    }, LONGEST_MS)
    worker.once('message', (drawn: Drawn) => resolve(drawn))
    worker.once('error', (error) =>
      reject(error instanceof RangeError ? problem('boundary-tangled') : (error as Error)),
    )
    worker.once('exit', (code) => {
      clearTimeout(late)
      if (code !== 0) reject(new Error(`draw-worker: ${code}`))
    })
  })
}
