import { draw, STREAM } from '../../bench/core/draw.ts'
import type { WorkersSpec } from '../spec.ts'
import type { Answer, Model, TargetAttempt } from './model.ts'

/** The shard a request belongs to, from 0; its retries meet the same one. */
export function shardOf({ shards }: Pick<WorkersSpec, 'shards'>, seed: number, request: number): number {
  return Math.floor(draw(seed, STREAM.shard, request, 0) * shards)
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
