import { createApp } from '../src/app.ts'

/** The server under measurement, in a process of its own; it tells its port to the process that forked it. */
const input = JSON.parse(process.argv[2]!) as { url: string; auditKey: string; authSecret: string }
const app = await createApp({
  url: input.url,
  auditKey: Buffer.from(input.auditKey, 'hex'),
  authSecret: input.authSecret,
  origins: ['http://localhost'],
  // One address plays fifty offices here.
  requestsPerMinute: 10_000_000,
})
await app.http.listen({ port: 0, host: 'localhost' })
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)))
process.send!({ port: (app.http.server.address() as { port: number }).port })
