import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** For tests: a proxy to a server on this machine that can cut connections. */
export class CuttableWay {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(toPort: number) {
    this.#server = createServer((near) => {
      const far = connect(toPort, '127.0.0.1')
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one)
        one.pipe(other)
        one.on('error', () => other.destroy())
        one.on('close', () => {
          this.#sockets.delete(one)
          other.destroy()
        })
      }
    })
  }

  static async open(toPort: number): Promise<CuttableWay> {
    const way = new CuttableWay(toPort)
    await new Promise<void>((resolve) => way.#server.listen(0, '127.0.0.1', resolve))
    return way
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Ends all connections. New ones get through. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Ends all connections, and lets no new ones through. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.cut()
    await closed
  }
}
