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

/** For tests: why there can be no RabbitMQ of one's own here, undefined when there can. */
export function whyCannotStartRabbitmq(): string | undefined {
  try {
    serverFileOf('rabbitmq')
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** For tests: a RabbitMQ of one's own, which may be given orders. */
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
    // A home of its own, in which there is no other folder of a broker.
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

  /** `rabbitmqctl` with these words; what it prints. */
  async ctl(...words: string[]): Promise<string> {
    const { stdout } = await run(controlProgram(), ['--quiet', ...words], { env: this.#env })
    return stdout
  }

  /** Makes users, virtual hosts, permissions and parameters, in RabbitMQ's format of definitions. */
  async define(definitions: object): Promise<void> {
    const file = join(this.#home, 'definitions.json')
    writeFileSync(file, JSON.stringify(definitions))
    await this.ctl('import_definitions', file)
  }

  /** Names of all queues that there are. */
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

/** The environment of the server: with it `rabbitmqctl` finds the node, its name server and its cookie. */
function environmentIn(folder: string): NodeJS.ProcessEnv {
  for (const pid of processesOf(folder)) {
    const env = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
    const pairs = env.filter((line) => line.includes('=')).map((line) => line.split(/=(.*)/s).slice(0, 2))
    const { RABBITMQ_NODENAME, ERL_EPMD_PORT, PATH, HOME, LANG } = Object.fromEntries(pairs) as NodeJS.ProcessEnv
    if (RABBITMQ_NODENAME !== undefined) return { RABBITMQ_NODENAME, ERL_EPMD_PORT, PATH, HOME, LANG }
  }
  throw new Error(`no server runs in ${folder}`)
}

/** Beside the server; the packages' wrapper insists on root or its user, what it wraps does not. */
function controlProgram(): string {
  const beside = join(dirname(serverFileOf('rabbitmq')), 'rabbitmqctl')
  const wrapped = join('/usr/lib/rabbitmq/bin', basename(beside))
  return existsSync(wrapped) ? wrapped : beside
}
