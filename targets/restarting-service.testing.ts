import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { epochMs, pause } from '../bench/core/real-clock.ts'

/** For tests: a service that dies with all its connections, is away for a time, and returns to its port. */
export class RestartingService {
  readonly port: number
  /** Requests that arrived. */
  arrived = 0
  /** When it served again, ms since 1970; Infinity before. */
  returnedEpochMs = Number.POSITIVE_INFINITY
  #server: Server

  private constructor(server: Server, options: { diesAfter: number; awayMs: number; serviceMs: number }) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
    const { diesAfter, awayMs, serviceMs } = options
    const serve = () =>
      this.#server.on('request', (_, response) => {
        this.arrived += 1
        if (this.arrived === diesAfter) void this.#restart(awayMs).then(serve)
        else void pause(serviceMs).then(() => response.end('ok'))
      })
    serve()
  }

  /** The request numbered `diesAfter` kills it; it returns `awayMs` later. */
  static async start(options: { diesAfter: number; awayMs: number; serviceMs: number }): Promise<RestartingService> {
    return new RestartingService(await listen(0), options)
  }

  async #restart(awayMs: number): Promise<void> {
    this.stop()
    await pause(awayMs)
    this.#server = await listen(this.port)
    this.returnedEpochMs = epochMs()
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server))
  })
}
