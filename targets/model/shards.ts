import { draw, STREAM } from '../../bench/core/draw.ts'
import type { Fault } from '../faults.ts'
import type { TargetSpec, WorkersSpec } from '../spec.ts'
import type { Answer, Model, TargetAttempt } from './model.ts'

/** The shard of a request, from 0. Its retries go to the same one. */
export function shardOf({ shards }: Pick<WorkersSpec, 'shards'>, seed: number, request: number): number {
  return Math.floor(draw(seed, STREAM.shard, request, 0) * shards)
}

/**
 * Returns whether a request goes to a shard without a fault; undefined when a fault affects all shards, or without
 * faults.
 */
export function sparedBy(
  spec: TargetSpec,
  faults: readonly Fault[],
  seed: number,
): ((request: number) => boolean) | undefined {
  if (spec.model !== 'workers' || faults.length === 0 || faults.some(({ shard }) => shard === undefined))
    return undefined
  const touched = new Set(faults.map(({ shard }) => shard))
  return (request) => !touched.has(shardOf(spec, seed, request))
}

/** Independent copies of a model, each with the requests that belong to it. */
export class Shards implements Model {
  readonly #models: readonly Model[]
  readonly #seed: number

  constructor(models: readonly Model[], seed: number) {
    this.#models = models
    this.#seed = seed
  }

  arrive(attempt: TargetAttempt, answer: Answer): void {
    const shard = shardOf({ shards: this.#models.length }, this.#seed, attempt.request)
    this.#models[shard]!.arrive(attempt, answer)
  }
}
