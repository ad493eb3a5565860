import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'

const FOLDER = new URL('.', import.meta.url)
const SUFFIX = '.sql.gz'

interface ReleaseDump {
  /** SQL for an empty database, to be sent as one query. */
  sql: string
  /** Hex; without it nobody could say whether the audit is whole. */
  auditKey: string
}

/** The releases of which a dump is kept, oldest first. */
export function listDumps(): string[] {
  const found = readdirSync(FOLDER).filter((f) => f.endsWith(SUFFIX))
  return found.map((f) => basename(f, SUFFIX)).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

const fileOf = (release: string) => new URL(release + SUFFIX, FOLDER)

export function readDump(release: string): ReleaseDump {
  const sql = gunzipSync(readFileSync(fileOf(release))).toString()
  return { sql, auditKey: sql.match(/^-- audit key: ([0-9a-f]{64})$/m)![1]! }
}

/**
 * Keeps a database as the dump of a release: what pg_dump says, which asks the server's catalog and knows nothing of our
 * migrations. Rows are statements, so that one query can load them without psql.
 * @throws Error when there is no pg_dump, or it is older than the server
 */
export async function writeDump(release: string, database: { url: string; auditKey: string }): Promise<void> {
  const args = ['--no-owner', '--no-comments', '--rows-per-insert=200', `--dbname=${database.url}`]
  const { stdout } = await promisify(execFile)('pg_dump', args, { maxBuffer: 256 << 20 })
  const sql = stdout
    // Commands to psql.
    .replace(/^\\(un)?restrict .*$/gm, '')
    // The role that owned it there may have another name elsewhere.
    .replace(/^ALTER DEFAULT PRIVILEGES FOR ROLE \w+ /gm, 'ALTER DEFAULT PRIVILEGES ')
  writeFileSync(fileOf(release), gzipSync(`-- audit key: ${database.auditKey}\n${sql}`, { level: 9 }))
}
