import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWebApp, installPackages, root } from './prepare.mjs'

const failures = []
const skipped = []
let passed = 0
let failed = 0

function attempt(what, make) {
  try {
    return make()
  } catch (error) {
    console.error(error.message)
    failed += 1
    failures.push(what)
  }
}

/** Runs a program of node_modules/.bin on the pinned Node under a heading, and says whether it succeeded. */
function run(heading, [program, ...args], env = {}) {
  console.log(`\n── ${heading}`)
  const start = performance.now()
  const script = join(root, 'node_modules/.bin', program)
  // A missing program would end up as an error of Node's that hides which step it was.
  const found = existsSync(script)
  if (!found) console.error(`node_modules/.bin/${program} is missing`)
  const command = [found ? realpathSync(script) : script, ...args]
  const options = { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }
  const { status } = found ? spawnSync(node, command, options) : { status: 1 }
  console.log(`── ${heading}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
  return status === 0
}

function check(heading, command) {
  if (run(heading, command)) passed += 1
  else {
    failed += 1
    failures.push(heading)
  }
}

function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'vungxanh-test-'))
  const file = join(folder, 'summary.json')
  const reporters = ['--reporter=default', '--reporter=./scripts/skip-reporter.ts']
  const succeeded = run('vitest', ['vitest', 'run', ...reporters, ...args], { VX_TEST_SUMMARY: file })
  const summary = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
  rmSync(folder, { recursive: true })
  if (summary) {
    passed += summary.passed
    failed += summary.failed
    failures.push(...summary.failures)
    skipped.push(...summary.skipped)
  }
  // Ended before it could say how it went, or without one test to its name.
  if (!succeeded && !summary?.failed) {
    failed += 1
    failures.push('vitest did not run to its end')
  }
}

const node = attempt('installation of packages', installPackages)
if (node) {
  attempt('build of the web app', buildWebApp)
  // The long form repeats tests only.
  if (!process.env.VX_LONG) {
    check('tsc', ['tsc', '--noEmit', '-p', '.'])
    check('biome', ['biome', 'check', '.'])
    if (existsSync(join(root, 'knip.json'))) check('knip', ['knip', '--no-progress'])
  }
  runTests(process.argv.slice(2))
}

console.log('')
for (const name of failures) console.log(`failed: ${name}`)
for (const { name, reason } of skipped) console.log(`skipped: ${name}: ${reason}`)
console.log(`${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
