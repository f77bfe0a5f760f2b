import { REAL_BROKER_KINDS } from '../../bench/core/broker-info.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { SEED_MAX } from '../../bench/core/seed-max.ts'
import { WORKERS_MAX } from '../../bench/load/workers-max.ts'
import type { DecideOptions } from '../../bench/twin/decide.ts'
import type { NatsAddress } from '../../bench/workers/nats/connect.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { httpUrl, notEmpty, wholeNumber } from '../cli/option-values.ts'
import { choice, either, flag, type Given, list, optional, path, span, usually, valuesOf } from '../cli/options.ts'
import { brokerOptions } from './broker-options.ts'
import { NATS_CREDS, NATS_SERVER, natsOf } from './nats-options.ts'
import { OPEN } from './open-option.ts'

/** Two more chances: a machine that is busy for a moment has passed by then. */
const RERUN_MAX = 2

/** Options of `run`, `capacity` and `micro`. */
export const OUTPUT_OPTIONS = {
  out: path('--out <folder>', 'result folder, replaced if there is one (default: a new one in the results folder)'),
  quick: flag('--quick', 'shorter measurements in capacity and micro'),
  ...OPEN,
  quiet: flag('--quiet', 'print only doubts and errors'),
  json: flag('--json', 'print summary.json as one document; summary.csv in the result folder has all metrics'),
}

/** Options of `run`. A new one is declared here, and belongs to `RunOptions` then. */
export const RUN_OPTIONS = {
  suites: list('--suite <name>', 'suite to run, as the argument'),
  arms: list('--arm <name>', 'only this arm'),
  variants: list('--variant <name>', 'only this variant'),
  seed: optional('--seed <n>', 'seed of the first repeat; the next repeats count on', wholeNumber(0, SEED_MAX)),
  repeats: optional('--repeats <n>', 'repeats of every arm', wholeNumber(1, 1000)),
  plan: optional(
    '--plan <text>',
    'load instead of that of the suites, such as "30s@50,10s@50~500,60s@50" (~ ramps)',
    String,
  ),
  clock: choice(
    '--clock <kind>',
    'real: over HTTP; virtual: simulated, exact, in a fraction of the time; both: one beside the other (default: real; default suites also show the virtual answer)',
    ['real', 'virtual', 'both'],
  ),
  untilDecided: either(
    [
      '--until-decided',
      'virtual time: hold the last rate of the load until each verdict is decided (default); other figures stay those of the plan',
    ],
    ['--no-until-decided', 'virtual time: judge each run at the end of its plan'],
  ),
  decideCapMs: span(
    '--decide-cap <span>',
    'with --until-decided, at most this much load after the trigger, such as 10m (default: three times collapseAfterMs of the suite)',
  ),
  rerunMax: usually(
    '--rerun-invalid <n>',
    'repeat a run that only lateness of this machine made invalid, at most n times',
    wholeNumber(0, 10),
    RERUN_MAX,
  ),
  baseline: path(
    '--baseline <folder>',
    'result folder or baseline for thresholds such as p(99)<=baseline*1.10 (default: the baseline of the project)',
  ),
  ...brokerOptions(
    `broker of the queue arms: memory (in this process), ${REAL_BROKER_KINDS.join(', ')}, one with a storage as nats:memory, or all side by side`,
  ),
  workers: optional(
    '--workers <n>',
    'n processes share the load of each run: child processes, or with --nats workers on any hosts',
    wholeNumber(1, WORKERS_MAX),
  ),
  nats: optional('--nats <url>', `where the workers are found (see worker --help): ${NATS_SERVER}`, notEmpty),
  natsCreds: NATS_CREDS,
  ...OUTPUT_OPTIONS,
}

/** Options of `capacity`. */
export const CAPACITY_OPTIONS = {
  ...OUTPUT_OPTIONS,
  url: optional('--url <url>', 'measure this service with GET requests instead of our target', httpUrl),
}

/** Options of one `run`, `capacity` or `micro`. An option that a command does not have counts as not given. */
export type RunOptions = ReturnType<typeof runOptionsOf>

/** Reads the options of a command that runs suites. @throws ConfigError for options that do not go together. */
export function runOptionsOf(names: readonly string[], given: Given, context: CommandContext) {
  const { argv, project, resolvePath } = context
  const { clock, untilDecided, decideCapMs, workers, nats, natsCreds, ...values } = valuesOf(
    { ...RUN_OPTIONS, ...CAPACITY_OPTIONS },
    given,
    context,
  )
  return {
    ...values,
    suites: [...names, ...values.suites],
    clock: clock ?? 'real',
    /** Default suites in real time also run in virtual time, as the answer that a busy machine cannot spoil. */
    withVirtual: clock === undefined,
    untilDecided: decideOptions(clock, untilDecided, decideCapMs),
    ...generators(workers, nats, natsCreds, resolvePath),
    project,
    command: argv,
    resolvePath,
  }
}

/** How a virtual run is decided beyond its plan; undefined when it ends with its plan. */
function decideOptions(
  clock: string | undefined,
  untilDecided: boolean | undefined,
  capMs: number | undefined,
): DecideOptions | undefined {
  if (clock === 'real' && (untilDecided !== undefined || capMs !== undefined)) {
    const option = capMs === undefined ? '--until-decided' : '--decide-cap'
    throw new ConfigError(`${option}: must not be given with --clock real: a real run ends with its load`)
  }
  if (untilDecided !== false) return { capMs }
  if (capMs === undefined) return undefined
  throw new ConfigError('--decide-cap: must not be given with --no-until-decided')
}

/** Who makes the load: this many processes, found on this NATS server or started here. */
function generators(
  workers: number | undefined,
  url: string | undefined,
  credsFile: string | undefined,
  resolvePath: CommandContext['resolvePath'],
): { readonly workers: number; readonly nats: NatsAddress | undefined } {
  if (url === undefined) {
    if (credsFile !== undefined) throw new ConfigError('--nats-creds: must be given with --nats')
    return { workers: workers ?? 1, nats: undefined }
  }
  const nats = natsOf(url, credsFile, resolvePath)
  if (workers === undefined)
    throw new ConfigError('--workers: must be given with --nats, to say how many of the workers there share the load')
  return { workers, nats }
}
