import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { vi } from 'vitest'
import { type OwnBroker, startOwnBroker } from '../own-broker.ts'
import { processesOf } from '../own-processes.ts'
import { serverFileOf } from '../server-file.ts'

const run = promisify(execFile)

/** For tests: why no RabbitMQ can be started here. Undefined when one can. */
export function whyCannotStartRabbitmq(): string | undefined {
  try {
    serverFileOf('rabbitmq')
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** For tests: a RabbitMQ that is started for the test and takes `rabbitmqctl` commands. */
export class RabbitmqTestServer {
  readonly #broker: OwnBroker
  readonly #home: string
  readonly #env: NodeJS.ProcessEnv

  private constructor(broker: OwnBroker, home: string, env: NodeJS.ProcessEnv) {
    this.#broker = broker
    this.#home = home
    this.#env = env
  }

  /** Takes seconds. */
  static async start(): Promise<RabbitmqTestServer> {
    // A temporary folder for this server, without other brokers' folders.
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'rabbitmq-test-')))
    vi.stubEnv('TMPDIR', home)
    try {
      const broker = await startOwnBroker('rabbitmq', undefined)
      return new RabbitmqTestServer(broker, home, environmentIn(join(home, readdirSync(home)[0]!)))
    } catch (error) {
      rmSync(home, { recursive: true, force: true })
      throw error
    } finally {
      vi.unstubAllEnvs()
    }
  }

  get url(): string {
    return this.#broker.url
  }

  get port(): number {
    return Number(new URL(this.url).port)
  }

  /** Runs `rabbitmqctl` with these words and returns its output. */
  async ctl(...words: string[]): Promise<string> {
    const { stdout } = await run(controlProgram(), ['--quiet', ...words], { env: this.#env })
    return stdout
  }

  /** Makes users, virtual hosts, permissions and parameters from RabbitMQ's definitions format. */
  async define(definitions: object): Promise<void> {
    const file = join(this.#home, 'definitions.json')
    writeFileSync(file, JSON.stringify(definitions))
    await this.ctl('import_definitions', file)
  }

  /** Returns the names of all queues. */
  async queues(): Promise<string[]> {
    const rows = await this.ctl('--no-table-headers', 'list_queues', 'name')
    return rows
      .split('\n')
      .filter((name) => name !== '')
      .toSorted()
  }

  async stop(): Promise<void> {
    await this.#broker.stop()
    rmSync(this.#home, { recursive: true, force: true })
  }
}

/** Returns the environment in which `rabbitmqctl` finds the node, its epmd and its cookie. */
function environmentIn(folder: string): NodeJS.ProcessEnv {
  for (const pid of processesOf(folder)) {
    const env = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
    const pairs = env.filter((line) => line.includes('=')).map((line) => line.split(/=(.*)/s).slice(0, 2))
    const { RABBITMQ_NODENAME, ERL_EPMD_PORT, PATH, HOME, LANG } = Object.fromEntries(pairs) as NodeJS.ProcessEnv
    if (RABBITMQ_NODENAME !== undefined) return { RABBITMQ_NODENAME, ERL_EPMD_PORT, PATH, HOME, LANG }
  }
  throw new Error(`no server runs in ${folder}`)
}

/** Returns the wrapped `rabbitmqctl`: the package's wrapper runs for root or its own user only. */
function controlProgram(): string {
  const beside = join(dirname(serverFileOf('rabbitmq')), 'rabbitmqctl')
  const wrapped = join('/usr/lib/rabbitmq/bin', basename(beside))
  return existsSync(wrapped) ? wrapped : beside
}
