import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import type { RealBrokerKind } from '../core/broker-info.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import { epochMs, pause } from '../core/real-clock.ts'
import { CATALOGUE } from './catalogue.ts'
import { makeOwnFolder } from './own-folders.ts'
import { answers, killAll, killNow, lives, processesOf } from './own-processes.ts'
import { serverFileOf } from './server-file.ts'
import type { Launch, ServerRecipe } from './server-recipe.ts'

/** A server that does not answer by then has failed to start. */
const START_MAX_MS = 60_000
const ASK_AGAIN_MS = 50
/** Lines of its log in the error text when it does not start. */
const LOG_LINES = 20

/** A broker that this program starts, on a free port of 127.0.0.1, with a temporary folder. */
export interface OwnBroker {
  /** `amqp://127.0.0.1:<port>`, `nats://...`, `redis://...`. It stays the same over restarts. */
  readonly url: string
  /** Whether its process lives. It may not answer yet. */
  readonly running: boolean
  /** Sends SIGKILL to all of its processes before it returns. Settles when they are gone. */
  kill(): Promise<void>
  /**
   * Starts it again on the same port with the data in its folder. Settles when it answers in its protocol.
   * @throws CannotRunError after 60 s, or as soon as it ends, with the end of its log
   */
  start(): Promise<void>
  /** Ends it and removes its processes and folder. Idempotent. */
  stop(): Promise<void>
}

/**
 * Starts a broker. `storage` applies to Redis: `aof` (each write is synced) or `none`. The other kinds set storage for
 * each queue.
 * @throws CannotRunError when the server is not installed, with the package that has it, or does not start
 * @throws ConfigError for a storage that the kind does not have
 */
export async function startOwnBroker(kind: RealBrokerKind, storage: string | undefined): Promise<OwnBroker> {
  const { server } = CATALOGUE[kind]
  const file = serverFileOf(kind)
  const folder = makeOwnFolder()
  let broker: OwnBroker | undefined
  try {
    const ports = await freePorts(server.ports)
    broker = new OwnBrokerProcess(server, folder, ports[0]!, server.prepare({ file, folder, ports, storage }))
    await broker.start()
    return broker
  } catch (error) {
    await broker?.stop()
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/**
 * Returns different ports that were free a moment ago. Linux gives outgoing connections other ports first, so these
 * stay free.
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}

/**
 * Shell script that runs a server as `"$@"`. Descriptor 3 closes when this program ends, however it dies. The script
 * then removes the folder and kills the group. After a SIGKILL no 'exit' handler could do that.
 */
const scriptOf = (before: string) => `(read -r _ <&3; rm -rf "$0"; kill -9 0) & exec 3<&-; ${before} exec "$@"`

class OwnBrokerProcess implements OwnBroker {
  readonly url: string
  readonly #server: ServerRecipe
  readonly #folder: string
  readonly #port: number
  readonly #launch: Launch
  readonly #log: string
  readonly #onExit = () => this.#endNow()
  #child: ChildProcess | undefined
  #stopped = false

  constructor(server: ServerRecipe, folder: string, port: number, launch: Launch) {
    this.url = `${server.protocol}://127.0.0.1:${port}`
    this.#server = server
    this.#folder = folder
    this.#port = port
    this.#launch = launch
    this.#log = join(folder, 'server.log')
    process.on('exit', this.#onExit)
  }

  get running(): boolean {
    return this.#child !== undefined && lives(this.#child)
  }

  async start(): Promise<void> {
    if (this.running) throw new Error(`${this.url} runs already`)
    // A server that ended by itself may have left some of its processes.
    await killAll(undefined, this.#folder)
    if (this.#stopped) throw new Error(`${this.url} was stopped`)
    const child = this.#spawn()
    const ended = new Promise<string>((resolve) => {
      child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `exit code ${code}`}`))
      child.once('error', (error) => resolve(error.message))
    })
    const startMs = epochMs()
    while (!(await answers(this.#port, this.#server.hello)) || !lives(child)) {
      const reason = await Promise.race([ended, pause(ASK_AGAIN_MS)])
      if (reason !== undefined) throw this.#cannotStart(reason)
      if (epochMs() - startMs > START_MAX_MS) {
        const error = this.#cannotStart(`does not answer after ${START_MAX_MS / 1000} s`)
        await this.kill()
        throw error
      }
    }
  }

  kill(): Promise<void> {
    return killAll(this.#child, this.#folder)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
    process.off('exit', this.#onExit)
  }

  #spawn(): ChildProcess {
    const { file, args, env, before = '' } = this.#launch
    const log = openSync(this.#log, 'a')
    // Its own process group, so that it is killed as a whole and Ctrl-C does not reach it. It gets none of our
    // environment, which may configure the server.
    const child = spawn('/bin/sh', ['-c', scriptOf(before), this.#folder, file, ...args], {
      cwd: this.#folder,
      detached: true,
      stdio: ['ignore', log, log, 'pipe'],
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: this.#folder, ...env },
    })
    closeSync(log)
    // Neither the child nor the lifeline keeps this program running. When it ends, so does the server.
    child.unref()
    const lifeline = child.stdio[3] as Socket
    lifeline.on('error', () => {}).unref()
    child.once('exit', () => {
      // If the server ended by itself, this kills its epmd and the watcher. The watcher would take the end of the
      // lifeline for the end of this program, and remove the folder.
      killNow(-child.pid!)
      lifeline.destroy()
    })
    this.#child = child
    return child
  }

  #cannotStart(reason: string): CannotRunError {
    const log = readFileSync(this.#log, 'utf8').trim().split('\n').slice(-LOG_LINES).join('\n')
    return new CannotRunError(
      `${this.#server.program} on 127.0.0.1:${this.#port} ${reason}. The end of its log:\n${log}`,
    )
  }

  /** Kills and removes all at the exit of this program, where nothing can be awaited. */
  #endNow(): void {
    if (this.running) killNow(-this.#child!.pid!)
    processesOf(this.#folder).forEach(killNow)
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
