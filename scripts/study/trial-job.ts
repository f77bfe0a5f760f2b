import type { MessagePort } from 'node:worker_threads'
import { DEFAULT_VARIANT } from '../../bench/core/default-variant.ts'
import { ownModule } from '../../bench/core/own-code.ts'
import { collapseOf } from '../../bench/metrics/collapse.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import { belowCritical, type Critical, criticalValue } from '../../bench/study/critical.ts'
import { type LoopPoint, loopOf, staircase } from '../../bench/study/hysteresis.ts'
import { suiteOfVariant, withHorizon, withParameter } from '../../bench/study/parameter.ts'
import { cellOf, type Seeds, type Trial, trial } from '../../bench/study/trial.ts'
import type { Suite } from '../../bench/suite.ts'
import type { DecideOptions } from '../../bench/twin/decide.ts'
import { Twins } from '../../bench/twin/twins.ts'
import { suiteInputOf } from '../suite/suite-input.ts'

/** Source of a suite, which a worker thread reads itself, since functions cannot be sent to it. */
export interface SuiteSource {
  /** Name of a suite, or absolute path of its file. */
  readonly name: string
  readonly variant: string | undefined
  /** End of the load, ms; that of the suite when undefined. */
  readonly horizonMs: number | undefined
}

/** One point of a study: an arm of a suite with some parameters changed, over some seeds. */
export interface TrialJob {
  readonly source: SuiteSource
  readonly settings: readonly (readonly [parameter: string, value: number])[]
  readonly arm: string
  readonly seeds: Seeds
  readonly decide: DecideOptions
}

/** One variant of a suite, the first when none is named. @throws ConfigError when it cannot be read or has mistakes. */
export async function readSource(source: SuiteSource): Promise<{ readonly suite: Suite; readonly variant: string }> {
  // Thresholds judge the suite as it is. The suites that a study derives from it may lack their arms.
  const all: Suite = { ...parseSuite(await suiteInputOf(source.name, (path) => path)), thresholds: {} }
  const variant = source.variant ?? Object.keys(all.variants)[0] ?? DEFAULT_VARIANT
  return { suite: suiteOfVariant(all, variant), variant }
}

/** The suite with parameters changed. The horizon is set last, since it applies to the changed load. */
export function settle(suite: Suite, { source, settings }: Pick<TrialJob, 'source' | 'settings'>): Suite {
  const set = settings.reduce((changed, [parameter, value]) => withParameter(changed, parameter, value), suite)
  return source.horizonMs === undefined ? set : withHorizon(set, source.horizonMs)
}

/** The search of one arm for the smallest value of a parameter at which it collapses. */
export interface CriticalJob extends Omit<TrialJob, 'settings'> {
  readonly parameter: string
  readonly low: number
  readonly high: number
  /** Receives each value before it is tried. */
  readonly port: MessagePort
}

export interface CriticalResult {
  readonly critical: Critical
  /** Result at the largest value tried without a collapse; undefined when there is none. */
  readonly below: Trial | undefined
}

/** An arm driven up a staircase of loads and down again, over some seeds. */
export interface LoopJob {
  readonly source: SuiteSource
  readonly arm: string
  readonly rhos: readonly number[]
  readonly stepMs: number
  readonly seeds: Seeds
}

/** The module whose functions threads run. */
export const WORKER = ownModule('./trial-worker', import.meta.url)

const suites = new Map<string, ReturnType<typeof readSource>>()

/** Runs one point, in a thread. */
export async function runJob(job: TrialJob): Promise<Trial> {
  return trial(cellOf(settle(await suiteOf(job.source), job), job.arm), job.seeds, job.decide)
}

/** Searches one arm, in a thread. One thread tries all values, so that they share their twins. */
export async function runCritical({ parameter, low, high, port, ...job }: CriticalJob): Promise<CriticalResult> {
  const suite = await suiteOf(job.source)
  const decide = { ...job.decide, twins: new Twins() }
  const trials = new Map<number, Trial>()
  const shareAt = async (value: number) => {
    port.postMessage(value)
    const settled = settle(suite, { source: job.source, settings: [[parameter, value]] })
    const tried = trial(cellOf(settled, job.arm), job.seeds, decide)
    trials.set(value, tried)
    return collapseOf(tried.verdicts).share
  }
  const critical = await criticalValue(low, high, shareAt)
  const below = belowCritical(critical)
  return { critical, below: below === undefined ? undefined : trials.get(below) }
}

/** Runs one arm up and down, in a thread. */
export async function runLoop({ source, arm, rhos, stepMs, seeds }: LoopJob): Promise<LoopPoint[]> {
  return loopOf(staircase(await suiteOf(source), rhos, stepMs), arm, seeds)
}

/** Reads each suite once. */
async function suiteOf(source: SuiteSource): Promise<Suite> {
  const key = JSON.stringify(source)
  if (!suites.has(key)) suites.set(key, readSource(source))
  return (await suites.get(key)!).suite
}
