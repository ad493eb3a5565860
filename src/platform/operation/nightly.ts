import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { localDate } from '../clock.ts'
import { ensureSecret, readSecret, writeBackup } from './backup.ts'
import type { DumpHead } from './frames.ts'

export interface NightlyInput {
  url: string
  keys: DumpHead['keys']
  /** Where the files go; best another machine's disk. */
  folder: string
  keyFile: string
  /** How many files stay; older ones are removed when a new one is complete. */
  keep: number
}

const NAME = /^vungxanh-(\d{4}-\d{2}-\d{2})\.vxbackup$/
/** Hanoi's hour from which the day's back-up is due. A server that was off then makes it when it is on again. */
const FROM_HOUR = 1

const own = async (folder: string) =>
  (await readdir(folder).catch(() => [])).filter((f) => NAME.test(f)).sort()

/** When the newest back-up in a folder was made: the start of its day in Hanoi plus the hour; undefined without one. */
export async function findNewestBackup(folder: string): Promise<number | undefined> {
  const newest = (await own(folder)).at(-1)?.match(NAME)?.[1]
  return newest ? Date.parse(`${newest}T0${FROM_HOUR}:00:00+07:00`) : undefined
}

/**
 * Makes the day's back-up when it is due and not there, one process at a time; call it every few minutes.
 * @param now the system's time: the demo's clock may stand years ago
 * @returns the file that was made, if one was
 */
export async function backUpNightly(input: NightlyInput, now = new Date()): Promise<string | undefined> {
  const due = new Date(now.getTime() - FROM_HOUR * 3_600_000)
  const name = `vungxanh-${localDate(due)}.vxbackup`
  await mkdir(input.folder, { recursive: true, mode: 0o700 })
  if ((await own(input.folder)).includes(name)) return undefined
  const client = new Client({ connectionString: input.url, application_name: 'vung-xanh-backup' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    // The lock is the connection's: a process that dies lets go of it.
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock(728306) as mine')
    if (!rows[0]!.mine || (await own(input.folder)).includes(name)) return undefined
    ensureSecret(input.keyFile)
    const to = join(input.folder, name)
    for (const half of (await readdir(input.folder)).filter((f) => /\.vxbackup\.part-/.test(f)))
      await rm(join(input.folder, half), { force: true })
    await writeBackup({ url: input.url, keys: input.keys, secret: readSecret(input.keyFile), to })
    for (const old of (await own(input.folder)).slice(0, -input.keep)) await rm(join(input.folder, old))
    return to
  } finally {
    await client.end().catch(() => undefined)
  }
}
