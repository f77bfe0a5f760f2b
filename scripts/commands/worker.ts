import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { ACCESS, kindOfUrl } from '../../bench/brokers/access.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { WORKERS_MAX } from '../../bench/load/load.ts'
import type { NatsAddress } from '../../bench/workers/nats/connect.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { collect, notEmpty, wholeNumber } from '../cli/option-values.ts'
import { brokerUrlsOf } from '../suite/broker-choice.ts'

/** Options that say who makes the load. */
export interface WorkersFlags {
  readonly workers?: number
  readonly nats?: string
  readonly natsCreds?: string
}

interface WorkerFlags extends Omit<WorkersFlags, 'workers'> {
  readonly brokerUrl?: string[]
  readonly allowCode: boolean
  readonly allowBrokers: boolean
  readonly allowTarget?: string[]
}

const NATS = 'NATS server with JetStream, such as nats://token@host:4222'
const CREDENTIALS = 'NATS credentials file (.creds) for it'
/** A credentials file holds two: the JWT of a user and the seed of its key. */
const BLOCK = /^-{3,}BEGIN [^\n]*-{3,}\n.+\n\s*-{3,}END [^\n]*-{3,}$/gm

/** Adds the options of `run` that share its load. */
export function addWorkersOptions(command: Command): Command {
  return command
    .option(
      '--workers <n>',
      'so many generator processes share the load of each run: child processes, or with --nats workers on any hosts',
      wholeNumber(1, WORKERS_MAX),
    )
    .option('--nats <url>', `where the workers are found (see worker --help): ${NATS}`, notEmpty)
    .option('--nats-creds <file>', CREDENTIALS, notEmpty)
}

/** Who makes the load. @throws ConfigError for options that do not go together. */
export function workersOf(
  { workers, ...flags }: WorkersFlags,
  resolvePath: (path: string) => string,
): { readonly workers: number; readonly nats: NatsAddress | undefined } {
  const nats = natsOf(flags, resolvePath)
  if (nats !== undefined && workers === undefined) {
    throw new ConfigError('--workers: must be given with --nats, to say how many of the workers there share the load')
  }
  return { workers: workers ?? 1, nats }
}

/** Adds the command that makes a process a worker. */
export function addWorker(program: Command, { console, resolvePath, done }: CommandContext): void {
  program
    .command('worker')
    .description('make load for `run --workers <n> --nats <url>`, one run after the other, until Ctrl-C')
    .requiredOption('--nats <url>', `where to wait for work, required: ${NATS}`, notEmpty)
    .option('--nats-creds <file>', CREDENTIALS, notEmpty)
    .option('--broker-url <url>', 'address of a broker of queue arms, as seen from here; may be given again', collect)
    .option('--allow-code', 'run suites with policies of their own: code from whoever can reach the NATS server', false)
    .option('--allow-brokers', 'start brokers and consumers on this host for suites that have one killed', false)
    .option('--allow-target <url>', 'load only services of this origin; may be given again (default: any)', collect)
    .addHelpText('after', EXAMPLES)
    .action(async (flags: WorkerFlags) => {
      const { workerCommand } = await import('../worker/worker-command.ts')
      const { allowCode, allowBrokers, allowTarget, brokerUrl = [] } = flags
      const nats = natsOf(flags, resolvePath)!
      const permissions = { brokers: allowBrokers, targets: allowTarget?.map(originOf) }
      done(await workerCommand({ nats, allowCode, permissions, brokerUrls: brokerUrlsOf(brokerUrl) }, console))
    })
}

/** Scheme, host and port of a URL. */
function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    // Its text is not repeated, since it may hold a password.
    throw new ConfigError('--allow-target: must be an http or https URL')
  }
  return url.origin
}

function natsOf(
  { nats, natsCreds }: Pick<WorkersFlags, 'nats' | 'natsCreds'>,
  resolvePath: (path: string) => string,
): NatsAddress | undefined {
  if (nats !== undefined && kindOfUrl(nats) !== 'nats') {
    // Its text is not repeated, since it may hold a password.
    const protocols = ACCESS.nats.protocols.map((name) => `${name}//`)
    throw new ConfigError(`--nats: must be a URL that begins with ${protocols.join(' or ')}`)
  }
  if (natsCreds === undefined) return nats === undefined ? undefined : { url: nats }
  if (nats === undefined) throw new ConfigError('--nats-creds: must be given with --nats')
  return { url: nats, credentials: credentialsIn(natsCreds, resolvePath) }
}

/** The text of a credentials file, with the line ends that the client expects. */
function credentialsIn(file: string, resolvePath: (path: string) => string): string {
  let text: string
  try {
    text = `${readFileSync(resolvePath(file), 'utf8').replaceAll('\r\n', '\n')}\n`
  } catch (error) {
    throw new ConfigError(`--nats-creds: ${file} cannot be read: ${(error as Error).message}`)
  }
  if (text.match(BLOCK)?.length !== 2) {
    throw new ConfigError(`--nats-creds: must be a credentials file (a user JWT and its NKEY seed), ${file} is none`)
  }
  return text
}

const EXAMPLES = `
Whoever may publish on the NATS server may have this process call any URL, unless --allow-target limits it. Let the server ask for a token or credentials.
docs/workers.md lists what a peer may have a worker do.

Example:
  nats-server -js -a 10.0.0.1 --auth secret               on one host
  npm run bench -- worker --nats nats://secret@10.0.0.1   on each host that makes load
  npm run bench -- run ./my-suite.yaml --workers 3 --nats nats://secret@10.0.0.1`
