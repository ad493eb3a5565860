import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
  type ScryptOptions,
  scrypt,
  timingSafeEqual,
} from 'node:crypto'
import { startProblem } from '../system.ts'

/**
 * The sealed file, version 1. All numbers big-endian.
 *
 *   head   8 bytes  "VXBACKUP"
 *          1 byte   1, the version of this form
 *          3 bytes  scrypt's cost: log2 of N, r, p
 *          16 bytes salt, new for every file
 *          16 bytes the first half of HMAC-SHA256 over the 28 bytes before, under the second key: tells a wrong key
 *                   from a damaged file
 *   chunks of 65,536 bytes of content, the last one shorter or equal: AES-256-GCM under the first key, ciphertext and
 *          16 bytes of tag. Nonce: the chunk's number in 11 bytes, then 1 for the last chunk and 0 for all others.
 *          Additional data: the head. A chunk that is moved, repeated, left out or taken from another file does not
 *          open, and a file cut at a chunk's border has no last one (the STREAM construction, Hoang, Reyhanitabar,
 *          Rogaway, Vizár 2015).
 *
 * Both keys, 32 bytes each, are scrypt's 64 bytes of the secret and the salt. A key serves one file, so no nonce is
 * ever used twice.
 */
const MAGIC = Buffer.from('VXBACKUP')
const VERSION = 1
const HEAD = 44
const CHUNK = 65_536
const TAG = 16
/** 2^15 · 8 · 128 bytes = 32 MB and a tenth of a second; a key file of random bytes needs none of it. */
const COST = { logN: 15, r: 8, p: 1 }

interface Keys {
  content: Buffer
  head: Buffer
}

async function deriveKeys(secret: Buffer, head: Buffer): Promise<Keys> {
  const [logN, r, p] = [head[9]!, head[10]!, head[11]!]
  // A head that asks for gigabytes would stop the machine before its check could refuse it.
  if (logN < 1 || logN > 20 || r < 1 || r > 16 || p < 1 || p > 4) throw damaged()
  const options: ScryptOptions = { N: 2 ** logN, r, p, maxmem: 2 ** logN * r * 128 * 2 }
  const bytes = await new Promise<Buffer>((resolve, reject) =>
    scrypt(secret, head.subarray(12, 28), 64, options, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  )
  return { content: bytes.subarray(0, 32), head: bytes.subarray(32) }
}

const checkOf = (keys: Keys, head: Buffer) =>
  createHmac('sha256', keys.head).update(head.subarray(0, 28)).digest().subarray(0, 16)

function nonceOf(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(index, 5, 6)
  nonce[11] = last ? 1 : 0
  return nonce
}

const damaged = () =>
  startProblem(
    'backup-damaged',
    'Tệp sao lưu bị hỏng hoặc đã bị sửa: có đoạn không mở được. Dùng bản sao lưu khác.',
    'The back-up is damaged or was changed: a part of it does not open. Use another one.',
  )
const cutOff = () =>
  startProblem(
    'backup-cut-off',
    'Tệp sao lưu bị cắt ngắn: thiếu phần cuối. Chép lại tệp hoặc dùng bản khác.',
    'The back-up is cut off: its end is missing. Copy the file again or use another one.',
  )

/** Encrypts a stream under a secret (the content of a key or passphrase file); holds one chunk in memory. */
export async function* seal(source: AsyncIterable<Buffer>, secret: Buffer): AsyncGenerator<Buffer> {
  const head = Buffer.concat([
    MAGIC,
    Buffer.from([VERSION, COST.logN, COST.r, COST.p]),
    randomBytes(16),
    Buffer.alloc(16),
  ])
  const keys = await deriveKeys(secret, head)
  checkOf(keys, head).copy(head, 28)
  yield head
  let index = 0
  const close = (content: Buffer, last: boolean) => {
    const cipher = createCipheriv('aes-256-gcm', keys.content, nonceOf(index++, last)).setAAD(head)
    return Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()])
  }
  for await (const content of slices(source, CHUNK)) yield close(content.bytes, content.last)
}

/**
 * Decrypts what `seal` made; nothing is given out before its chunk was found whole.
 * @throws Error with code backup-unknown (another kind of file), backup-key-wrong, backup-damaged, backup-cut-off
 */
export async function* unseal(source: AsyncIterable<Buffer>, secret: Buffer): AsyncGenerator<Buffer> {
  const stream = source[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  while (rest.length < HEAD) {
    const { value, done } = await stream.next()
    if (done) break
    rest = Buffer.concat([rest, value])
  }
  const head = rest.subarray(0, HEAD)
  if (!head.subarray(0, 8).equals(MAGIC) || head[8] !== VERSION) {
    if (head.length > 0 && head.length < HEAD && MAGIC.subarray(0, head.length).equals(head.subarray(0, 8)))
      throw cutOff()
    throw startProblem(
      'backup-unknown',
      'Đây không phải tệp sao lưu của Vùng Xanh, hoặc là của phiên bản mới hơn.',
      'This is no back-up of Vùng Xanh, or one of a later version.',
    )
  }
  if (head.length < HEAD) throw cutOff()
  const keys = await deriveKeys(secret, head)
  if (!timingSafeEqual(checkOf(keys, head), head.subarray(28))) {
    throw startProblem(
      'backup-key-wrong',
      'Khoá không mở được tệp sao lưu này. Dùng đúng tệp khoá đã dùng khi sao lưu.',
      'The key does not open this back-up. Use the key file that it was made with.',
    )
  }
  let index = 0
  const open = (sealed: Buffer, last: boolean): Buffer | undefined => {
    if (sealed.length < TAG) return undefined
    const decipher = createDecipheriv('aes-256-gcm', keys.content, nonceOf(index, last)).setAAD(head)
    const content = decipher.update(sealed.subarray(0, -TAG))
    decipher.setAuthTag(sealed.subarray(-TAG))
    try {
      return Buffer.concat([content, decipher.final()])
    } catch {
      return undefined
    }
  }
  const remaining = (async function* () {
    yield rest.subarray(HEAD)
    for (let next = await stream.next(); !next.done; next = await stream.next()) yield next.value
  })()
  for await (const { bytes, last } of slices(remaining, CHUNK + TAG)) {
    const content = open(bytes, last)
    if (!content) throw last && (bytes.length === 0 || open(bytes, false)) ? cutOff() : damaged()
    index += 1
    yield content
  }
}

/** Cuts a stream into pieces of `size` bytes; the last is known as such, and is empty only when the stream was. */
async function* slices(
  source: AsyncIterable<Buffer>,
  size: number,
): AsyncGenerator<{ bytes: Buffer; last: boolean }> {
  let parts: Buffer[] = []
  let held = 0
  for await (const part of source) {
    parts.push(part)
    held += part.length
    if (held <= size) continue
    const all = Buffer.concat(parts)
    let at = 0
    for (; all.length - at > size; at += size) yield { bytes: all.subarray(at, at + size), last: false }
    parts = [all.subarray(at)]
    held = all.length - at
  }
  yield { bytes: Buffer.concat(parts), last: true }
}
