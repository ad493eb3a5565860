import { Worker } from 'node:worker_threads'
import { problem } from '../../../../platform/problems.ts'
import type { Solved, Task } from './solve.ts'

/** Five weeks at eight seconds each, and a slow machine. */
const LONGEST_MS = 90_000

let last: Promise<unknown> = Promise.resolve()

/**
 * `solve` beside the server's own thread, one roster after the other: a solver takes a processor for itself.
 * @throws Problem duty-busy when it does not end in ninety seconds
 */
export function solveBeside(task: Task, longestMs = LONGEST_MS): Promise<Solved> {
  const mine = last.then(() => run(task, longestMs))
  last = mine.catch(() => undefined)
  return mine
}

function run(task: Task, longestMs: number): Promise<Solved> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./solve-worker.ts', import.meta.url), { workerData: task })
    const late = setTimeout(() => {
      reject(problem('duty-busy'))
      worker.terminate()
    }, longestMs)
    worker.once('message', (solved: Solved) => resolve(solved))
    worker.once('error', reject)
    worker.once('exit', (code) => {
      clearTimeout(late)
      if (code !== 0) reject(new Error(`solve-worker: ${code}`))
    })
  })
}
