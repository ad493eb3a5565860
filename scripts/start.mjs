import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { prepare, root } from './prepare.mjs'

const node = prepare({ build: true })

const child = spawn(node, [join(root, 'src/main.ts'), ...process.argv.slice(2)], {
  // In a process group of its own Ctrl-C reaches it once, through here: npm passes on what the terminal sends too.
  detached: true,
  // The application stops when this channel closes: then this process has died without a word.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
})

/** What npm repeats comes at once; a person's second Ctrl-C does not. */
const REPEATED_MS = 700
let asked = 0

function stop(signal) {
  if (asked === 0) {
    asked = Date.now()
    child.kill(signal)
  } else if (Date.now() - asked > REPEATED_MS) child.kill('SIGKILL')
}

process.on('SIGINT', () => stop('SIGINT'))
process.on('SIGTERM', () => stop('SIGTERM'))
process.on('SIGHUP', () => stop('SIGTERM'))

if (process.env.npm_lifecycle_event) {
  // npm can end without a word to this process: killed, or while the shell between them keeps the signal to itself.
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    stop('SIGTERM')
  }, 500)
}

child.on('error', (error) => {
  console.error(`Không chạy được chương trình. / The program could not be run.\n${error}`)
  process.exit(1)
})
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
