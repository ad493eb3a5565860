import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { startPostgres } from '../embedded-postgres.ts'
import { codeOf, findText } from '../system.ts'
import type { DumpHead } from './frames.ts'

/** Where the product lives, as `readConfig` reads it, without making anything: a restore brings its own keys. */
export function findPlace(env: NodeJS.ProcessEnv): { folder: string; databaseUrl: string | undefined } {
  return { folder: resolve(env.VX_DATA || 'data'), databaseUrl: env.DATABASE_URL || undefined }
}

/** The url of the embedded server that the running application started on `folder`; undefined when it cannot be known. */
function runningUrl(folder: string): string | undefined {
  const home = join(folder, 'postgres')
  const password = findText(join(home, 'password'))
  // Its lines: process id, data directory, start time, port, socket folder.
  const [, , , port, socket] = (findText(join(home, 'data/postmaster.pid')) ?? '').split('\n')
  if (!password || !port || !socket) return undefined
  return `postgres://vx:${password}@/vungxanh?host=${encodeURIComponent(socket)}&port=${port}`
}

/**
 * Runs `work` on the embedded database of a data folder: started for it, or the running application's when `shared`.
 * @throws Error folder-in-use when the application runs and the work wants the database for itself
 */
export async function withEmbedded<T>(
  folder: string,
  options: { shared: boolean },
  work: (url: string) => Promise<T>,
): Promise<T> {
  let server: Awaited<ReturnType<typeof startPostgres>>
  try {
    server = await startPostgres({ folder })
  } catch (error) {
    const url = options.shared && codeOf(error) === 'folder-in-use' ? runningUrl(folder) : undefined
    if (!url) throw error
    return work(url)
  }
  try {
    return await work(server.url)
  } finally {
    await server.stop()
  }
}

const FILES = { audit: 'audit.key', session: 'auth.secret' } as const

/** The secrets of a data folder, as a back-up carries them. @throws Error when one is missing */
export function readKeys(folder: string): DumpHead['keys'] {
  return {
    audit: readFileSync(join(folder, FILES.audit), 'utf8').trim(),
    session: readFileSync(join(folder, FILES.session), 'utf8').trim(),
  }
}

/** Puts the secrets of a back-up into a data folder; others that stood there are kept under another name. */
export function writeKeys(folder: string, keys: DumpHead['keys']): void {
  for (const [key, name] of Object.entries(FILES) as [keyof typeof FILES, string][]) {
    const path = join(folder, name)
    const held = findText(path)?.trim()
    if (held === keys[key]) continue
    if (existsSync(path)) renameSync(path, `${path}.before-${Date.now()}`)
    writeFileSync(path, keys[key], { mode: 0o600, flag: 'wx' })
  }
}
