// Runs before node_modules exists, on whatever Node (20 or later) the machine has: no packages in here.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of package.json. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const lockFile = join(root, 'package-lock.json')
const modules = join(root, 'node_modules')
const modulesStamp = join(modules, '.vungxanh-stamp')
const pinnedNode = join(modules, 'node/bin/node')
const webApp = join(root, 'dist/web/index.html')
const webStamp = join(root, 'dist/.stamp')
const webInputs = ['src', 'index.html', 'vite.config.ts', 'tsconfig.json', 'package-lock.json']

/** An error with a message for a person, Vietnamese first, and before it what the failed program said. */
function failure(vi, en, detail) {
  return new Error(`${String(detail ?? '').trim()}\n\n${vi}\n${en}`.trim())
}

function findText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** Names the platform too: a folder shared with another kind of machine needs that one's programs. */
function stampOfLock() {
  const hash = createHash('sha256').update(readFileSync(lockFile)).digest('hex')
  return `${hash} ${process.platform}-${process.arch}\n`
}

/** Whether npm has put exactly what the lock file says there, as a developer's `npm install` does. */
function matchesLock() {
  const text = findText(join(modules, '.package-lock.json'))
  if (!text || !existsSync(pinnedNode)) return false
  const have = JSON.parse(text).packages
  const { '': _project, ...want } = JSON.parse(readFileSync(lockFile, 'utf8')).packages
  const same = (name) =>
    have[name]?.version === want[name]?.version && have[name]?.integrity === want[name]?.integrity
  // Optional packages for other platforms are in the lock file only.
  const complete = Object.keys(want).every((name) => have[name] || want[name].optional)
  return complete && Object.keys(have).every(same)
}

/** Makes node_modules what package-lock.json says, and returns the path of the pinned Node. Throws for a person. */
export function installPackages() {
  const [major] = process.versions.node.split('.').map(Number)
  if (major < 20) {
    throw failure(
      `Cần Node.js 20 trở lên, máy này có ${process.version}.`,
      `Node.js 20 or later is needed, this machine has ${process.version}.`,
    )
  }
  const stamp = stampOfLock()
  if (findText(modulesStamp) === stamp && existsSync(pinnedNode)) return pinnedNode
  if (!matchesLock()) {
    console.log('Đang cài các gói phần mềm… / Installing packages…')
    const script = process.env.npm_execpath ?? ''
    const [npm, ...first] = basename(script) === 'npm-cli.js' ? [process.execPath, script] : ['npm']
    // NODE_ENV=production in the environment would leave out what `npm test` needs, under the same stamp.
    const options = ['--no-audit', '--no-fund', '--include=dev', '--include=optional', '--loglevel=error']
    const { status, error } = spawnSync(npm, [...first, 'ci', ...options], { cwd: root, stdio: 'inherit' })
    if (error || status !== 0) {
      throw failure(
        'Không cài được các gói phần mềm (lỗi của npm ở trên). Hãy kiểm tra mạng và dung lượng đĩa rồi chạy lại.',
        'The packages could not be installed (npm says why above). Check the network and the free disk space, then run this again.',
        error,
      )
    }
  }
  if (!existsSync(pinnedNode)) {
    throw failure(
      'Gói "node" chưa cài xong: npm trên máy này không chạy lệnh cài của các gói (ignore-scripts). Hãy cho phép rồi chạy lại.',
      'The package "node" is incomplete: npm on this machine does not run install scripts (ignore-scripts). Allow them, then run this again.',
    )
  }
  writeFileSync(modulesStamp, stamp)
  return pinnedNode
}

function filesBelow(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)))
}

/** By content: a checkout gives new dates to files that have not changed. */
function stampOfSources() {
  const hash = createHash('sha256')
  const files = webInputs.flatMap((input) => filesBelow(join(root, input)))
  for (const file of files.filter((name) => !/\.test\.tsx?$/.test(name))) {
    const content = readFileSync(file)
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content)
  }
  return `${hash.digest('hex')}\n`
}

/** Makes dist/web what the sources say. Throws for a person. */
export function buildWebApp() {
  const stamp = stampOfSources()
  if (findText(webStamp) === stamp && existsSync(webApp)) return
  console.log('Đang dựng giao diện… / Building the web app…')
  mkdirSync(dirname(webStamp), { recursive: true })
  rmSync(webStamp, { force: true })
  const vite = join(modules, 'vite/bin/vite.js')
  const { status, error, stdout, stderr } = spawnSync(pinnedNode, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (error || status !== 0) {
    throw failure(
      'Không dựng được giao diện. Lỗi được ghi ở trên.',
      'The web app could not be built. The error is shown above.',
      error ?? `${stdout}\n${stderr}`,
    )
  }
  writeFileSync(webStamp, stamp)
}

/**
 * Both of the above for `npm start`; does nothing where the stamps show that all is as it should be. Ends the
 * process with code 1 and a message when it cannot be done.
 */
export function prepare({ build }) {
  try {
    const node = installPackages()
    if (build) buildWebApp()
    return node
  } catch (error) {
    console.error(error.message)
    // An error of the system's has a code and speaks English only.
    if (error.code) console.error('\nKhông chuẩn bị được chương trình. / The program could not be prepared.')
    process.exit(1)
  }
}
