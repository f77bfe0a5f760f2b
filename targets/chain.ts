import { draw, STREAM } from '../bench/core/draw.ts'
import type { Counters } from './counters.ts'
import { Gate } from './gate.ts'
import type { Answer, Model, Setting, TargetAttempt } from './model.ts'
import type { ChainSpec } from './spec.ts'
import { Tier } from './tier.ts'

/** Tiers that call each other down to the leaf, which `createLeaf` makes; the first tier is the way in. */
export function chainOf({ tiers }: ChainSpec, setting: Setting, createLeaf: (setting: Setting) => Model): Model {
  const leaf = createLeaf(settingOf(setting, tiers.length, tiers.length))
  return tiers.reduceRight((next: Model, spec, index) => {
    const own = settingOf(setting, index, tiers.length)
    return Gate.before(new Tier(spec, own, next), own)
  }, new LeafCount(leaf, setting.counters))
}

/** Chance and faults of one tier; a fault that names no tier is one of the leaf. */
function settingOf(setting: Setting, index: number, leaf: number): Setting {
  const faults = setting.faults.filter(({ tier = leaf }) => tier === index)
  return { ...setting, faults, seed: Math.floor(draw(setting.seed, STREAM.tier, index, 0) * 2 ** 31) }
}

/** Counts what reaches the last tier. */
class LeafCount implements Model {
  readonly #leaf: Model
  readonly #counters: Counters

  constructor(leaf: Model, counters: Counters) {
    this.#leaf = leaf
    this.#counters = counters
  }

  arrive(attempt: TargetAttempt, answer: Answer): void {
    this.#counters.leafAttempts += 1
    this.#leaf.arrive(attempt, answer)
  }
}
