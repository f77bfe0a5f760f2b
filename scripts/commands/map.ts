import { join } from 'node:path'
import type { Command } from 'commander'
import { ConfigError } from '../../bench/core/config-error.ts'
import { parseSpanMs } from '../../bench/study/axis.ts'
import type { CommandContext } from '../cli/command-context.ts'
import type { ExitCode } from '../cli/exit-code.ts'
import { collect, notEmpty, wholeNumber } from '../cli/option-values.ts'
import { addDecideCap, type DecideCapFlags, decideCapMs } from '../study/decide-cap.ts'
import type { MapOptions } from '../study/map-command.ts'
import { isSuiteFile } from '../suite/suite-file.ts'

interface MapFlags extends DecideCapFlags {
  readonly suite?: string
  readonly variant?: string
  readonly arm?: string[]
  readonly x?: string
  readonly y?: string
  readonly horizon?: string
  readonly seeds?: number
  readonly seed?: number
  readonly out?: string
  readonly critical: boolean
  readonly hysteresis: boolean
  readonly quick: boolean
  readonly quiet: boolean
  readonly fresh: boolean
}

/** Adds the commands that study suites in virtual time. */
export function addStudies(program: Command, context: CommandContext): void {
  addDecideCap(addStudyOptions(program.command('map')))
    .description('survival map: which client survives at which load and trigger, in virtual time, on all cores')
    .option('--x <axis>', 'parameter across and its values (default: rho from 0.15 to 0.9)', notEmpty)
    .option(
      '--y <axis>',
      "parameter upwards and its values (default: the trigger's length, from a twentieth to twice the suite's)",
      notEmpty,
    )
    .option(
      '--horizon <span>',
      'when the load ends, such as 180s (default: as long after the trigger as in the suite)',
      notEmpty,
    )
    .option('--critical', 'instead: the smallest trigger at which each arm collapses, by bisection', false)
    .option('--hysteresis', 'instead: load up and down again, and how far apart the two ways are', false)
    .option('--fresh', 'measure again where a map is found, also another one', false)
    .option(
      '--out <folder>',
      'result folder (default: one under reports/runs named after the suite, so that a second start resumes)',
      notEmpty,
    )
    .addHelpText('after', MAP_EXAMPLES)
    .action(async (name: string | undefined, flags: MapFlags) => context.done(await map(name, flags, context)))
}

async function map(name: string | undefined, flags: MapFlags, context: CommandContext): Promise<ExitCode> {
  const { argv, console, reportsRoot, resolvePath } = context
  const suite = flags.suite ?? name ?? 'retry-storm'
  const options: MapOptions = {
    source: {
      name: isSuiteFile(suite) ? resolvePath(suite) : suite,
      variant: flags.variant,
      horizonMs: flags.horizon === undefined ? undefined : parseSpanMs('--horizon', flags.horizon),
    },
    arms: flags.arm ?? [],
    seeds: flags.seeds,
    firstSeed: flags.seed,
    decideCapMs: decideCapMs(flags),
    x: flags.x,
    y: flags.y,
    out: flags.out === undefined ? undefined : resolvePath(flags.out),
    ...{
      quick: flags.quick,
      quiet: flags.quiet,
      fresh: flags.fresh,
      runsRoot: join(reportsRoot, 'runs'),
      resolvePath,
      command: argv,
    },
  }
  refuseUnused(flags)
  // Loaded when needed: drawing takes most of a second to load.
  const { criticalCommand, hysteresisCommand } = await import('../study/study-command.ts')
  if (flags.critical) return criticalCommand(options, console)
  if (flags.hysteresis) return hysteresisCommand(options, console)
  const { mapCommand } = await import('../study/map-command.ts')
  return mapCommand(options, console)
}

/** Options that mean nothing to what was asked for. */
function refuseUnused({ critical, hysteresis, ...flags }: MapFlags): void {
  if (critical && hysteresis) throw new ConfigError('--critical, --hysteresis: must not be given together')
  const unused = critical
    ? (['x', 'out', 'fresh'] as const)
    : hysteresis
      ? (['y', 'horizon', 'decideCap', 'fresh'] as const)
      : []
  const given = unused.filter((name) => flags[name] !== undefined && flags[name] !== false)
  if (given.length === 0) return
  throw new ConfigError(
    given.map(
      (name) =>
        `--${name === 'decideCap' ? 'decide-cap' : name}: must not be given with --${critical ? 'critical' : 'hysteresis'}, got ${JSON.stringify(flags[name])}`,
    ),
  )
}

function addStudyOptions(command: Command): Command {
  return command
    .argument('[suite]', 'name or file (default: retry-storm)')
    .option('--suite <name>', 'as the argument')
    .option('--variant <name>', 'variant of the suite (default: the first)')
    .option('--arm <name>', 'only this arm; may be given again', collect)
    .option('--seeds <n>', 'seeds at every point (default: 20, with --quick or --hysteresis 5)', wholeNumber(1, 1000))
    .option('--seed <n>', "first seed (default: the suite's)", wholeNumber(0, 2 ** 31 - 1))
    .option('--quick', 'fewer points and seeds', false)
    .option('--quiet', 'print nothing but errors', false)
}

const MAP_EXAMPLES = `
Parameters: rho (load before the trigger as a share of the capacity), trigger (its length), or the path of any number of the
suite, such as target.slots, faults[0].factor, arms.*.clients, arms.naive-retries.policy[0].retriesMax (* stands for any key).
Values: from:to:count or a list; spans may have ms, s or m.

Examples:
  npm run bench -- map retry-storm --quick
  npm run bench -- map retry-storm --x rho=0.5:0.9:9 --y trigger=1s,2s,5s,10s,20s --seeds 40
  npm run bench -- map retry-storm --y "arms.*.policy[*].retriesMax=0,1,2,3"
  npm run bench -- map retry-storm --critical
  npm run bench -- map retry-storm --hysteresis --out results/loop`
