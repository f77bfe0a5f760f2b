import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pause } from '../../bench/core/real-clock.ts'

/** For tests: a service that dies with all its connections, and restarts on its port on request. */
export class RestartingService {
  readonly port: number
  /** Requests that arrived. */
  arrived = 0
  state: 'up' | 'down' | 'back' = 'up'
  readonly #diesAfter: number
  #server: Server

  private constructor(server: Server, diesAfter: number) {
    this.#server = server
    this.#diesAfter = diesAfter
    this.port = (server.address() as AddressInfo).port
    this.#serve()
  }

  /** The request numbered `diesAfter` kills it. */
  static async start(diesAfter: number): Promise<RestartingService> {
    return new RestartingService(await listen(0), diesAfter)
  }

  async return(): Promise<void> {
    if (this.state !== 'down') return
    this.#server = await listen(this.port)
    this.#serve()
    this.state = 'back'
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #serve(): void {
    this.#server.on('request', (_, response) => {
      this.arrived += 1
      if (this.arrived === this.#diesAfter) {
        this.state = 'down'
        this.stop()
      } else void pause(5).then(() => response.end('ok'))
    })
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server))
  })
}
