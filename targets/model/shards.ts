import { draw, STREAM } from '../../bench/core/draw.ts'
import type { Fault } from '../faults.ts'
import type { TargetSpec, WorkersSpec } from '../spec.ts'
import type { Answer, Model, TargetAttempt } from './model.ts'

/** The shard a request belongs to, from 0; its retries meet the same one. */
export function shardOf({ shards }: Pick<WorkersSpec, 'shards'>, seed: number, request: number): number {
  return Math.floor(draw(seed, STREAM.shard, request, 0) * shards)
}

/** Tells whether a request goes to a shard that no fault touches; undefined when all faults touch all of the target. */
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
