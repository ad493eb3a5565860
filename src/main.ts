import { ensureDemo } from '../demo/index.ts'
import { createApp } from './app.ts'
import { type Config, readConfig } from './platform/config.ts'
import { startPostgres } from './platform/embedded-postgres.ts'
import { listen } from './platform/listen.ts'
import { migrate } from './platform/migrate.ts'

/** Starts in this order, stops in the reverse: config → database → migrations → demo → app → listen. */
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
    await ensureDemo({
      url,
      auditKey: config.auditKey,
      authSecret: config.authSecret,
      people: config.demoPeople,
      seed: config.demoSeed,
    })
    const origins = [
      `http://localhost:${config.port}`,
      `http://127.0.0.1:${config.port}`,
      `http://[::1]:${config.port}`,
    ]
    const app = await createApp({ url, auditKey: config.auditKey, authSecret: config.authSecret, origins })
    steps.push(() => app.close())
    await listen(app.http, config.port)
    console.log(`\n  Vùng Xanh: http://localhost:${config.port}\n`)
    if (app.isDemo) await printAccounts(config.port)
  } catch (error) {
    // What was foreseen is said in a sentence; anything else needs its stack.
    const foreseen =
      (error as { code?: string }).code === 'folder-in-use' || /\n/.test((error as Error).message)
    console.error(foreseen ? (error as Error).message : error)
    await stop(1)
  }
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
