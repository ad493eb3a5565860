import { randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { codeOf, startProblem } from '../system.ts'
import { dump } from './dump.ts'
import { type DumpEnd, type DumpHead, decodeFrames, encodeFrames, type Frame, summing } from './frames.ts'
import { seal, unseal } from './seal.ts'

const SHORTEST_SECRET = 16

/**
 * The secret that back-ups are sealed with: what a file holds, without the line's end.
 * @throws Error backup-key-missing, backup-key-short
 */
export function readSecret(path: string): Buffer {
  if (!existsSync(path))
    throw startProblem(
      'backup-key-missing',
      `Không có tệp khoá sao lưu ${path}.`,
      `There is no back-up key file ${path}.`,
    )
  const secret = Buffer.from(readFileSync(path, 'utf8').trim())
  if (secret.length < SHORTEST_SECRET)
    throw startProblem(
      'backup-key-short',
      `Khoá trong ${path} quá ngắn: cần ít nhất ${SHORTEST_SECRET} ký tự.`,
      `The key in ${path} is too short: at least ${SHORTEST_SECRET} characters are needed.`,
    )
  return secret
}

/** Makes a key file unless there is one. @returns whether it was made now */
export function ensureSecret(path: string): boolean {
  if (existsSync(path)) return false
  writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  return true
}

/**
 * Writes an encrypted back-up of one moment, whatever the size of the database in the same memory. The file gets its
 * name when all of it is on the disk; one that stands there already is kept.
 * @throws Error backup-exists; the database's or the disk's error, with nothing left behind
 */
export async function writeBackup(input: {
  url: string
  keys: DumpHead['keys']
  secret: Buffer
  to: string
}): Promise<void> {
  if (existsSync(input.to))
    throw startProblem('backup-exists', `Tệp ${input.to} đã có.`, `The file ${input.to} exists already.`)
  const half = `${input.to}.part-${randomBytes(4).toString('hex')}`
  try {
    await pipeline(
      encodeFrames(dump(input.url, input.keys)),
      createZstdCompress(),
      (content: AsyncIterable<Buffer>) => seal(content, input.secret),
      createWriteStream(half, { mode: 0o600, flags: 'wx', flush: true }),
    )
    await rename(half, input.to)
    const folder = await open(dirname(input.to), 'r')
    await folder.sync().finally(() => folder.close())
  } catch (error) {
    await rm(half, { force: true })
    throw error
  }
}

/** The frames of a back-up; errors are those of `unseal`. */
export async function* readBackup(path: string, secret: Buffer): AsyncGenerator<Frame> {
  const file = createReadStream(path)
  const inflate = createZstdDecompress()
  // Decryption may refuse the file at any chunk; that is the error to tell, not the stream that ended too soon.
  let refused: unknown
  const feeding = pipeline(file, (content: AsyncIterable<Buffer>) => unseal(content, secret), inflate).catch(
    (error: unknown) => {
      refused = error
    },
  )
  try {
    yield* decodeFrames(inflate)
    await feeding
  } catch (error) {
    await feeding
    throw codeOf(refused).startsWith('backup-') ? refused : error
  } finally {
    file.destroy()
  }
  if (refused) throw refused
}

/** Reads a back-up from end to end without a database: whole, by this key, and every table as long as it says. */
export async function checkBackup(frames: AsyncIterable<Frame>): Promise<{ head: DumpHead; end: DumpEnd }> {
  let head: DumpHead | undefined
  let end: DumpEnd | undefined
  let counting = summing()
  const wrong = (what: string) =>
    startProblem(
      'backup-inconsistent',
      `Nội dung sao lưu không khớp với chính nó (${what}).`,
      `The back-up does not agree with itself (${what}).`,
    )
  for await (const { kind, body } of frames) {
    if (kind === 'H') head = JSON.parse(body.toString())
    else if (kind === 'T') counting = summing()
    else if (kind === 'D') counting.add(body)
    else if (kind === 'Z') end = JSON.parse(body.toString())
    else {
      const told = JSON.parse(body.toString()) as { table: string; rows: number; digest: string }
      const { rows, digest } = counting.sum()
      if (told.rows !== rows || told.digest !== digest) throw wrong(told.table)
    }
  }
  if (!head || !end) throw wrong('no end')
  return { head, end }
}
