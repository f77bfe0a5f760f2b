import type { Command } from 'commander'
import { ConfigError } from '../../bench/core/config-error.ts'
import { SEED_MAX } from '../../bench/core/seed-max.ts'
import type { CommandContext } from '../cli/command-context.ts'
import type { ExitCode } from '../cli/exit-code.ts'
import { notEmpty, wholeNumber } from '../cli/option-values.ts'
import { addOptions, flag, type Given, list, optional, path, span, valuesOf } from '../cli/options.ts'
import { DECIDE_CAP } from './decide-cap.ts'
import { OPEN } from './open-option.ts'

const OPTIONS = {
  suite: optional('--suite <name>', 'as the argument', String),
  variant: optional('--variant <name>', 'variant of the suite (default: the first)', String),
  arms: list('--arm <name>', 'only this arm'),
  x: optional('--x <axis>', 'parameter across and its values (default: rho from 0.15 to 0.9)', notEmpty),
  y: optional(
    '--y <axis>',
    "parameter upwards and its values (default: the trigger's length, from a twentieth to twice the suite's)",
    notEmpty,
  ),
  seeds: optional(
    '--seeds <n>',
    'seeds at every point (default: 20, with --quick or --hysteresis 5)',
    wholeNumber(1, 1000),
  ),
  firstSeed: optional('--seed <n>', "first seed (default: the suite's)", wholeNumber(0, SEED_MAX)),
  horizonMs: span(
    '--horizon <span>',
    'end of the load, such as 180s (default: as long after the trigger as in the suite)',
  ),
  ...DECIDE_CAP,
  critical: flag('--critical', 'instead: the smallest trigger at which each arm collapses, by bisection'),
  hysteresis: flag('--hysteresis', 'instead: load up and down again, and how far apart the two ways are'),
  fresh: flag('--fresh', 'measure again where a map is found, also another map'),
  quick: flag('--quick', 'fewer points and seeds'),
  out: path(
    '--out <folder>',
    'result folder (default: one in the results folder named after the suite, so that a second start resumes)',
  ),
  ...OPEN,
  quiet: flag('--quiet', 'print only errors'),
}

/** Adds the command that studies suites in virtual time. */
export function addMap(program: Command, context: CommandContext): void {
  addOptions(program.command('map'), OPTIONS)
    .description('survival map: which client survives at which load and trigger, in virtual time, on all cores')
    .argument('[suite]', 'name or file (default: retry-storm)')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string | undefined, given: Given) => {
      let written: string | undefined
      const code = await map(name, given, context, (folder) => {
        written = folder
      })
      context.done(code, given.open === true ? written : undefined)
    })
}

async function map(
  name: string | undefined,
  given: Given,
  context: CommandContext,
  onWritten: (folder: string) => void,
): Promise<ExitCode> {
  const { argv, console, project, resolvePath } = context
  const { suite, variant, horizonMs, critical, hysteresis, ...values } = valuesOf(OPTIONS, given, context)
  const { suiteNamed } = await import('../suite/suite-names.ts')
  const asked = suite ?? name ?? 'retry-storm'
  const options = {
    ...values,
    source: { name: await suiteNamed(asked, project, resolvePath), variant, horizonMs },
    project,
    command: argv,
    resolvePath,
    onWritten,
  }
  if (critical && hysteresis) throw new ConfigError('--critical, --hysteresis: must not be given together')
  if (critical) refuseGiven('--critical', ['x', 'out', 'fresh', 'open'], given)
  if (hysteresis) refuseGiven('--hysteresis', ['y', 'horizonMs', 'decideCapMs', 'fresh'], given)
  if (hysteresis && values.open && values.out === undefined)
    throw new ConfigError('--open: must be given with --out, as --hysteresis writes nothing otherwise')
  // Loaded when needed: drawing takes most of a second to load.
  const { criticalCommand, hysteresisCommand } = await import('../study/study-command.ts')
  if (critical) return criticalCommand(options, console)
  if (hysteresis) {
    if (values.out !== undefined) onWritten(values.out)
    return hysteresisCommand(options, console)
  }
  const { mapCommand } = await import('../study/map-command.ts')
  return mapCommand(options, console)
}

/** Refuses options that have no effect with another one. */
function refuseGiven(instead: string, names: readonly (keyof typeof OPTIONS)[], given: Given): void {
  const mistakes = names.flatMap((name) => {
    const option = OPTIONS[name].options[0]!
    const value = given[option.attributeName()]
    return value === undefined
      ? []
      : [`${option.long}: must not be given with ${instead}, got ${JSON.stringify(value)}`]
  })
  if (mistakes.length > 0) throw new ConfigError(mistakes)
}

const EXAMPLES = `
Parameters:
  rho      load before the trigger, as a share of the capacity
  trigger  length of the trigger
  a path   any number of the suite, such as target.slots, faults[0].factor,
           arms.*.clients (* is any key) or arms.guarded.policy[0].retriesMax
Values: from:to:count or a list. Spans may have ms, s or m.

Examples:
  npm run bench -- map retry-storm --quick
  npm run bench -- map retry-storm --x rho=0.5:0.9:9 --y trigger=1s,5s,20s
  npm run bench -- map retry-storm --y "arms.*.policy[*].retriesMax=0,1,2,3"
  npm run bench -- map retry-storm --critical
  npm run bench -- map retry-storm --hysteresis --out results/loop`
