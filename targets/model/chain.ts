import { draw, STREAM } from '../../bench/core/draw.ts'
import type { ChainSpec } from '../spec.ts'
import { behindFaults } from './behind-faults.ts'
import type { Counters } from './counters.ts'
import { Executed } from './executed.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'
import { Tier } from './tier.ts'

/** Builds tiers that call each other down to the leaf, which `createLeaf` makes. Attempts arrive at the first tier. */
export function chainOf({ tiers }: ChainSpec, setting: Setting, createLeaf: (setting: Setting) => Model): Model {
  const leaf = createLeaf(settingOf(setting, tiers.length, tiers.length))
  return tiers.reduceRight((next: Model, spec, index) => {
    const own = settingOf(setting, index, tiers.length)
    return behindFaults(new Tier(spec, own, next), own)
  }, new LeafCount(leaf, setting.counters))
}

/** Seed and faults of one tier. A fault without a tier belongs to the leaf. */
function settingOf(setting: Setting, index: number, leaf: number): Setting {
  const faults = setting.faults.filter(({ tier = leaf }) => tier === index)
  return { ...setting, faults, seed: Math.floor(draw(setting.seed, STREAM.tier, index, 0) * 2 ** 31) }
}

/**
 * Counts the attempts that reach the last tier, and the duplicates among its completed work: calls that the same branch
 * of the same request completed before.
 */
class LeafCount implements Model {
  readonly #leaf: Model
  readonly #counters: Counters
  readonly #executed = new Map<number, Executed>()

  constructor(leaf: Model, counters: Counters) {
    this.#leaf = leaf
    this.#counters = counters
  }

  arrive(attempt: TargetAttempt, answer: Answer): void {
    this.#counters.leafAttempts += 1
    this.#leaf.arrive(attempt, (outcome) => {
      if (outcome.kind === 'ok') this.#complete(attempt)
      answer(outcome)
    })
  }

  #complete({ request, branch = 0 }: TargetAttempt): void {
    const executed = this.#executed.get(branch) ?? new Executed()
    this.#executed.set(branch, executed)
    if (executed.again(request)) this.#counters.duplicates += 1
  }
}
