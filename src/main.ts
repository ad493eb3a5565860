import { ensureDemo } from '../demo/index.ts'
import { createApp } from './app.ts'
import { ensureInstalled } from './first-start.ts'
import { createAuth } from './platform/auth.ts'
import { type Config, readConfig } from './platform/config.ts'
import { startPostgres } from './platform/embedded-postgres.ts'
import { listen } from './platform/listen.ts'
import { migrate } from './platform/migrate.ts'

/** Starts in this order, stops in the reverse: config → database → migrations → demo or first start → app → listen. */
async function main(): Promise<void> {
  let config: Config
  try {
    config = readConfig(process.env)
  } catch (error) {
    console.error((error as Error).message)
    process.exit(1)
  }
  let stopping: Promise<void> | undefined
  const steps: (() => Promise<void>)[] = []
  const stop = (code: number) => {
    stopping ??= (async () => {
      for (const step of steps.reverse()) await step().catch((e) => console.error(e))
      process.exit(code)
    })()
    return stopping
  }
  process.on('SIGINT', () => void stop(0))
  process.on('SIGTERM', () => void stop(0))
  process.on('disconnect', () => void stop(0))
  try {
    let url = config.databaseUrl
    if (!url) {
      const server = await startPostgres({ folder: config.dataFolder })
      steps.push(() => server.stop())
      // Without its database the app must not pretend to live.
      void server.ended.then(() => stop(1))
      url = server.url
    }
    await migrate(url)
    const { auditKey, authSecret, demo, admin, localOrigins, publicOrigin } = config
    const { stdin, stdout } = process
    const terminal = { isTTY: stdin.isTTY === true, input: stdin, output: stdout }
    const kind = await ensureInstalled({ url, auditKey, authSecret, demo, admin, terminal })
    if (kind === 'demo') {
      await ensureDemo({ url, auditKey, authSecret, people: config.demoPeople, seed: config.demoSeed })
    }
    await migrateAuth(url, authSecret)
    const origins = kind === 'real' && publicOrigin ? [publicOrigin, ...localOrigins] : localOrigins
    const { trustProxy, oidc } = kind === 'real' ? config : {}
    const { metricsToken, logRequests, backup } = config
    const app = await createApp({
      url,
      auditKey,
      authSecret,
      origins,
      trustProxy,
      oidc,
      metricsToken,
      logRequests,
      backup,
    })
    steps.push(() => app.close())
    await listen(app.http, config.port)
    console.log(`\n  Vùng Xanh: ${origins[0]}\n`)
    if (app.isDemo) await printAccounts(config.port)
  } catch (error) {
    // What was foreseen is said in a sentence; anything else needs its stack.
    const foreseen =
      (error as { code?: string }).code === 'folder-in-use' || /\n/.test((error as Error).message)
    console.error(foreseen ? (error as Error).message : error)
    await stop(1)
  }
}

/** The tables of better-auth follow its version. */
async function migrateAuth(url: string, secret: string): Promise<void> {
  const auth = createAuth({ url, secret, origins: ['http://localhost'], relaxed: false })
  await auth.migrate()
  await auth.close()
}

async function printAccounts(port: number): Promise<void> {
  const response = await fetch(`http://localhost:${port}/api/open`)
  const open = (await response.json()) as {
    password: string
    accounts: { username: string; name: string; postWords: { vi: string }; area: string }[]
  }
  console.log(`  Quận diễn tập. Mật khẩu của mọi tài khoản / password of every account: ${open.password}`)
  for (const a of open.accounts)
    console.log(`    ${a.username.padEnd(24)} ${a.postWords.vi}, ${a.area} (${a.name})`)
}

await main()
