import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket, connect as tcp } from 'node:net'
import { RealClock } from '../../core/real-clock.ts'

/** For tests: whether a Redis can be started. */
export const canStartRedis = spawnSync('redis-server', ['--version']).status === 0

/** For tests: a Redis without storage, on a given port. */
export class BullmqTestServer {
  readonly port: number
  readonly #options: readonly string[]
  #process: ChildProcess | undefined

  constructor(port: number, options: readonly string[] = []) {
    this.port = port
    this.#options = options
  }

  async start(): Promise<void> {
    const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--port', String(this.port)]
    this.#process = spawn('redis-server', [...settings, ...this.#options], { stdio: 'ignore' })
    while (!(await this.#answers())) await passed(20)
  }

  /** Kills it as `kill -9` does. It comes back empty. */
  async kill(): Promise<void> {
    const process = this.#process
    this.#process = undefined
    if (process === undefined) return
    process.kill('SIGKILL')
    if (process.exitCode === null && process.signalCode === null) await once(process, 'exit')
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = tcp(this.port, '127.0.0.1')
      socket.on('error', () => resolve(false))
      socket.on('connect', () => {
        socket.destroy()
        resolve(true)
      })
    })
  }
}

/** For tests: a proxy to Redis on 127.0.0.1 that can cut connections. */
export class Detour {
  readonly #targetPort: number
  readonly #sockets = new Set<Socket>()
  /** Sockets from Redis, each with the socket that gets its answers. */
  readonly #answers = new Map<Socket, Socket>()
  #server = createServer()
  #port = 0

  constructor(targetPort: number) {
    this.#targetPort = targetPort
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`
  }

  /** Listens, the first time on any free port, then on the same. */
  async open(): Promise<void> {
    this.#server = createServer((near) => {
      const far = tcp(this.#targetPort, '127.0.0.1')
      this.#answers.set(far, near)
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket)
        socket.on('error', () => undefined)
        socket.on('close', () => {
          this.#sockets.delete(socket)
          this.#answers.delete(socket)
          other.destroy()
        })
        socket.pipe(other)
      }
    })
    await listening(this.#server, this.#port)
    this.#port = (this.#server.address() as AddressInfo).port
  }

  /** Redis still gets the commands of the present connections, but its answers are lost. */
  loseAnswers(): void {
    for (const [far, near] of this.#answers) {
      far.unpipe(near)
      far.resume()
    }
  }

  /** Redis gets no more commands over the present connections. */
  loseRequests(): void {
    for (const [far, near] of this.#answers) {
      near.unpipe(far)
      near.resume()
    }
  }

  async cut(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }
}

async function listening(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}

function passed(ms: number): Promise<void> {
  const clock = new RealClock()
  return new Promise((resolve) => clock.at(clock.nowMs() + ms, resolve))
}
