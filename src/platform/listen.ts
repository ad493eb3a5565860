import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Listens on both addresses of this machine, 127.0.0.1 and ::1, whatever its list of hosts says of the name
 * localhost; on a machine without IPv6 on the one. Closing `http` closes both.
 * @param port 0 for any free one
 * @returns the port
 * @throws Error with a sentence in two languages when the port is in use on either
 */
export async function listen(http: FastifyInstance, port: number): Promise<number> {
  try {
    await http.listen({ port, host: '127.0.0.1' })
    const taken = (http.server.address() as AddressInfo).port
    const second = createServer((request, response) => http.routing(request, response))
    second.listen(taken, '::1')
    const listening = once(second, 'listening').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRNOTAVAIL' && error.code !== 'EAFNOSUPPORT') throw error
    })
    http.server.once('close', () => second.close().closeAllConnections())
    await listening
    return taken
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new Error(
        `Cổng ${port} đang có chương trình khác dùng. Chạy với cổng khác: PORT=${port + 1} npm start\n` +
          `Port ${port} is in use by another program. Run with another one: PORT=${port + 1} npm start`,
      )
    }
    throw error
  }
}
