import { draw, STREAM } from '../../bench/core/draw.ts'
import type { ChainSpec } from '../spec.ts'
import type { Counters } from './counters.ts'
import { Executed } from './executed.ts'
import { FaultGate } from './fault-gate.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'
import { Tier } from './tier.ts'

/** Tiers that call each other down to the leaf, which `createLeaf` makes; the first tier is the way in. */
export function chainOf({ tiers }: ChainSpec, setting: Setting, createLeaf: (setting: Setting) => Model): Model {
  const leaf = createLeaf(settingOf(setting, tiers.length, tiers.length))
  return tiers.reduceRight((next: Model, spec, index) => {
    const own = settingOf(setting, index, tiers.length)
    return FaultGate.before(new Tier(spec, own, next), own)
  }, new LeafCount(leaf, setting.counters))
}

/** Chance and faults of one tier; a fault that names no tier is one of the leaf. */
function settingOf(setting: Setting, index: number, leaf: number): Setting {
  const faults = setting.faults.filter(({ tier = leaf }) => tier === index)
  return { ...setting, faults, seed: Math.floor(draw(setting.seed, STREAM.tier, index, 0) * 2 ** 31) }
}

/**
 * Counts what reaches the last tier, and which of its work was done before: a call of a branch that its request has
 * been through.
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
