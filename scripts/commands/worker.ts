import type { Command } from 'commander'
import { ConfigError } from '../../bench/core/config-error.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { notEmpty } from '../cli/option-values.ts'
import { addOptions, flag, type Given, into, list, mandatory, optional, valuesOf } from '../cli/options.ts'
import { brokerUrls } from './broker-options.ts'
import { NATS_CREDS, NATS_SERVER, natsOf } from './nats-options.ts'

const OPTIONS = {
  nats: mandatory(optional('--nats <url>', `where to wait for work, required: ${NATS_SERVER}`, notEmpty)),
  natsCreds: NATS_CREDS,
  brokerUrls: brokerUrls('address of a broker of queue arms, as seen from this host'),
  allowCode: flag('--allow-code', 'run policies that a suite brings: code from whoever can reach the NATS server'),
  allowBrokers: flag('--allow-brokers', 'start brokers and consumers on this host for suites that have one killed'),
  allowTargets: into(list('--allow-target <url>', 'load only services of this origin (default: any)'), (urls) =>
    urls.length === 0 ? undefined : urls.map(originOf),
  ),
}

/** Adds the command that makes a process a worker. */
export function addWorker(program: Command, context: CommandContext): void {
  addOptions(program.command('worker'), OPTIONS)
    .description('make load for `run --workers <n> --nats <url>`, one run after the other, until Ctrl-C')
    .addHelpText('after', EXAMPLES)
    .action(async (given: Given) => {
      const { workerCommand } = await import('../worker/worker-command.ts')
      const { nats, natsCreds, allowBrokers, allowTargets, ...options } = valuesOf(OPTIONS, given, context)
      context.done(
        await workerCommand(
          {
            ...options,
            nats: natsOf(nats, natsCreds, context.resolvePath),
            permissions: { brokers: allowBrokers, targets: allowTargets },
          },
          context.console,
        ),
      )
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

const EXAMPLES = `
Whoever may publish on the NATS server may have this process call any URL,
unless --allow-target limits it. Let the server ask for a token or credentials.
docs/workers.md lists what a peer may have a worker do.

Example:
  nats-server -js -a 10.0.0.1 --auth secret               on one host
  npm run bench -- worker --nats nats://secret@10.0.0.1   on each load host
  npm run bench -- run ./my-suite.yaml --workers 3 --nats nats://secret@10.0.0.1`
