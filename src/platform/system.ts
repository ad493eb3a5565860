import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

/** Runs a program to its end; the error of a failed one carries `stderr`. */
export const run = promisify(execFile)

/** An error of the start, before there is anyone to send a problem document to: both languages, one under the other. */
export function startProblem(code: string, vi: string, en: string): Error & { code: string } {
  return Object.assign(new Error(`${vi}\n${en}`), { code })
}

/** The system's or PostgreSQL's code of an error, '' when it has none. */
export function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code ?? '')
}

/** The text of a file, undefined where there is none (a process may end while its /proc file is read). */
export function findText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(codeOf(error))) return undefined
    throw error
  }
}

async function ps(...args: string[]): Promise<string> {
  const { stdout } = await run('ps', args).catch(() => ({ stdout: '' }))
  return stdout.trim()
}

/** State letter first, start time in clock ticks at 19; the name before them may hold spaces and brackets. */
function findStat(pid: number): string[] | undefined {
  const stat = findText(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/**
 * When a process began, as text that tells it from any other that ever has the same id; undefined when there is
 * none. A zombie counts as none: it holds nothing any more.
 */
export async function findProcessStart(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return (await ps('-o', 'lstart=', '-p', String(pid))) || undefined
  const stat = findStat(pid)
  if (!stat || stat[0] === 'Z' || stat[0] === 'X') return undefined
  return `${findText('/proc/sys/kernel/random/boot_id')?.trim()} ${stat[19]}`
}

/** Program and arguments, joined by spaces; '' when there is no such process. */
export async function commandLine(pid: number): Promise<string> {
  if (process.platform !== 'linux') return ps('-o', 'command=', '-p', String(pid))
  return (findText(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim()
}

/** The ids of all processes that can be seen. */
export async function listProcesses(): Promise<number[]> {
  if (process.platform !== 'linux') return (await ps('-A', '-o', 'pid=')).split('\n').map(Number)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

/** Whether a process runs; a zombie does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
  return process.platform !== 'linux' || findStat(pid)?.[0] !== 'Z'
}

/** Sends a signal; a process that has ended already is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}

/** Waits up to `milliseconds` until `alive()` is false, and says whether that came. */
export async function goneWithin(alive: () => boolean, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds
  while (alive()) {
    if (Date.now() > end) return false
    await sleep(10)
  }
  return true
}
