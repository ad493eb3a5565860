import { parentPort, workerData } from 'node:worker_threads'
import { solve } from './solve.ts'

parentPort!.postMessage(await solve(workerData))
