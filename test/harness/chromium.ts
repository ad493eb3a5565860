import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

const run = promisify(execFile)

const quietFlags = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  '--disable-gpu',
  // Containers give /dev/shm 64 MB, and a page that needs more crashes.
  '--disable-dev-shm-usage',
]

/**
 * The browser of the npm package, unpacked once a version and user: chromium, its libraries, one font.
 * The package itself would unpack into the temporary folder's top, where a half-written file of another test
 * process counts as done; a folder that is renamed at the end does not.
 */
async function unpackBrowser(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8'))
  const folder = join(tmpdir(), `vungxanh-chromium-${version}-${process.getuid?.()}`)
  const known = statSync(folder, { throwIfNoEntry: false })
  // Anyone can put a folder of this name into a temporary folder that all users share.
  if (known && known.uid !== process.getuid?.()) throw new Error(`${folder} belongs to another user`)
  if (known) return folder
  const half = mkdtempSync(`${folder}.`)
  // Only in its own surroundings, a Lambda function, does the package unpack the libraries as well.
  const env = { ...process.env, TMPDIR: half, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' }
  const code = `await (await import(${JSON.stringify(entry)})).default.executablePath()`
  await run(process.execPath, ['--input-type=module', '-e', code], { env })
  const fonts = `<dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir>`
  writeFileSync(
    join(half, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${fonts}</fontconfig>`,
  )
  try {
    renameSync(half, folder)
  } catch (error) {
    rmSync(half, { recursive: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}

/**
 * A headless Chromium that talks to nobody but the pages it is given: the one CHROMIUM_PATH names, else
 * /usr/bin/chromium, else the one from the npm registry. The caller closes it.
 *
 * @throws Error when CHROMIUM_PATH names no file, or the browser does not start.
 */
export async function launchChromium(): Promise<Browser> {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen && !existsSync(chosen)) throw new Error(`CHROMIUM_PATH: there is no ${chosen}`)
  const installed = chosen || (existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined)
  if (installed) return chromium.launch({ executablePath: installed, args: quietFlags })
  const folder = await unpackBrowser()
  const libraries = [join(folder, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':')
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: quietFlags,
    env: { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  })
}
