import type { Cell } from '../../cell.ts'
import { ConfigError } from '../../core/config-error.ts'
import { ascending, median } from '../../core/order.ts'
import type { Steps } from '../../core/steps.ts'
import type { Progress } from '../../engine/experiment.ts'
import { runVirtualSteps } from '../../engine/virtual.ts'
import { COLLAPSE_SHARE, collapseOf, countVerdicts } from '../../metrics/collapse.ts'
import type { RunResult } from '../../metrics/result.ts'
import { medianBackAfterMs, VERDICT_KINDS } from '../../metrics/verdict.ts'
import { type Decided, type DecideOptions, decideSteps } from '../../twin/decide.ts'
import type { Seeds } from '../trial.ts'
import type { Outcomes } from './why-data.ts'

/** The user asked to stop. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

/** Steps of an explanation, a few milliseconds each, with the progress of the present run where it is known. */
export type WhySteps<Result> = Steps<Progress | undefined, Result>

/** Runs cells in virtual time one after the other and counts the runs. */
export class Runs {
  readonly #before: (run: number, what: string) => void
  readonly #within: () => void
  readonly #decide: DecideOptions
  #count = 0

  /**
   * `before` receives the number of the next run (from 1) and what it is for; `within` is called after each step of a
   * run. Either throws {@link Stopped} to end it all.
   */
  constructor(
    before: (run: number, what: string) => void,
    within: () => void = () => undefined,
    decide: DecideOptions = {},
  ) {
    this.#before = before
    this.#within = within
    this.#decide = decide
  }

  get count(): number {
    return this.#count
  }

  *run(cell: Cell, seed: number, what: string): WhySteps<RunResult> {
    this.#before(this.#count + 1, what)
    this.#count += 1
    return yield* this.#watched(runVirtualSteps({ ...cell, seed }, { repeat: 1 }), (progress) => progress)
  }

  /** Runs a cell until its verdict is decided. @throws ConfigError without a trigger. */
  *decide(cell: Cell, seed: number, what: string, options: Omit<DecideOptions, 'capMs'> = {}): WhySteps<Decided> {
    this.#before(this.#count + 1, what)
    this.#count += 1
    const steps = decideSteps(cell, seed, { ...this.#decide, ...options })
    const decided = yield* this.#watched(steps, () => undefined)
    if (decided !== undefined) return decided
    throw new ConfigError(
      `${cell.suite}: must have a trigger (a fault, or a stage of phase trigger) that ends before the load does, or there is nothing to explain`,
    )
  }

  *#watched<Step, Result>(
    steps: Steps<Step, Result>,
    progressOf: (step: Step) => Progress | undefined,
  ): WhySteps<Result> {
    for (;;) {
      const step = steps.next()
      if (step.done === true) return step.value
      yield progressOf(step.value)
      this.#within()
    }
  }
}

/** The verdict and deficit of one seed. */
export type Seen = Pick<Decided, 'verdict' | 'deficit'>

/** Runs a cell over seeds. @throws ConfigError when there is nothing to judge. */
export function* observe(cell: Cell, { first, count }: Seeds, runs: Runs, what: string): WhySteps<Seen[]> {
  const seen: Seen[] = []
  for (let i = 0; i < count; i++) {
    const { verdict, deficit } = yield* runs.decide(cell, first + i, what)
    seen.push({ verdict, deficit })
  }
  return seen
}

/** Returns verdicts and figures of a cell over its seeds. */
export function outcomesOf(seen: readonly Seen[]): Outcomes {
  const verdicts = countVerdicts(seen.map(({ verdict }) => verdict.kind))
  const verdict = VERDICT_KINDS.reduce((most, kind) => (verdicts[kind] > verdicts[most] ? kind : most))
  const { share, low, high } = collapseOf(verdicts)
  return {
    verdicts,
    verdict,
    collapse: Number.isNaN(share) ? null : { share, low, high },
    deficitMedian: median(ascending(seen.map(({ deficit }) => deficit))),
    backAfterMs: medianBackAfterMs(seen.map((one) => one.verdict)),
  }
}

/** Whether at least half of the decided seeds collapse; undefined when too many are undecided. */
export function collapses({ collapse }: Pick<Outcomes, 'collapse'>): boolean | undefined {
  return collapse === null ? undefined : collapse.share >= COLLAPSE_SHARE
}
