import { networkInterfaces } from 'node:os'
import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { listen } from './listen.ts'

const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some((i) => i.address === '::1'))

describe('The server', () => {
  const open = () => {
    const http = Fastify({ forceCloseConnections: true })
    http.get('/healthz', async () => ({ ok: true }))
    return http
  }
  const addresses = ['127.0.0.1', ...(hasIpv6 ? ['[::1]'] : [])]

  it('answers on every address of this machine, and on none once it is closed', async () => {
    const http = open()
    const port = await listen(http, 0)
    for (const address of addresses) {
      const response = await fetch(`http://${address}:${port}/healthz`)
      expect([address, await response.json()]).toEqual([address, { ok: true }])
    }
    await http.close()
    for (const address of addresses)
      await expect(fetch(`http://${address}:${port}/healthz`)).rejects.toThrow()
  })

  it('says which port is in use, and how to take another', async () => {
    const [first, second] = [open(), open()]
    const port = await listen(first, 0)
    await expect(listen(second, port)).rejects.toThrow(`PORT=${port + 1} npm start`)
    await second.close()
    await first.close()
  })
})
