import { either, type Fault, isAnyAt, type Trouble, troubleAt } from './faults.ts'
import { type ChainSpec, isService, type ModelSpec, type TargetSpec } from './spec.ts'

/**
 * Share of the attempts arriving now that injected failures fail, without overload and retries inside the target. The
 * failures of a service itself are not known.
 */
export function injectedFailureRatio(model: TargetSpec, faults: readonly Fault[], atMs: number): number {
  const active = isAnyAt(faults, atMs) ? faults : NONE
  if (isService(model)) return active === NONE ? 0 : ratioOf(troubleAt(active, atMs), 0)
  return model.model === 'chain' ? chainRatio(model, active, atMs) : singleRatio(model, active, atMs)
}

const NONE: readonly Fault[] = []

function singleRatio(model: Exclude<ModelSpec, ChainSpec>, faults: readonly Fault[], atMs: number): number {
  if (model.model !== 'workers' || !faults.some(({ shard }) => shard !== undefined)) {
    return ratioOf(troubleAt(faults, atMs), ownRatio(model))
  }
  let sum = 0
  for (let index = 0; index < model.shards; index++) {
    const own = faults.filter(({ shard = index }) => shard === index)
    sum += ratioOf(troubleAt(own, atMs), ownRatio(model))
  }
  return sum / model.shards
}

/** Share of attempts that fail without any fault. */
function ownRatio(model: Exclude<ModelSpec, ChainSpec>): number {
  return model.model === 'workers' ? either(model.failureRatio, model.poisonRatio) : model.failureRatio
}

/** Share of failing requests in a chain: a request fails unless all its calls succeed, at every tier. */
function chainRatio({ tiers, leaf }: ChainSpec, faults: readonly Fault[], atMs: number): number {
  const leafIndex = tiers.length
  const at = (index: number) => faults.filter(({ tier = leafIndex }) => tier === index)
  let calls = 1
  let allOk = 1
  for (const [index, { fanOut }] of tiers.entries()) {
    if (faults.length > 0) allOk *= (1 - ratioOf(troubleAt(at(index), atMs), 0)) ** calls
    calls *= fanOut
  }
  const ratio = singleRatio(leaf, faults.length === 0 ? faults : at(leafIndex), atMs)
  return calls === 1 && allOk === 1 ? ratio : 1 - allOk * (1 - ratio) ** calls
}

/**
 * Share that an outage fails: all, but none if it buffers, since that only delays as a pause does.
 */
function ratioOf({ outage, errorRatio }: Trouble, ownRatio: number): number {
  return outage !== undefined && outage !== 'buffered' ? 1 : either(ownRatio, errorRatio)
}
