// npm run audit:verify: on the pinned Node, which may have to be installed first.
import { spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepare } from './prepare.mjs'

const node = prepare({ build: false })

if (realpathSync(node) !== realpathSync(process.execPath)) {
  const { status } = spawnSync(node, [fileURLToPath(import.meta.url)], { stdio: 'inherit' })
  process.exit(status ?? 2)
}

const { auditVerifyCommand } = await import('../src/platform/audit-verify.ts')
try {
  process.exitCode = (await auditVerifyCommand(process.env, (line) => console.log(line))) ? 0 : 1
} catch (error) {
  // What was foreseen is said in two languages on two lines; anything else needs its stack.
  console.error(/\n/.test(error.message) ? error.message : error)
  process.exitCode = 2
}
