import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { ConfigError } from '../../bench/core/config-error.ts'
import { DEFAULT_SUITES } from '../../bench/suites/catalogue.ts'
import type { DecideOptions } from '../../bench/twin/decide.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { collect, httpUrl, notEmpty, wholeNumber } from '../cli/option-values.ts'
import { decideCapMs } from '../study/decide-cap.ts'
import { addBrokerOptions, type BrokerChoice, brokerUrlsOf } from '../suite/broker-choice.ts'
import { CLOCKS, type ClockChoice } from '../suite/clock-choice.ts'
import { type MeasuredSuite, QUESTIONS } from '../suite/measured-suites.ts'
import { addWorkersOptions, type WorkersFlags, workersOf } from './worker.ts'

interface RunFlags extends WorkersFlags {
  readonly suite?: string[]
  readonly arm?: string[]
  readonly variant?: string[]
  readonly seed?: number
  readonly repeats?: number
  readonly plan?: string
  readonly clock?: ClockChoice
  readonly untilDecided?: boolean
  readonly decideCap?: string
  readonly rerunInvalid?: number
  readonly broker?: BrokerChoice[]
  readonly brokerUrl?: string[]
  readonly out?: string
  readonly baseline?: string
  readonly url?: string
  readonly quick: boolean
  readonly quiet: boolean
  readonly json: boolean
}

/** Adds the command that runs suites, and those of the suites that measure something else. */
export function addRun(program: Command, { argv, console, reportsRoot, resolvePath, done }: CommandContext): void {
  const run = async (names: string[], flags: RunFlags) => {
    const { runCommand } = await import('../run/run-command.ts')
    done(
      await runCommand(
        {
          suites: [...names, ...(flags.suite ?? [])],
          arms: flags.arm ?? [],
          variants: flags.variant ?? [],
          seed: flags.seed,
          repeats: flags.repeats,
          plan: flags.plan,
          clock: flags.clock ?? 'real',
          withTwins: flags.clock === undefined,
          untilDecided: untilDecidedOf(flags),
          rerunMax: flags.rerunInvalid ?? RERUN_MAX,
          brokers: flags.broker ?? [],
          brokerUrls: brokerUrlsOf(flags.brokerUrl ?? []),
          ...workersOf(flags, resolvePath),
          out: flags.out === undefined ? undefined : resolvePath(flags.out),
          quick: flags.quick,
          url: flags.url,
          quiet: flags.quiet,
          json: flags.json,
          runsRoot: join(reportsRoot, 'runs'),
          baseline: flags.baseline === undefined ? undefined : resolvePath(flags.baseline),
          usualBaseline: join(reportsRoot, 'baseline'),
          command: argv,
          resolvePath,
        },
        console,
      ),
    )
  }
  addRunOptions(program.command('run', { isDefault: true }))
    .description('run suites by name or file and write a result folder')
    .argument('[suites...]', `names or files (default: ${DEFAULT_SUITES.join(' ')})`)
    .addHelpText('after', RUN_EXAMPLES)
    .action(run)
  const measuring = (name: MeasuredSuite) =>
    addOutputOptions(program.command(name))
      .description(QUESTIONS[name])
      .action((flags: RunFlags) => run([name], flags))
  measuring('capacity').option('--url <url>', 'measure this service with GET requests instead of our target', httpUrl)
  addBrokerOptions(measuring('micro'), MICRO_BROKERS)
}

function addRunOptions(command: Command): Command {
  return addOutputOptions(
    addWorkersOptions(addBrokerOptions(command, RUN_BROKERS))
      .option('--suite <name>', 'suite to run, as the argument; may be given again', collect)
      .option('--arm <name>', 'only this arm; may be given again', collect)
      .option('--variant <name>', 'only this variant; may be given again', collect)
      .option('--seed <n>', 'seed of the first repeat; the next repeats count on', wholeNumber(0, 2 ** 31 - 1))
      .option('--repeats <n>', 'repeats of every arm', wholeNumber(1, 1000))
      .addOption(
        new Option(
          '--clock <kind>',
          'real: over HTTP; virtual: simulated, exact and in a fraction of the time; both: the one beside the other (default: real, and of the default suites also the virtual answer)',
        ).choices(CLOCKS),
      )
      .option(
        '--until-decided',
        'in virtual time hold the last rate of the load until each verdict is decided (default); figures stay those of the plan',
      )
      .option('--no-until-decided', 'in virtual time judge each run at the end of its plan')
      .option(
        '--decide-cap <span>',
        'with --until-decided, load after the trigger at most, such as 10m (default: three times collapseAfterMs of the suite)',
        notEmpty,
      )
      .option(
        '--rerun-invalid <n>',
        `run again, at most n times, what only lateness of this machine made invalid (default: ${RERUN_MAX})`,
        wholeNumber(0, 10),
      )
      .option('--plan <text>', 'load instead of that of the suites, such as "30s@50,10s@50~500,60s@50" (~ ramps)')
      .option(
        '--baseline <folder>',
        'result folder or baseline that thresholds such as p(99)<=baseline*1.10 compare with (default: reports/baseline)',
        notEmpty,
      ),
  )
}

function addOutputOptions(command: Command): Command {
  return command
    .option(
      '--out <folder>',
      'result folder, replaced if there is one (default: a new one under reports/runs)',
      notEmpty,
    )
    .option('--quick', 'shorter measurements in capacity and micro', false)
    .option('--quiet', 'print nothing but doubts and errors', false)
    .option('--json', 'print summary.json as one document; summary.csv in the result folder has all metrics', false)
}

/** What the options say of virtual runs. @throws ConfigError for options that have no effect together. */
function untilDecidedOf({ clock, untilDecided, decideCap }: RunFlags): DecideOptions | undefined {
  if (clock === 'real' && (untilDecided !== undefined || decideCap !== undefined)) {
    const option = decideCap === undefined ? '--until-decided' : '--decide-cap'
    throw new ConfigError(`${option}: must not be given with --clock real: a real run ends with its load`)
  }
  if (untilDecided === false) {
    if (decideCap === undefined) return undefined
    throw new ConfigError('--decide-cap: must not be given with --no-until-decided')
  }
  return { capMs: decideCapMs({ decideCap }) }
}

/** Two more chances: a machine that is busy for a moment has passed by then. */
const RERUN_MAX = 2

const RUN_BROKERS =
  'broker of the queue arms: memory (in this process), rabbitmq, nats, bullmq, one with a storage as nats:memory, or all side by side'
const MICRO_BROKERS =
  'measure the driver of this broker beside its bare client instead: rabbitmq, nats, bullmq, one with a storage as nats:memory, or all'

const RUN_EXAMPLES = `
Examples:
  npm run bench                                        the default suites
  npm run bench -- run burst --arm queue --repeats 6   one arm, six times
  npm run bench -- run --suite burst --plan "5s@200,1s@2000,10s@200"
  npm run bench -- run brownout --clock virtual --repeats 100
  npm run bench -- run ./my-suite.ts --out /tmp/mine   a suite of one's own (.ts, .js, .json, .yaml)

Thresholds of a suite (docs/compare-and-ci.md): exit code 1 when one failed, 3 when one could not be judged.`
