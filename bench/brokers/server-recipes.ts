import { accessSync, constants, existsSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { RealBrokerKind } from '../core/broker-info.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import { storageOf } from './client.ts'
import type { Hello } from './own-processes.ts'

/** How the server of a kind is started. */
export interface ServerRecipe {
  readonly program: string
  /** The Debian package that has it. */
  readonly debian: string
  readonly protocol: string
  /** Free ports that it needs; the first is the one for clients. */
  readonly ports: number
  readonly hello: Hello
  /**
   * Writes what the server reads into the folder and says how to run it. @throws ConfigError for a storage it does not
   * have
   */
  readonly prepare: (place: Place) => Launch
}

/** Where a server runs. */
interface Place {
  /** Full path of the program. */
  readonly file: string
  readonly folder: string
  readonly ports: readonly number[]
  readonly storage: string | undefined
}

/** What is run. */
export interface Launch {
  readonly file: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Shell commands that run before, in the group of the server. */
  readonly before?: string
}

/** One that says enough when its text begins so. */
function beginsWith(ready: string): Hello['answer'] {
  return (text) => (text.startsWith(ready) ? 'ready' : ready.startsWith(text) ? 'more' : 'not yet')
}

/** The servers, by kind of broker. */
export const SERVER_RECIPES = {
  bullmq: {
    program: 'redis-server',
    debian: 'redis-server',
    protocol: 'redis',
    ports: 1,
    // While it reads its file again it answers -LOADING.
    hello: { ask: 'PING\r\n', answer: beginsWith('+PONG') },
    prepare: ({ file, folder, ports, storage }) => ({
      file,
      // No snapshots beside the AOF either: they would be taken in the middle of a measurement.
      args: [
        ...['--bind', '127.0.0.1', '--port', `${ports[0]}`, '--dir', folder, '--save', ''],
        ...(storageOf('bullmq', ['aof', 'redis', 'none'], storage) === 'none'
          ? ['--appendonly', 'no']
          : ['--appendonly', 'yes', '--appendfsync', 'always']),
      ],
    }),
  },
  nats: {
    program: 'nats-server',
    debian: 'nats-server',
    protocol: 'nats',
    ports: 1,
    hello: { ask: '', answer: beginsWith('INFO {') },
    prepare: ({ file, folder, ports }) => ({
      file,
      args: ['-js', '-sd', join(folder, 'jetstream'), '-a', '127.0.0.1', '-p', `${ports[0]}`],
    }),
  },
  rabbitmq: {
    program: 'rabbitmq-server',
    debian: 'rabbitmq-server',
    protocol: 'amqp',
    ports: 3,
    // A method frame, on channel 0: Connection.Start. A version it does not speak would be answered with a header,
    // which begins with A.
    hello: { ask: 'AMQP\x00\x00\x09\x01', answer: beginsWith('\x01\x00\x00') },
    prepare: rabbitmq,
  },
} as const satisfies Record<RealBrokerKind, ServerRecipe>

/** In its group until it answers: a daemon that the server starts would outlive it. */
const EPMD = 'epmd & epmd=$!; until epmd -names >&- 2>&-; do kill -0 $epmd || exit 1; sleep 0.02; done;'

function rabbitmq({ file, folder, ports: [port, distributionPort, epmdPort] }: Place): Launch {
  const at = (name: string) => join(folder, name)
  writeFileSync(at('enabled_plugins'), '[].\n')
  writeFileSync(at('rabbitmq.conf'), '')
  return {
    file: unwrapped(file),
    args: [],
    before: EPMD,
    env: {
      ERL_EPMD_ADDRESS: '127.0.0.1',
      ERL_EPMD_PORT: `${epmdPort}`,
      RABBITMQ_NODENAME: `stormbench-${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_NODE_PORT: `${port}`,
      RABBITMQ_DIST_PORT: `${distributionPort}`,
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
      RABBITMQ_MNESIA_BASE: at('mnesia'),
      RABBITMQ_LOG_BASE: at('log'),
      RABBITMQ_LOGS: '-',
      RABBITMQ_ENABLED_PLUGINS_FILE: at('enabled_plugins'),
      RABBITMQ_CONFIG_FILE: at('rabbitmq'),
      // Not there: without these the system's would be read.
      RABBITMQ_CONFIG_FILES: at('conf.d'),
      RABBITMQ_ADVANCED_CONFIG_FILE: at('advanced'),
      RABBITMQ_CONF_ENV_FILE: at('rabbitmq-env.conf'),
    },
  }
}

/** The packages' wrapper insists on root, changes the user and loses the environment; what it wraps does not. */
function unwrapped(file: string): string {
  const wrapped = '/usr/lib/rabbitmq/bin/rabbitmq-server'
  const isPackaged = ['/usr/bin', '/usr/sbin'].includes(realpathSync(dirname(file)))
  return isPackaged && existsSync(wrapped) ? wrapped : file
}

/** Full path of a server's program. @throws CannotRunError when it is not installed, with the package that has it */
export function serverFileOf(kind: RealBrokerKind): string {
  const { program, debian } = SERVER_RECIPES[kind]
  const file = searched()
    .map((folder) => join(folder, program))
    .find(isProgram)
  if (file !== undefined) return file
  throw new CannotRunError(`${kind}: ${program} is not installed: apt-get install ${debian}`)
}

/** The folders of PATH, and the sbin beside each bin: Debian has servers there and leaves it out of a user's PATH. */
function searched(): string[] {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '')
  const beside = folders.filter((folder) => basename(folder) === 'bin').map((folder) => join(folder, '..', 'sbin'))
  return [...folders, ...beside]
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
