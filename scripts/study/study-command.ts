import { MessageChannel } from 'node:worker_threads'
import { ConfigError } from '../../bench/core/config-error.ts'
import { collapseOf } from '../../bench/metrics/collapse.ts'
import { GOOD_SHARE } from '../../bench/metrics/recovery.ts'
import { type Axis, parseAxis } from '../../bench/study/axis.ts'
import type { Critical } from '../../bench/study/critical.ts'
import { type LoopPoint, loopWidth, staircase } from '../../bench/study/hysteresis.ts'
import { refuseUnjudged } from '../../bench/study/trial.ts'
import { ResultFolder } from '../../reports/files/write.ts'
import { fixed } from '../../reports/format.ts'
import { axisTitle } from '../../reports/map/axis-label.ts'
import { collapseText } from '../../reports/map/collapse-text.ts'
import { hysteresisFiles } from '../../reports/map/hysteresis.ts'
import { type Column, toText } from '../../reports/table.ts'
import type { Console } from '../cli/console.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { onInterrupt } from '../cli/interrupt.ts'
import { ProgressLine } from '../cli/progress.ts'
import { ThreadPool } from '../cli/thread-pool.ts'
import type { MapOptions } from './map-command.ts'
import { studied, triggerAxis } from './study-options.ts'
import { type CriticalJob, type CriticalResult, type LoopJob, readSource, settle, WORKER } from './trial-job.ts'

const STEP_MS = 20_000
/** Seeds of a sweep without `--seeds`: each is as long as many points of a map. */
const LOOP_SEEDS = 5
/** The files of a hysteresis sweep are derived from this one. */
const LOOP_FILE = 'hysteresis.csv'

interface CriticalRow extends CriticalResult {
  readonly arm: string
}

/** Bisects for the smallest trigger (or other parameter) at which each arm collapses. */
export async function criticalCommand(options: MapOptions, console: Console): Promise<ExitCode> {
  const { suite } = await readSource(options.source)
  const { arms, seeds } = await studied(suite, options)
  const axis = options.y === undefined ? triggerAxis(suite, options.quick) : parseAxis('--y', options.y)
  const [low, high] = [axis.values[0]! / (options.y === undefined ? 10 : 1), axis.values.at(-1)!]
  if (!(low > 0) || high <= low) {
    throw new ConfigError(
      `--y: must be a range above 0 for --critical, such as trigger=100ms:60s:2, got ${low} to ${high}`,
    )
  }
  for (const value of [low, high]) {
    refuseUnjudged(settle(suite, { source: options.source, settings: [[axis.name, value]] }))
  }
  const { signal, release } = onInterrupt((text) => console.err(text))
  const progress = new ProgressLine(console, options.quiet)
  const pool = new ThreadPool<CriticalJob, CriticalResult>(WORKER, 'runCritical')
  try {
    const rows = await Promise.all(
      arms.map(async (arm): Promise<CriticalRow> => {
        const { port1: values, port2: port } = new MessageChannel()
        values.on('message', (value: number) =>
          progress.line(`${suite.name} ${arm}: ${axis.name} ${fixed(value, 0)} ${axis.unit}`),
        )
        const { source, decideCapMs: capMs } = options
        const job = { source, arm, seeds, parameter: axis.name, low, high, decide: { capMs }, port }
        return { arm, ...(await pool.run(job, signal, [port]).finally(() => values.close())) }
      }),
    )
    progress.clear()
    console.out(
      `${suite.name}: smallest ${axis.name} at which at least half of the seeds collapse (${seeds.count})\n\n`,
    )
    console.out(toText(criticalColumns(axis), rows, console.outWidth ?? Number.POSITIVE_INFINITY))
    return EXIT.fine
  } catch (error) {
    if (!signal.aborted) throw error
    return EXIT.interrupted
  } finally {
    progress.clear()
    await pool.close()
    release()
  }
}

function criticalColumns(axis: Axis): Column<CriticalRow>[] {
  return [
    { head: 'arm', cell: ({ arm }) => arm },
    { head: `critical ${axisTitle(axis)}`, cell: ({ critical }) => shown(critical) },
    {
      head: 'P(collapse), median return just below',
      cell: ({ below }) =>
        below === undefined ? '-' : collapseText(collapseOf(below.verdicts).share, below.backAfterMsMedian),
    },
  ]
}

function shown(critical: Critical): string {
  const digits = (value: number) => String(Number(value.toPrecision(3)))
  switch (critical.kind) {
    case 'above':
      return `none up to ${digits(critical.value)}`
    case 'below':
      return `at most ${digits(critical.value)}`
    case 'open':
      return `${critical.below === 0 ? '' : `none up to ${digits(critical.below)}, `}undecided from ${digits(critical.value)}`
    case 'found':
      return critical.value / critical.below > 1.1
        ? `between ${digits(critical.below)} and ${digits(critical.value)}`
        : digits(critical.value)
  }
}

/** Drives each arm up a staircase of loads and down again, and prints the width of the loop between the two ways. */
export async function hysteresisCommand(options: MapOptions, console: Console): Promise<ExitCode> {
  const { suite } = await readSource(options.source)
  const { arms, seeds: studiedSeeds } = await studied(suite, options)
  const seeds = { ...studiedSeeds, count: options.seeds ?? LOOP_SEEDS }
  const axis = parseAxis('--x', options.x ?? (options.quick ? 'rho=0.2:1.2:6' : 'rho=0.1:1.2:12'))
  if (axis.name !== 'rho') throw new ConfigError(`--x: must be rho for --hysteresis, got ${JSON.stringify(axis.name)}`)
  // Finds mistakes before anything runs.
  staircase(suite, axis.values, STEP_MS)
  const folder = options.out === undefined ? undefined : ResultFolder.open(options.out, LOOP_FILE)
  const { signal, release } = onInterrupt((text) => console.err(text))
  const progress = new ProgressLine(console, options.quiet)
  const pool = new ThreadPool<LoopJob, LoopPoint[]>(WORKER, 'runLoop')
  try {
    const loops = new Map<string, LoopPoint[]>()
    const report = () =>
      progress.line(`${suite.name}: ${loops.size}/${arms.length} arms up and down ${axis.values.length} loads`)
    report()
    const job = { source: options.source, rhos: axis.values, stepMs: STEP_MS, seeds }
    await pool.each(
      arms.map((arm) => ({ ...job, arm })),
      signal,
      (loop, { arm }) => {
        loops.set(arm, loop)
        report()
      },
    )
    progress.clear()
    const done = arms.filter((arm) => loops.has(arm))
    if (done.length === 0) {
      console.out('nothing was computed\n')
      return EXIT.interrupted
    }
    const points = done.flatMap((arm) => loops.get(arm)!)
    const files = await hysteresisFiles({ suite: suite.name, arms: done, points })
    console.out(
      `${suite.name}: load up to ${axis.values.at(-1)} of the capacity and down again, ${STEP_MS / 1000} s each\n\n`,
    )
    console.out(toText(loopColumns(points), done, console.outWidth ?? Number.POSITIVE_INFINITY))
    folder?.write(files)
    if (folder !== undefined) console.out(`\nhysteresis.csv and hysteresis.svg in ${folder.path}\n`)
    return signal.aborted ? EXIT.interrupted : EXIT.fine
  } finally {
    progress.clear()
    await pool.close()
    folder?.release()
    release()
  }
}

function loopColumns(points: readonly LoopPoint[]): Column<string>[] {
  const of = (arm: string) => points.filter((point) => point.arm === arm)
  const lowest = (arm: string, direction: LoopPoint['direction']) =>
    Math.min(
      ...of(arm)
        .filter((point) => point.direction === direction && point.goodput < GOOD_SHARE * point.rate)
        .map(({ rate }) => rate),
    )
  return [
    { head: 'arm', cell: (arm) => arm },
    { head: 'bad on the way up from [1/s]', cell: (arm) => finite(lowest(arm, 'up')) },
    { head: 'bad on the way down to [1/s]', cell: (arm) => finite(lowest(arm, 'down')) },
    { head: 'width of the loop [1/s]', cell: (arm) => width(loopWidth(of(arm))) },
  ]
}

function width(rate: number): string {
  return Number.isFinite(rate) ? fixed(rate, 0) : 'does not close'
}

function finite(rate: number): string {
  return Number.isFinite(rate) ? fixed(rate, 0) : 'never'
}
