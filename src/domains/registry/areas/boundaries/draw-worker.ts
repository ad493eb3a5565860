import { parentPort, workerData } from 'node:worker_threads'
import { draw } from './topology.ts'

parentPort!.postMessage(draw(workerData))
