import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { extractText } from 'unpdf'

// A thread of its own: a file made to keep a reader busy, or to fill its memory, ends with it.
const { text } = await extractText(new Uint8Array(readFileSync(workerData as string)), { mergePages: false })
parentPort!.postMessage(text)
