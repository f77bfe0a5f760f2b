import { join } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { isoNow } from '../../bench/core/real-clock.ts'
import { DEFAULT_SUITES } from '../../bench/suites/catalogue.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { collect, notEmpty, wholeNumber } from '../cli/option-values.ts'
import { defaultOut } from '../compare/default-out.ts'
import { isSuiteFile } from '../suite/suite-file.ts'

interface CompareFlags {
  readonly by?: 'arm'
  readonly baseArm?: string
  readonly suite?: string[]
  readonly variant?: string[]
  readonly arm?: string[]
  readonly noise?: string
  readonly out?: string
  readonly json: boolean
  readonly quiet: boolean
}

/** Adds the command that compares two results. */
export function addCompare(program: Command, { console, reportsRoot, resolvePath, done }: CommandContext): void {
  addComparisonOptions(program.command('compare'))
    .description('compare two result folders metric by metric, with a known rate of false alarms')
    .argument('<base>', 'result folder, or reports/baseline')
    .argument('[head]', 'result folder; left out with --by arm to compare the arms of one folder')
    .addOption(
      new Option(
        '--by <what>',
        'arm: the arms with each other; of two folders: did the gap between the arms change?',
      ).choices(['arm']),
    )
    .option('--base-arm <name>', 'arm that the others are compared with (default: the first of each variant)', notEmpty)
    .option('--suite <name>', 'only this suite; may be given again', collect)
    .option('--variant <name>', 'only this variant; may be given again', collect)
    .option('--arm <name>', 'only this arm; may be given again', collect)
    .addHelpText('after', COMPARE_EXAMPLES)
    .action(async (base: string, head: string | undefined, flags: CompareFlags) => {
      const { compareCommand } = await import('../compare/compare-command.ts')
      done(
        compareCommand(
          {
            ...{ base, head, byArm: flags.by === 'arm', baseArm: flags.baseArm, resolvePath },
            ...{ suites: flags.suite ?? [], variants: flags.variant ?? [], arms: flags.arm ?? [] },
            noise: noiseFile(flags.noise, reportsRoot, resolvePath),
            out: flags.out === undefined ? defaultOut(reportsRoot, isoNow(), 'compare') : resolvePath(flags.out),
            ...{ json: flags.json, quiet: flags.quiet },
          },
          console,
        ),
      )
    })
}

/** Options of all commands that end in a comparison. */
function addComparisonOptions(command: Command): Command {
  return command
    .option(
      '--noise <file>',
      'noise that `aa` measured, which raises the smallest changes told (default: noise.csv under reports/runs)',
      notEmpty,
    )
    .option(
      '--out <folder>',
      'folder for compare.md, compare.csv and compare.json (default: a new one under reports/runs)',
      notEmpty,
    )
    .option('--quiet', 'print nothing but doubts and errors', false)
    .option('--json', 'print the comparison as JSON', false)
}

/** The file that `aa` writes and comparisons read. */
function noiseFile(given: string | undefined, reportsRoot: string, resolvePath: (path: string) => string): string {
  return given === undefined ? join(reportsRoot, 'runs', 'noise.csv') : resolvePath(given)
}

interface PairedFlags extends Pick<CompareFlags, 'suite' | 'variant' | 'arm' | 'noise' | 'out' | 'json' | 'quiet'> {
  readonly seed: number
  readonly pairs?: number
  readonly plan?: string
}

interface AbFlags extends PairedFlags {
  readonly head?: string
  readonly clock: 'real' | 'virtual'
  readonly confirm: boolean
}

/** Adds the commands that run what they compare. */
export function addPaired(program: Command, { console, reportsRoot, resolvePath, done }: CommandContext): void {
  const pairedOf = (name: string, suites: readonly string[], flags: PairedFlags) => ({
    ...{ suites: suitesOf([...suites, ...(flags.suite ?? [])], resolvePath), variants: flags.variant ?? [] },
    ...{ arms: flags.arm ?? [], plan: flags.plan, seed: flags.seed, pairs: flags.pairs },
    noise: noiseFile(flags.noise, reportsRoot, resolvePath),
    out: flags.out === undefined ? defaultOut(reportsRoot, isoNow(), name) : resolvePath(flags.out),
    ...{ json: flags.json, quiet: flags.quiet, resolvePath },
  })
  addPairedOptions(program.command('ab').argument('<ref>', 'commit, branch or tag to compare with'))
    .description('run two commits in turn and compare them; a regression fails only when a second batch shows it too')
    .option(
      '--head <ref>',
      'commit to judge (default: the working tree, with changes that are not committed)',
      notEmpty,
    )
    .addOption(
      new Option('--clock <kind>', 'real: over HTTP; virtual: simulated and exact, without turns')
        .choices(['real', 'virtual'])
        .default('real'),
    )
    .option('--no-confirm', 'fail at once, without a second batch')
    .addHelpText('after', AB_EXAMPLES)
    .action(async (ref: string, suites: string[], flags: AbFlags) => {
      const { head, clock, confirm } = flags
      const { abCommand } = await import('../compare/ab-command.ts')
      done(await abCommand({ ...pairedOf('ab', suites, flags), base: ref, head, clock, confirm }, console))
    })
  addPairedOptions(program.command('aa'))
    .description('compare the code with itself in real time: how far are identical runs apart on this machine?')
    .action(async (suites: string[], flags: PairedFlags) => {
      const { aaCommand } = await import('../compare/aa-command.ts')
      done(await aaCommand(pairedOf('aa', suites, flags), console))
    })
}

function addPairedOptions(command: Command): Command {
  return addComparisonOptions(
    command
      .argument('[suites...]', `names or files (default: ${DEFAULT_SUITES.join(' ')})`)
      .option('--suite <name>', 'suite to run, as the argument; may be given again', collect)
      .option('--variant <name>', 'only this variant; may be given again', collect)
      .option('--arm <name>', 'only this arm; may be given again', collect)
      .option('--plan <text>', 'load instead of that of the suites')
      .option('--seed <n>', 'seed of the first pair; the next pairs count on', wholeNumber(0, 2 ** 30), 7)
      .option(
        '--pairs <n>',
        'pairs of runs (default: as many as the number of gate series needs, at least 6; in virtual time 20)',
        wholeNumber(1, 1000),
      ),
  )
}

/** Files by absolute path: each side runs in a checkout of its own. */
function suitesOf(names: readonly string[], resolvePath: (path: string) => string): string[] {
  const given = names.length > 0 ? [...new Set(names)] : DEFAULT_SUITES
  return given.map((name) => (isSuiteFile(name) ? resolvePath(name) : name))
}

/** Adds the command that shows that the gate can fail. */
export function addSelftest(program: Command, { argv, console, resolvePath, done }: CommandContext): void {
  program
    .command('selftest')
    .description('check the gate itself: a copy must pass, a known slow-down must fail, a missing side is not judged')
    .argument('[folder]', 'result folder to take the figures from (default: simulated runs)')
    .option('--slowdown <factor>', 'what latencies are multiplied by', factor, 1.3)
    .action(async (folder: string | undefined, flags: { slowdown: number }) => {
      const { selftestCommand } = await import('../compare/selftest-command.ts')
      const path = folder === undefined ? undefined : resolvePath(folder)
      done(selftestCommand({ folder: path, factor: flags.slowdown, command: argv }, console))
    })
}

function factor(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 1 && value <= 100) return value
  throw new InvalidArgumentError(`It must be a number above 1, at most 100, got ${JSON.stringify(text)}.`)
}

const COMPARE_EXAMPLES = `
Verdicts, the first that fits: incomparable, missing, invalid, new; of exact figures (virtual time) equal, regressed or improved; of measured ones
undetectable (too few runs), regressed or improved (q <= 0.05 and large enough), within-noise, equivalent, inconclusive.
Exit code 1 when a gate series regressed, 3 when one could not be judged.

Examples:
  npm run bench -- compare reports/runs/before reports/runs/after
  npm run bench -- compare reports/baseline reports/runs/mine --suite burst
  npm run bench -- compare reports/runs/mine --by arm --base-arm guarded
  npm run bench -- compare reports/runs/before reports/runs/after --by arm`

const AB_EXAMPLES = `
Both commits are checked out beside each other and run in turn (ABBA BAAB), each pair with one seed for both. Their results stay in
the folders base and head of the output.

Examples:
  npm run bench -- ab main                              the working tree against main, default suites
  npm run bench -- ab HEAD~1 burst --arm queue --pairs 10
  npm run bench -- ab v1.2.0 --head v1.3.0 --clock virtual`
