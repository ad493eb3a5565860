// npm run backup, restore and move: on the pinned Node, which may have to be installed first.
import { spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepare } from './prepare.mjs'

const node = prepare({ build: false })

if (realpathSync(node) !== realpathSync(process.execPath)) {
  const { status } = spawnSync(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  process.exit(status ?? 1)
}

const { operate } = await import('../src/platform/operation/command.ts')
try {
  await operate(process.argv[2], process.argv.slice(3), process.env, (line) => console.log(line))
} catch (error) {
  // What was foreseen is said in two languages on two lines; anything else needs its stack.
  console.error(/\n/.test(error.message) ? error.message : error)
  process.exitCode = 1
}
