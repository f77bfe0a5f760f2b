import { join, relative } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { DEFAULT_VARIANT } from '../../bench/core/default-variant.ts'
import { differences } from '../../bench/core/differences.ts'
import { isoNow, RealClock } from '../../bench/core/real-clock.ts'
import { parseAxis } from '../../bench/study/axis.ts'
import { withParameter } from '../../bench/study/parameter.ts'
import { refuseUnjudged, type Trial } from '../../bench/study/trial.ts'
import type { Suite } from '../../bench/suite.ts'
import { needText, readText } from '../../reports/files/text-file.ts'
import { ResultFolder } from '../../reports/files/write.ts'
import { MAP_FILE, MAP_RUNS_MAX, MAP_SCHEMA, type MapCell, type MapData } from '../../reports/map/map-data.ts'
import { mapText } from '../../reports/map/map-markdown.ts'
import { parseMap } from '../../reports/map/map-schema.ts'
import { renderMap } from '../../reports/map/render-map.ts'
import type { Console } from '../cli/console.ts'
import { environmentOf } from '../cli/environment.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { codeHash, plain } from '../cli/fingerprint.ts'
import { onInterrupt } from '../cli/interrupt.ts'
import { ProgressLine } from '../cli/progress.ts'
import { savesMeanwhile } from '../cli/save-meanwhile.ts'
import { ThreadPool } from '../cli/thread-pool.ts'
import type { Project } from '../project/project.ts'
import { type StudyOptions, studied, triggerAxis } from './study-options.ts'
import { readSource, settle, type TrialJob, WORKER } from './trial-job.ts'

const SAVE_EVERY_MS = 3000
/** Points that must be done before the progress line estimates the time left. */
const ESTIMATE_FROM = 10
const RHOS = [0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
const RHOS_QUICK = [0.2, 0.3, 0.5, 0.7, 0.9]

export interface MapOptions extends StudyOptions {
  readonly x: string | undefined
  readonly y: string | undefined
  /** Result folder; one named after the suite when undefined, so that a second start finds it. */
  readonly out: string | undefined
  /** Measures again where a map is found. */
  readonly fresh: boolean
  readonly project: Project
  readonly command: readonly string[]
  readonly resolvePath: (path: string) => string
  /** Receives the result folder at the end. */
  readonly onWritten: (folder: string) => void
}

/** Draws a survival map: every arm at every point of a grid, over some seeds, on all cores. */
export async function mapCommand(options: MapOptions, console: Console): Promise<ExitCode> {
  const { suite, variant } = await readSource(options.source)
  const plan = await mapPlanOf(suite, variant, options)
  const folder = ResultFolder.open(
    options.out ?? join(options.project.results, nameOf(suite.name, variant, options.quick)),
    MAP_FILE,
  )
  const { signal, release } = onInterrupt((text) => console.err(text))
  const progress = new ProgressLine(console, options.quiet)
  try {
    const found = options.fresh ? [] : finishedCells(folder.path, plan.data)
    if (found.length > 0) progress.line(`resuming: ${found.length} of ${plan.jobs.length} points are there`)
    const cells = await runGrid(plan, found, folder, progress, signal)
    const data: MapData = { ...plan.data, status: cells.length === plan.jobs.length ? 'complete' : 'partial', cells }
    const files = await renderMap(data)
    progress.clear()
    if (!options.quiet) console.out(mapText(data))
    folder.write(files)
    const path = relative(options.resolvePath('.'), folder.path)
    console.out(
      `\n${data.status === 'partial' ? `partial map, ${cells.length} of ${plan.jobs.length} points (start again to go on),` : 'map'} in ${path.startsWith('..') ? folder.path : path}: map.svg, map.md, map.csv, frontier.csv, map.vl.json, map.json\n`,
    )
    options.onWritten(folder.path)
    return signal.aborted ? EXIT.interrupted : EXIT.fine
  } finally {
    progress.clear()
    folder.release()
    release()
  }
}

/** Name of the folder, the same for a second start. */
function nameOf(suite: string, variant: string, quick: boolean): string {
  return ['map', suite, ...(variant === DEFAULT_VARIANT ? [] : [variant]), ...(quick ? ['quick'] : [])].join('-')
}

/** Recreates the files of a map from its data. @throws ConfigError when there is no map in the folder. */
export async function renderMapFolder(path: string, console: Console): Promise<void> {
  const file = join(path, MAP_FILE)
  const data = parseMap(needText(file), file)
  const folder = ResultFolder.open(path, MAP_FILE)
  try {
    folder.write(await renderMap(data))
  } finally {
    folder.release()
  }
  console.out(`rendered ${path}\n`)
}

interface MapPlan {
  readonly data: Omit<MapData, 'status' | 'cells'>
  readonly jobs: readonly TrialJob[]
}

/**
 * Checks everything before anything runs. Rejects with a ConfigError when the grid, the seeds or a point cannot run.
 */
async function mapPlanOf(suite: Suite, variant: string, options: MapOptions): Promise<MapPlan> {
  const { source, quick, command, project, decideCapMs: capMs } = options
  const { arms, seeds } = await studied(suite, options)
  const x = parseAxis('--x', options.x ?? `rho=${(quick ? RHOS_QUICK : RHOS).join(',')}`)
  const y = options.y === undefined ? triggerAxis(suite, quick) : parseAxis('--y', options.y)
  if (x.name === y.name)
    throw new ConfigError(`--y: must be another parameter than --x, got ${JSON.stringify(y.name)} twice`)
  const runs = x.values.length * y.values.length * arms.length * seeds.count
  if (runs > MAP_RUNS_MAX)
    throw new ConfigError(`--x, --y, --seeds: must make at most ${MAP_RUNS_MAX} runs, got ${runs}`)
  const points = y.values.flatMap((b) =>
    x.values.map((a): TrialJob['settings'] => [
      [x.name, a],
      [y.name, b],
    ]),
  )
  for (const [option, axis] of [
    ['--x', x],
    ['--y', y],
  ] as const) {
    for (const value of axis.values) named(option, () => void withParameter(suite, axis.name, value))
  }
  for (const settings of points) refuseUnjudged(settle(suite, { source, settings }))
  const jobs = arms.flatMap((arm) =>
    points.map((settings): TrialJob => ({ source, arm, seeds, settings, decide: { capMs } })),
  )
  const config = plain({ suite, horizonMs: source.horizonMs ?? null, decideCapMs: capMs ?? null, arms, x, y, seeds })
  return {
    jobs,
    data: {
      schema: MAP_SCHEMA,
      environment: { ...environmentOf(command, project.root), writtenAt: isoNow() },
      suite: suite.name,
      question: suite.question,
      variant,
      arms,
      x,
      y,
      seeds,
      fingerprint: { code: codeHash(), config },
    },
  }
}

/** Puts the option before each mistake. */
function named(option: string, check: () => void): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError(error.messages.map((message) => `${option}: ${message}`))
  }
}

/** Measured points of an interrupted or finished map in the folder. @throws ConfigError when it is another map. */
function finishedCells(path: string, now: Omit<MapData, 'status' | 'cells'>): MapCell[] {
  const before = mapBefore(join(path, MAP_FILE))
  if (before === undefined) return []
  const changed = [
    ...differences(before.fingerprint.config, now.fingerprint.config),
    ...(before.fingerprint.code === now.fingerprint.code ? [] : ['the code of the harness has changed']),
  ]
  if (changed.length === 0) return [...before.cells]
  throw new ConfigError([
    `--out: must be empty or a map with the same suite, grid and code; the one in ${path} differs (--fresh starts over, --out names another folder)`,
    ...changed.slice(0, 20),
  ])
}

/** The map in the folder; undefined when there is none. @throws ConfigError when it cannot be resumed. */
function mapBefore(file: string): MapData | undefined {
  const text = readText(file)
  if (text === undefined) return undefined
  try {
    return parseMap(text, file)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError([...error.messages, '--fresh replaces it by a new map, --out names another folder'])
  }
}

async function runGrid(
  { data, jobs }: MapPlan,
  found: readonly MapCell[],
  folder: ResultFolder,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<MapCell[]> {
  const cells = new Map<TrialJob, MapCell>()
  const pointOf = ({ arm, settings }: TrialJob) => ({ arm, x: settings[0]![1], y: settings[1]![1] })
  for (const job of jobs) {
    const { arm, x, y } = pointOf(job)
    const cell = found.find((one) => one.arm === arm && one.x === x && one.y === y)
    if (cell !== undefined) cells.set(job, cell)
  }
  const ordered = () => jobs.flatMap((job) => cells.get(job) ?? [])
  const todo = jobs.filter((job) => !cells.has(job))
  // A thread takes half a second to start.
  if (todo.length === 0) return ordered()
  const pool = new ThreadPool<TrialJob, Trial>(WORKER, 'runJob')
  const clock = new RealClock()
  let savedMs = 0
  let done = 0
  const save = () =>
    folder.write([[MAP_FILE, `${JSON.stringify({ ...data, status: 'partial', cells: ordered() }, undefined, 1)}\n`]])
  const saveMeanwhile = savesMeanwhile(save, progress)
  const finish = (job: TrialJob, cell: MapCell) => {
    cells.set(job, cell)
    done += 1
    const leftS = ((clock.nowMs() / done) * (todo.length - done)) / 1000
    // The first points wait for threads to start and code to be compiled.
    const left = done < ESTIMATE_FROM ? '' : `, about ${leftS.toFixed(0)} s left`
    progress.line(`${cells.size}/${jobs.length} points of ${data.suite}${left}`)
    if (clock.nowMs() - savedMs < SAVE_EVERY_MS) return
    savedMs = clock.nowMs()
    saveMeanwhile()
  }
  progress.line(`${cells.size}/${jobs.length} points of ${data.suite}`)
  try {
    await pool.each(todo, signal, (trial, job) => finish(job, { ...pointOf(job), ...trial }))
  } catch (error) {
    if (cells.size > 0) saveMeanwhile()
    throw error
  } finally {
    clock.stop()
    await pool.close()
  }
  return ordered()
}
