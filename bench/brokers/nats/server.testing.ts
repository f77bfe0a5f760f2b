import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { BrokerSpec } from '../../queue/broker.ts'
import { Desk } from '../desk.testing.ts'
import type { BrokerConnection } from '../driver.ts'
import { freePort } from '../free-port.testing.ts'
import { natsDriver } from './driver.ts'
import type { NatsRunQueue } from './run-queue.ts'

/** For tests: a queue of the usual kind. */
export const SPEC: BrokerSpec = { depthMax: 5000, deliveriesMax: 4 }

/** For tests: connects to the server at a URL. */
export function connectTo(url: string, storage?: string): Promise<BrokerConnection> {
  return natsDriver.connect({ url, storage })
}

/** For tests: makes a queue that is removed after the test. */
export async function deskOn(server: BrokerConnection, more: Partial<BrokerSpec> = {}) {
  const queue = (await server.open({ ...SPEC, ...more })) as NatsRunQueue
  const desk = new Desk(queue)
  onTestFinished(() => desk.remove())
  return { desk, queue, names: queue.names }
}

/** For tests: a proxy that can cut connections. */
export interface Cuttable {
  readonly url: string
  /** Ends all connections. New ones are refused until `mend`. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** For tests: starts such a proxy before a server on this machine. */
export async function cuttable(port: number): Promise<Cuttable> {
  const open = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.setNoDelay(true)
      one.on('error', () => undefined)
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    isCut = true
    for (const socket of open) socket.destroy()
  }
  return {
    url: `nats://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => {
      isCut = false
    },
    close: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}

/** For tests: whether a nats-server can be started. */
export const canStartNats = spawnSync('nats-server', ['--version']).status === 0

/** For tests: a server that can be killed and started again with its data on disk. */
export class NatsTestServer {
  readonly port: number
  readonly #arguments: readonly string[]
  readonly #folder = mkdtempSync(join(tmpdir(), 'nats-'))
  #process: ChildProcess | undefined

  private constructor(port: number, more: readonly string[]) {
    this.port = port
    this.#arguments = ['-a', '127.0.0.1', '-p', String(port), '-sd', this.#folder, ...more]
  }

  static async start(...more: string[]): Promise<NatsTestServer> {
    const server = new NatsTestServer(await freePort(), more)
    await server.start()
    return server
  }

  async start(): Promise<void> {
    this.#process = spawn('nats-server', this.#arguments, { stdio: ['ignore', 'ignore', 'pipe'] })
    let text = ''
    for await (const chunk of this.#process.stderr!.iterator({ destroyOnReturn: false })) {
      text += chunk
      if (text.includes('Server is ready')) break
    }
    this.#process.stderr!.resume()
  }

  async kill(): Promise<void> {
    if (this.#process?.exitCode !== null || this.#process.signalCode !== null) return
    this.#process.kill('SIGKILL')
    await once(this.#process, 'exit')
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
