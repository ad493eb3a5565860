import { Worker } from 'node:worker_threads'
import { problem } from '../../../../platform/problems.ts'
import type { Drawn, LonLatPolygons } from './topology.ts'

/**
 * `draw` of topology.ts beside the server's own thread: a city of wards takes a second or two.
 * @throws Problem boundary-tangled when the borders do not settle
 */
export function drawBeside(features: readonly LonLatPolygons[]): Promise<Drawn> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./draw-worker.ts', import.meta.url), { workerData: features })
    worker.once('message', (drawn: Drawn) => resolve(drawn))
    worker.once('error', (error) =>
      reject(error instanceof RangeError ? problem('boundary-tangled') : (error as Error)),
    )
    worker.once('exit', (code) => code !== 0 && reject(new Error(`draw-worker: ${code}`)))
  })
}
