import { ConfigError } from '../../core/config-error.ts'
import { COLLAPSE_SHARE, isSurely, SURE_SEEDS_MIN } from '../../metrics/collapse.ts'
import { isCollapse } from '../../metrics/verdict.ts'
import { cellOf, type Seeds } from '../trial.ts'
import type { Candidate } from './candidates.ts'
import { observe, outcomesOf, type Runs, type WhySteps } from './runs.ts'
import type { Flip, Flips } from './why-data.ts'

/** Most seeds that the search runs for each value. */
const SEARCH_SEEDS = 5
/** Most changes that the search returns. */
const FLIPS_MAX = 5
/** Factor of the first change of each parameter, up and down. The second one is its square, ten. */
const STEP = Math.sqrt(10)
/** Two values within this ratio count as equal, and so do neighbouring whole numbers. */
const RATIO_MAX = 1.02

/** A change that flips the verdict at a value after `kept`, at the latest at `flipped`. */
interface Bracket {
  readonly candidate: Candidate
  readonly kept: number
  readonly flipped: number
}

/**
 * Finds the smallest changes of one parameter that make P(collapse) cross 0.5. Each parameter is changed by a factor of
 * 3.2 up and down, then of 10 unless enough have flipped. Where that flips the verdict, bisection on the logarithm
 * finds the smallest such change. It assumes that the verdict changes once on that way. The search runs few seeds, and
 * another one only while the majority is open. A change counts when all seeds together have their whole interval of
 * P(collapse) on the other side of one half. `runs` may stop the search, and nothing is found then.
 */
export function* searchFlips(
  arm: string,
  candidates: readonly Candidate[],
  isCollapsed: boolean,
  seeds: Seeds,
  runs: Runs,
): WhySteps<Flips> {
  const few = { ...seeds, count: Math.min(seeds.count, SEARCH_SEEDS) }
  const search = new Search(arm, isCollapsed, runs)
  const brackets: Bracket[] = []
  for (const candidate of candidates) brackets.push(...(yield* search.bracket(candidate, STEP, few)))
  if (new Set(brackets.map(({ candidate }) => candidate)).size < FLIPS_MAX) {
    for (const candidate of candidates) {
      if (brackets.some((bracket) => bracket.candidate === candidate)) continue
      brackets.push(...(yield* search.bracket(candidate, STEP ** 2, few)))
    }
  }
  const narrow: Bracket[] = []
  for (const bracket of brackets) narrow.push(yield* search.narrow(bracket, few))
  const found: Flip[] = []
  for (const bracket of narrow.toSorted((a, b) => distance(a) - distance(b))) {
    if (found.length >= FLIPS_MAX) break
    if (found.some(({ parameter }) => parameter === bracket.candidate.name)) continue
    const outer = brackets[narrow.indexOf(bracket)]!.flipped
    const flip = yield* search.confirm(bracket, outer, seeds)
    if (flip !== undefined) found.push(flip)
  }
  return { kind: 'searched', candidates: candidates.length, found: found.toSorted((a, b) => farness(a) - farness(b)) }
}

class Search {
  readonly #arm: string
  readonly #isCollapsed: boolean
  readonly #runs: Runs
  readonly #known = new Map<string, boolean>()

  constructor(arm: string, isCollapsed: boolean, runs: Runs) {
    this.#arm = arm
    this.#isCollapsed = isCollapsed
    this.#runs = runs
  }

  /** Returns the changes of a parameter by this factor, up and down, that flip the verdict. */
  *bracket(candidate: Candidate, factor: number, seeds: Seeds): WhySteps<Bracket[]> {
    const { tries } = candidate
    if (tries !== undefined) return factor === STEP ? yield* this.#tried(candidate, tries, seeds) : []
    const found: Bracket[] = []
    // Retries are few, so no retries at all is a small change.
    const toNone = candidate.name.endsWith('retriesMax') && factor > STEP
    const down = toNone ? 0 : rounded(candidate, candidate.from / factor)
    for (const flipped of [down, rounded(candidate, candidate.from * factor)]) {
      if (yield* this.#flips(candidate, flipped, seeds)) found.push({ candidate, kept: candidate.from, flipped })
    }
    return found
  }

  *#tried(candidate: Candidate, tries: readonly number[], seeds: Seeds): WhySteps<Bracket[]> {
    let kept = 1
    for (const flipped of tries) {
      if (yield* this.#flips(candidate, flipped, seeds)) return [{ candidate, kept, flipped }]
      kept = flipped
    }
    return []
  }

  /** Narrows a bracket by bisection until its two ends count as equal. */
  *narrow(bracket: Bracket, seeds: Seeds): WhySteps<Bracket> {
    const { candidate } = bracket
    let { kept, flipped } = bracket
    for (
      let middle = between(candidate, kept, flipped);
      middle !== undefined;
      middle = between(candidate, kept, flipped)
    ) {
      if (yield* this.#flips(candidate, middle, seeds)) flipped = middle
      else kept = middle
    }
    return { candidate, kept, flipped }
  }

  /**
   * Checks the change with all seeds. Where they disagree, searches the next change up to `outer` that they confirm.
   */
  *confirm(bracket: Bracket, outer: number, seeds: Seeds): WhySteps<Flip | undefined> {
    const { candidate, flipped } = bracket
    const flip = yield* this.#flipAt(candidate, flipped, seeds)
    if (flip !== undefined) return flip
    if (outer === flipped || !(yield* this.#flips(candidate, outer, seeds))) return undefined
    return yield* this.#flipAt(
      candidate,
      (yield* this.narrow({ candidate, kept: flipped, flipped: outer }, seeds)).flipped,
      seeds,
    )
  }

  *#flipAt(candidate: Candidate, to: number, seeds: Seeds): WhySteps<Flip | undefined> {
    const suite = candidate.with(to)
    if (suite === undefined) return undefined
    const enough = { ...seeds, count: Math.max(seeds.count, SURE_SEEDS_MIN) }
    const outcomes = outcomesOf(yield* observe(cellOf(suite, this.#arm), enough, this.#runs, `${candidate.name} ${to}`))
    if (!isSurely(!this.#isCollapsed, outcomes.collapse)) return undefined
    const { name, from, describe } = candidate
    return { parameter: name, from, to, change: describe?.(to) ?? `${name} ${from} -> ${to}`, outcomes }
  }

  /** Whether most seeds have the other verdict. False when they are undecided, or the suite refuses the value. */
  *#flips(candidate: Candidate, value: number, seeds: Seeds): WhySteps<boolean> {
    if (value === candidate.from) return false
    const key = `${candidate.name} ${value} ${seeds.count}`
    if (!this.#known.has(key)) this.#known.set(key, yield* this.#majority(candidate, value, seeds))
    return this.#known.get(key)!
  }

  *#majority(candidate: Candidate, value: number, { first, count }: Seeds): WhySteps<boolean> {
    const suite = candidate.with(value)
    if (suite === undefined) return false
    const cell = cellOf(suite, this.#arm)
    let [collapsed, others] = [0, 0]
    // Once one of these is true, no further seed can change it, not even an undecided one.
    const doCollapse = () => collapsed >= COLLAPSE_SHARE * count
    const doNot = () => others > (1 - COLLAPSE_SHARE) * count
    try {
      for (let i = 0; i < count && !doCollapse() && !doNot(); i++) {
        const { kind } = (yield* this.#runs.decide(cell, first + i, `${candidate.name} ${value}`)).verdict
        if (isCollapse(kind)) collapsed += 1
        else if (kind !== 'undecided') others += 1
      }
    } catch (error) {
      if (error instanceof ConfigError) return false
      throw error
    }
    return this.#isCollapsed ? doNot() : doCollapse()
  }
}

/** Rounds a value as a person would write it: whole where it must be, else with three digits. */
function rounded({ from, isWhole }: Candidate, value: number): number {
  if (!isWhole) return Number(value.toPrecision(3))
  // At least one step away from the original value.
  return value > from ? Math.max(from + 1, Math.round(value)) : Math.max(0, Math.min(from - 1, Math.round(value)))
}

/** Returns a value halfway between two by factor; undefined when they count as equal. */
function between({ isWhole }: Candidate, a: number, b: number): number | undefined {
  const [low, high] = [Math.min(a, b), Math.max(a, b)]
  if (isWhole && high - low <= 1) return undefined
  if (low > 0 && high / low <= RATIO_MAX) return undefined
  const halfway = low === 0 ? high / 2 : Math.sqrt(low * high)
  const middle = isWhole ? Math.min(high - 1, Math.max(low + 1, Math.round(halfway))) : Number(halfway.toPrecision(3))
  return middle > low && middle < high ? middle : undefined
}

function distance({ candidate, flipped }: Bracket): number {
  return farness({ from: candidate.from, to: flipped })
}

/** |log factor|. A change to 0 counts as one to a half, and a new delay by its milliseconds. */
function farness({ from, to }: Pick<Flip, 'from' | 'to'>): number {
  return Math.abs(Math.log((to === 0 ? 0.5 : to) / (from === 0 ? 1 : from)))
}
