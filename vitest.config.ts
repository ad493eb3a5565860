import { defineConfig } from 'vitest/config'

/** Files whose tests do more with VX_LONG=1 (`npm run test:long`): then they alone are run. */
const long = [
  'test/faults/{job,kill,outage}.test.ts',
  'test/guards/{masking,requests}.test.ts',
  'test/safety/bad-files.test.ts',
]

export default defineConfig({
  test: {
    include: process.env.VX_LONG ? long : ['src/**/*.test.ts', 'demo/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/harness/global-setup.ts'],
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 600_000,
    // What is waited for is a state; how long a busy machine takes is not what the test is about.
    expect: { poll: { timeout: 30_000 } },
    pool: 'forks',
  },
})
