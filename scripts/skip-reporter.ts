import { writeFileSync } from 'node:fs'
import type { Reporter, SerializedError, TestModule, TestSuite } from 'vitest/node'

type Summary = {
  passed: number
  failed: number
  skipped: { name: string; reason: string }[]
  failures: string[]
}

function addModule(summary: Summary, module: TestModule): void {
  const fail = (name: string) => {
    summary.failed += 1
    summary.failures.push(name)
  }
  const file = module.relativeModuleId
  // Errors outside of tests: a file that does not load, a hook that throws.
  const suites: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()]
  for (const suite of suites) {
    if (suite.errors().length > 0) fail(suite.type === 'suite' ? `${file} > ${suite.fullName}` : file)
  }
  for (const test of module.children.allTests()) {
    const name = `${file} > ${test.fullName}`
    const result = test.result()
    if (result.state === 'passed') summary.passed += 1
    else if (result.state === 'skipped') {
      // Neither skipped nor told why: a hook of its group failed, which counts as one failure above.
      const otherwise = test.options.mode === 'run' ? 'its group failed before it' : 'no reason given'
      summary.skipped.push({ name, reason: result.note ?? otherwise })
    } else fail(result.state === 'pending' ? `${name} (did not end)` : name)
  }
}

/** Writes what scripts/test.mjs counts to the file that VX_TEST_SUMMARY names; the built-in ones leave out reasons. */
export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const summary: Summary = { passed: 0, failed: 0, skipped: [], failures: [] }
    for (const module of modules) addModule(summary, module)
    for (const error of unhandled) {
      summary.failed += 1
      summary.failures.push(`unhandled error: ${error.message}`)
    }
    if (process.env.VX_TEST_SUMMARY) writeFileSync(process.env.VX_TEST_SUMMARY, JSON.stringify(summary))
  }
}
