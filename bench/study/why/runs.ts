import type { Cell } from '../../cell.ts'
import { ConfigError } from '../../core/config-error.ts'
import { ascending, median } from '../../core/order.ts'
import { inSteps } from '../../core/steps.ts'
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

/** Runs cells in virtual time one after the other and counts the runs. */
export class Runs {
  readonly #before: (run: number, what: string) => Promise<void>
  readonly #within: ((progress: Progress) => void) | undefined
  readonly #decide: DecideOptions
  #count = 0

  /**
   * `before` receives the number of the next run (from 1) and what it is for; `within` receives the progress of a run
   * ten times a second. Either throws {@link Stopped} to end it all.
   */
  constructor(
    before: (run: number, what: string) => Promise<void>,
    within?: (progress: Progress) => void,
    decide: DecideOptions = {},
  ) {
    this.#before = before
    this.#within = within
    this.#decide = decide
  }

  get count(): number {
    return this.#count
  }

  async run(cell: Cell, seed: number, what: string): Promise<RunResult> {
    await this.#before(this.#count + 1, what)
    this.#count += 1
    return inSteps(runVirtualSteps({ ...cell, seed }, { repeat: 1 }), { onProgress: this.#within })
  }

  /** Runs a cell until its verdict is decided. @throws ConfigError without a trigger. */
  async decide(cell: Cell, seed: number, what: string, options: Omit<DecideOptions, 'capMs'> = {}): Promise<Decided> {
    await this.#before(this.#count + 1, what)
    this.#count += 1
    const decided = await inSteps(decideSteps(cell, seed, { ...this.#decide, ...options }))
    if (decided !== undefined) return decided
    throw new ConfigError(
      `${cell.suite}: must have a trigger (a fault, or a stage of phase trigger) that ends before the load does, or there is nothing to explain`,
    )
  }
}

/** The verdict and deficit of one seed. */
export type Seen = Pick<Decided, 'verdict' | 'deficit'>

/** Runs a cell over seeds. @throws ConfigError when there is nothing to judge. */
export async function observe(cell: Cell, { first, count }: Seeds, runs: Runs, what: string): Promise<Seen[]> {
  const seen: Seen[] = []
  for (let i = 0; i < count; i++) {
    const { verdict, deficit } = await runs.decide(cell, first + i, what)
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
