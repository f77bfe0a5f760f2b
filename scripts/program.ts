import { existsSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { Command, CommanderError, Option } from 'commander'
import { cellsOf, parseSuite } from '../bench/suite.ts'
import { ALL_SUITES, DEFAULT_SUITES } from '../bench/suites/catalogue.ts'
import { MAP_FILE } from '../reports/map/map-data.ts'
import { addBaseline } from './baseline-program.ts'
import { addBrokerOptions, type BrokerChoice, brokerUrlsOf } from './broker-choice.ts'
import { addBrokers } from './brokers-program.ts'
import { CLOCKS, type ClockChoice } from './clock-choice.ts'
import type { CommandContext } from './command-context.ts'
import { addCompare, addPaired, addSelftest } from './compare-program.ts'
import type { Console } from './console.ts'
import { VERSION } from './environment.ts'
import { EXIT, type ExitCode, explain } from './exit-code.ts'
import { addExport } from './export-program.ts'
import { addFalseAlarms } from './false-alarms-program.ts'
import { addHistory } from './history-program.ts'
import { QUESTIONS } from './measured-questions.ts'
import { addNightly } from './nightly-program.ts'
import { collect, httpUrl, notEmpty, wholeNumber } from './option-values.ts'
import { MEASURED_SUITES, type MeasuredSuite } from './select.ts'
import { addStudies } from './study-program.ts'
import { addVerify } from './verify-command.ts'
import { addWhy } from './why-program.ts'
import { addWorker, addWorkersOptions, type WorkersFlags, workersOf } from './worker-program.ts'

/** Where the program stands. */
export interface Place {
  /** The folder that relative paths of the user start from. */
  readonly folder: string
  /** Folder of `runs` (under which new result folders are made), `baseline` and `history`. */
  readonly reportsRoot: string
}

interface RunFlags extends WorkersFlags {
  readonly suite?: string[]
  readonly arm?: string[]
  readonly variant?: string[]
  readonly seed?: number
  readonly repeats?: number
  readonly plan?: string
  readonly clock?: ClockChoice
  readonly broker?: BrokerChoice[]
  readonly brokerUrl?: string[]
  readonly out?: string
  readonly baseline?: string
  readonly url?: string
  readonly quick: boolean
  readonly quiet: boolean
  readonly json: boolean
}

/** Runs one command line (without `node` and script) and tells its exit code; only a bug is thrown. */
export async function runProgram(argv: readonly string[], console: Console, place: Place): Promise<ExitCode> {
  let code: ExitCode = EXIT.fine
  const done = (result: ExitCode) => {
    code = result
  }
  try {
    await programOf(argv, console, place, done).parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    // Commander has already printed its message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage
    const known = explain(error)
    if (known === undefined) throw error
    console.err(`${known.message}\n`)
    return known.code
  }
}

function programOf(argv: readonly string[], console: Console, place: Place, done: (code: ExitCode) => void): Command {
  const resolvePath = (path: string) => (isAbsolute(path) ? path : resolve(place.folder, path))
  const program = new Command('stormbench')
    .description('Which mix of RPC or queue and failure handling survives a burst, what it costs, and why.')
    .version(VERSION, '--version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: (text) => console.out(text), writeErr: (text) => console.err(text) })
    .showHelpAfterError('(--help shows the options)')
    .addHelpText('after', EXIT_CODES)

  const run = async (names: string[], flags: RunFlags) => {
    const { runCommand } = await import('./run-command.ts')
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
          brokers: flags.broker ?? [],
          brokerUrls: brokerUrlsOf(flags.brokerUrl ?? []),
          ...workersOf(flags, resolvePath),
          out: flags.out === undefined ? undefined : resolvePath(flags.out),
          quick: flags.quick,
          url: flags.url,
          quiet: flags.quiet,
          json: flags.json,
          runsRoot: join(place.reportsRoot, 'runs'),
          baseline: flags.baseline === undefined ? undefined : resolvePath(flags.baseline),
          usualBaseline: join(place.reportsRoot, 'baseline'),
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
  const context: CommandContext = { argv, console, reportsRoot: place.reportsRoot, resolvePath, done }
  addStudies(program, context)
  addVerify(program, console, done)
  addWhy(program, context)
  addExport(program, context)
  addFalseAlarms(program, context)
  addNightly(program, context)
  addHistory(program, context)
  addCompare(program, context)
  addPaired(program, context)
  addSelftest(program, context)
  addBaseline(program, context)
  addBrokers(program, context)
  addWorker(program, context)
  program
    .command('list')
    .description('list the suites with their arms')
    .action(() => list(console))
  program
    .command('render')
    .description('write the derived files of a result folder anew from its run.json or map.json')
    .argument('<folder>', 'result folder')
    .action((folder: string) => renderFolder(resolvePath(folder), console))
  return program
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
          'real: over HTTP; virtual: simulated, exact and in a fraction of the time; both: the one beside the other',
        )
          .choices(CLOCKS)
          .default('real'),
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
    .option('--json', 'print the summary as JSON', false)
}

function list(console: Console): void {
  const rows = [
    ...ALL_SUITES.map((input) => {
      const suite = parseSuite(input)
      const names = (key: 'arm' | 'variant') => [...new Set(cellsOf(suite).map((cell) => cell[key]))].join(', ')
      return { name: suite.name, arms: names('arm'), variants: names('variant'), question: suite.question }
    }),
    ...MEASURED_SUITES.map((name) => ({ name, arms: '-', variants: '-', question: QUESTIONS[name] })),
  ]
  for (const { name, arms, variants, question } of rows) {
    const mark = DEFAULT_SUITES.includes(name) ? ' (default)' : ''
    console.out(`${name}${mark}\n  ${question}\n`)
    if (arms !== '-') console.out(`  arms: ${arms}\n`)
    if (variants !== 'default' && variants !== '-') console.out(`  variants: ${variants}\n`)
  }
}

async function renderFolder(path: string, console: Console): Promise<void> {
  if (existsSync(join(path, MAP_FILE))) {
    // Loaded when needed: drawing takes most of a second to load.
    const { renderMapFolder } = await import('./map-command.ts')
    return renderMapFolder(path, console)
  }
  const { ResultFolder, readData } = await import('../reports/write.ts')
  const data = readData(path)
  const folder = ResultFolder.open(path)
  try {
    folder.save(data)
  } finally {
    folder.release()
  }
  console.out(`rendered ${path}\n`)
}

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

Thresholds of a suite (README): exit code 1 when one failed, 3 when one could not be judged.`

const EXIT_CODES = `
Exit codes: 0 fine, 1 a check or threshold failed, 2 usage or configuration, 3 not judged: a run was invalid or too little is known, 4 could not run, 130 interrupted.`
