import { type FileHandle, open } from 'node:fs/promises'
import { createInflateRaw } from 'node:zlib'
import { FileProblem, type Limits } from './table.ts'

export interface ZipEntry {
  packed: number
  inflated: number
  method: number
  offset: number
}

/** The parts of a ZIP by name, from its central directory, which alone is believed. */
export interface Zip {
  path: string
  entries: Map<string, ZipEntry>
}

const END = 0x06054b50
const END64_LOCATOR = 0x07064b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const STORED = 0
const DEFLATED = 8
/** An end record and the longest comment after it. */
const TAIL = 22 + 0xffff
const MAX_DIRECTORY = 4 * 1024 * 1024
/** Parts below this size may be packed as densely as they like: a page of equal letters is no attack. */
const RATIO_FROM = 1024 * 1024

async function bytesAt(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, start)
  return buffer.subarray(0, bytesRead)
}

const damaged = () => new FileProblem('file-not-a-table', { reason: 'damaged-zip' })

async function directory(file: FileHandle): Promise<{ start: number; size: number; count: number }> {
  const { size } = await file.stat()
  const tailStart = Math.max(0, size - TAIL)
  const tail = await bytesAt(file, tailStart, size - tailStart)
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (at < 0 || at + 22 > tail.length || tail.readUInt32LE(at) !== END) throw damaged()
  const found = {
    count: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    start: tail.readUInt32LE(at + 16),
  }
  if (found.start !== 0xffffffff && found.count !== 0xffff) return found
  if (at < 20 || tail.readUInt32LE(at - 20) !== END64_LOCATOR) throw damaged()
  const record = await bytesAt(file, Number(tail.readBigUInt64LE(at - 12)), 56)
  if (record.length < 56) throw damaged()
  return {
    count: Number(record.readBigUInt64LE(32)),
    size: Number(record.readBigUInt64LE(40)),
    start: Number(record.readBigUInt64LE(48)),
  }
}

/** Sizes of 4 GB and more stand in an extra field, in this order, each only when its own field is full. */
function wide(extra: Buffer, values: number[]): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    let next = at + 4
    return values.map((value) => {
      if (value !== 0xffffffff || next + 8 > extra.length) return value
      next += 8
      return Number(extra.readBigUInt64LE(next - 8))
    })
  }
  return values
}

/**
 * Reads the central directory and refuses, before anything is inflated, an archive with too many parts, too much inside
 * or parts packed too densely. Throws FileProblem: 'file-zip-bomb', 'file-encrypted' (a part is encrypted) or
 * 'file-not-a-table' (no readable directory).
 */
export async function openZip(path: string, limits: Limits): Promise<Zip> {
  const file = await open(path)
  try {
    const { start, size, count } = await directory(file)
    if (count > limits.zipEntries || size > MAX_DIRECTORY) {
      throw new FileProblem('file-zip-bomb', { what: 'entries', limit: limits.zipEntries, found: count })
    }
    const bytes = await bytesAt(file, start, size)
    const entries = new Map<string, ZipEntry>()
    let total = 0
    for (let at = 0, left = count; left > 0; left -= 1) {
      if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL) throw damaged()
      const nameEnd = at + 46 + bytes.readUInt16LE(at + 28)
      const extraEnd = nameEnd + bytes.readUInt16LE(at + 30)
      const [inflated = 0, packed = 0, offset = 0] = wide(bytes.subarray(nameEnd, extraEnd), [
        bytes.readUInt32LE(at + 24),
        bytes.readUInt32LE(at + 20),
        bytes.readUInt32LE(at + 42),
      ])
      if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw new FileProblem('file-encrypted')
      const name = bytes
        .toString('utf8', at + 46, nameEnd)
        .replaceAll('\\', '/')
        .replace(/^\/+/, '')
      total += inflated
      if (total > limits.zipInflated) {
        throw new FileProblem('file-zip-bomb', { what: 'inflated', limit: limits.zipInflated })
      }
      if (inflated > RATIO_FROM && inflated > packed * limits.zipRatio) {
        throw new FileProblem('file-zip-bomb', { what: 'ratio', limit: limits.zipRatio })
      }
      entries.set(name, { packed, inflated, method: bytes.readUInt16LE(at + 10), offset })
      at = extraEnd + bytes.readUInt16LE(at + 32)
    }
    return { path, entries }
  } finally {
    await file.close()
  }
}

/**
 * The bytes of one part, inflated piece by piece. Throws FileProblem: 'file-zip-bomb' as soon as it holds more than the
 * directory said, 'file-not-a-table' when it is missing or damaged.
 */
export async function* zipPart(zip: Zip, name: string): AsyncGenerator<Buffer> {
  const entry = zip.entries.get(name)
  if (!entry || (entry.method !== STORED && entry.method !== DEFLATED)) throw damaged()
  const file = await open(zip.path)
  try {
    const local = await bytesAt(file, entry.offset, 30)
    if (local.length < 30 || local.readUInt32LE(0) !== LOCAL) throw damaged()
    if (entry.packed === 0) return
    const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
    const packed = file.createReadStream({ start, end: start + entry.packed - 1, autoClose: false })
    const inflate = createInflateRaw()
    packed.on('error', (error) => inflate.destroy(error))
    const source = entry.method === STORED ? packed : packed.pipe(inflate)
    let seen = 0
    try {
      for await (const piece of source as AsyncIterable<Buffer>) {
        seen += piece.length
        if (seen > entry.inflated) throw new FileProblem('file-zip-bomb', { what: 'declared', part: name })
        yield piece
      }
    } catch (error) {
      throw error instanceof FileProblem ? error : damaged()
    } finally {
      packed.destroy()
      inflate.destroy()
    }
  } finally {
    await file.close()
  }
}
