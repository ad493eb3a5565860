// npm run retention: on the pinned Node, which may have to be installed first.
import { spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepare } from './prepare.mjs'

const node = prepare({ build: false })
const args = process.argv.slice(2)

if (realpathSync(node) !== realpathSync(process.execPath)) {
  const { status } = spawnSync(node, [fileURLToPath(import.meta.url), ...args], { stdio: 'inherit' })
  process.exit(status ?? 2)
}

const { retentionCommand } = await import('../src/platform/retention-job.ts')
try {
  await retentionCommand(args, process.env, (line) => console.log(line))
} catch (error) {
  // What was foreseen is said in two languages on two lines; anything else needs its stack.
  console.error(/\n/.test(error.message) ? error.message : error)
  process.exitCode = 2
}
