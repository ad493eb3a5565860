import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, findProcessStart, findText, startProblem } from './system.ts'

/** The id of the living process that wrote this lock; undefined when it is gone or the text is damaged. */
async function findHolder(text: string): Promise<number | undefined> {
  try {
    const { pid, started } = JSON.parse(text) as { pid: number; started: string }
    return (await findProcessStart(pid)) === started ? pid : undefined
  } catch {
    return undefined
  }
}

/**
 * Takes `<folder>/app.lock` for this process and returns what gives it back. A lock whose process is gone, or
 * whose id belongs to another process by now, is replaced. Throws `folder-in-use` when a living process holds
 * it, `folder-not-yours` when nothing can be written there.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const file = join(folder, 'app.lock')
  const mine = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  const stale = `${mine}.stale`
  const content = JSON.stringify({ pid: process.pid, started: await findProcessStart(process.pid) })
  try {
    writeFileSync(mine, content, { flag: 'wx' })
  } catch (error) {
    throw startProblem(
      'folder-not-yours',
      `Không ghi được vào thư mục dữ liệu ${folder} (${codeOf(error)}).`,
      `The data folder ${folder} cannot be written to (${codeOf(error)}).`,
    )
  }
  try {
    for (;;) {
      try {
        // A link fails when the name exists, like O_EXCL, and nobody ever reads half of its content.
        linkSync(mine, file)
        return () => {
          if (findText(file) === content) rmSync(file, { force: true })
        }
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error
      }
      const held = findText(file)
      if (held === undefined) continue
      const holder = await findHolder(held)
      if (holder !== undefined) {
        throw startProblem(
          'folder-in-use',
          `Thư mục dữ liệu ${folder} đang được tiến trình ${holder} sử dụng. Hãy dừng tiến trình đó trước.`,
          `The data folder ${folder} is in use by process ${holder}. Stop that process first.`,
        )
      }
      try {
        renameSync(file, stale)
      } catch (error) {
        if (codeOf(error) === 'ENOENT') continue
        throw error
      }
      // Another starter may have replaced the dead lock since it was read: then the living one goes back.
      if (findText(stale) !== held && !existsSync(file)) linkSync(stale, file)
    }
  } finally {
    rmSync(mine, { force: true })
    rmSync(stale, { force: true })
  }
}
