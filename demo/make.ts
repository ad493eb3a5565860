import { parseArgs } from 'node:util'
import { readConfig } from '../src/platform/config.ts'
import { startPostgres } from '../src/platform/embedded-postgres.ts'
import { migrate } from '../src/platform/migrate.ts'
import { ensureDemo } from './index.ts'

/**
 * `npm run demo -- --people 500000 [--data folder]`: makes a demo district in an empty database and ends. From 40,001
 * people it has three years of history: a case for every fifth person and as many contacts as people.
 */
const { values } = parseArgs({ options: { people: { type: 'string' }, data: { type: 'string' } } })
const config = readConfig({
  ...process.env,
  ...(values.people ? { VX_DEMO_PEOPLE: values.people } : {}),
  ...(values.data ? { VX_DATA: values.data } : {}),
})
const server = config.databaseUrl ? undefined : await startPostgres({ folder: config.dataFolder })
try {
  const url = config.databaseUrl ?? server!.url
  await migrate(url)
  await ensureDemo({
    url,
    auditKey: config.auditKey,
    authSecret: config.authSecret,
    people: config.demoPeople,
    seed: config.demoSeed,
  })
} finally {
  await server?.stop()
}
