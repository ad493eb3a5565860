import { Buffer } from 'node:buffer'
import { hash } from 'node:crypto'

/**
 * Content of a back-up before compression: frames of one letter, a length (4 bytes, big-endian) and a body.
 *   H  the head, JSON `DumpHead`, once and first
 *   T  a table begins, JSON `{ table }` with its name as in the head
 *   D  rows of it as `COPY … TO STDOUT` in text form gives them (UTF-8), cut anywhere
 *   E  the table ends, JSON `{ table, rows, digest }`
 *   Z  all ends, JSON `DumpEnd`
 */
export interface Frame {
  kind: 'H' | 'T' | 'D' | 'E' | 'Z'
  body: Buffer
}

export interface DumpHead {
  form: 1
  /** When the snapshot was taken, ISO 8601 UTC. */
  madeAt: string
  product: string
  postgres: string
  /** The schema's version: every migration in the order in which it ran, with the SHA-256 of its file. */
  migrations: { name: string; hash: string }[]
  /**
   * The secrets that live outside the database. Without the audit key the audit could not be verified after a
   * restore, without the session secret no second factor would open.
   */
  keys: { audit: string; session: string }
  tables: DumpTable[]
}

export interface DumpTable {
  /** Quoted as SQL needs it: `vx.person`, `auth."user"`. */
  table: string
  /** Columns that are stored and not computed, quoted. */
  columns: string[]
  /** Statements that make the table where no migration does (better-auth makes its own). */
  definition: string[]
}

export interface TableSum {
  rows: number
  /** Sum over all rows of the SHA-256 of each, eight words of 32 bits added apart: the order of rows is left out. */
  digest: string
}

export interface DumpEnd {
  tables: Record<string, TableSum>
  /** Last value of each sequence, as text, and whether it was given out. */
  sequences: { name: string; value: string; called: boolean }[]
  /** Events up to this number are done with: reactions to later ones were still waiting and run again after a restore. */
  reacted: number
}

/** A frame with a JSON body. */
export function jsonFrame(kind: Frame['kind'], body: unknown): Frame {
  return { kind, body: Buffer.from(JSON.stringify(body)) }
}

/** Frames as bytes. */
export async function* encodeFrames(frames: AsyncIterable<Frame>): AsyncGenerator<Buffer> {
  for await (const { kind, body } of frames) {
    const head = Buffer.alloc(5)
    head.write(kind, 0, 'latin1')
    head.writeUInt32BE(body.length, 1)
    yield head
    yield body
  }
}

/** No frame is larger: what claims to be is none. */
const MAX_BODY = 64 << 20

/** Bytes as frames. @throws Error when they end inside a frame or are none */
export async function* decodeFrames(source: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const part of source) {
    rest = rest.length ? Buffer.concat([rest, part]) : part
    let at = 0
    while (rest.length - at >= 5) {
      const kind = String.fromCharCode(rest[at]!) as Frame['kind']
      const length = rest.readUInt32BE(at + 1)
      if (!'HTDEZ'.includes(kind) || length > MAX_BODY) throw new Error(`Not a frame: ${kind} ${length}`)
      if (rest.length - at - 5 < length) break
      yield { kind, body: rest.subarray(at + 5, at + 5 + length) }
      at += 5 + length
    }
    rest = rest.subarray(at)
  }
  if (rest.length) throw new Error('The content ends inside a frame')
}

/** Adds up rows in COPY's text form, where a newline byte only ever ends a row. */
export function summing(): { add(chunk: Buffer): void; sum(): TableSum } {
  const words = new Uint32Array(8)
  let rows = 0
  let rest: Buffer[] = []
  const addRow = (row: Buffer) => {
    const digest = hash('sha256', row, 'buffer')
    for (let i = 0; i < 8; i += 1) words[i] = words[i]! + digest.readUInt32BE(i * 4)
    rows += 1
  }
  return {
    add(chunk) {
      let from = 0
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
        const row = chunk.subarray(from, end)
        addRow(rest.length ? Buffer.concat([...rest, row]) : row)
        rest = []
        from = end + 1
      }
      if (from < chunk.length) rest.push(chunk.subarray(from))
    },
    sum() {
      if (rest.length) throw new Error('A row without an end')
      return { rows, digest: [...words].map((w) => w.toString(16).padStart(8, '0')).join('') }
    },
  }
}
