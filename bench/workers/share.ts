import { rateExcess } from '../load/load.ts'
import type { Shard } from '../load/shard.ts'
import type { ArmSpec, Cell } from '../suite.ts'

type QueueArm = Extract<ArmSpec, { style: 'queue' }>

/** Whole things of which each worker has its part; the first ones have one more where it does not come out even. */
export function partOf(total: number, { index, count }: Shard): number {
  return Math.floor(total / count) + (index < total % count ? 1 : 0)
}

/**
 * What one of several workers runs of a cell, so that all of them together are the cell: its part of the clients, and of the queue's consumers, bound and
 * redrive. A worker has at least one client, so that an arm with fewer of them has more when it is shared; each worker has a queue of its own.
 */
export function shareOf(cell: Cell, shard: Shard): Cell {
  const { armSpec } = cell
  if (shard.count === 1) return cell
  const own: ArmSpec =
    armSpec.style === 'rpc'
      ? { ...armSpec, clients: Math.max(1, partOf(armSpec.clients, shard)) }
      : shareOfQueue(armSpec, shard)
  return { ...cell, armSpec: own }
}

/** Why a cell cannot be shared between so many workers, as `path: rule`; undefined when it can. */
export function whyNotShared({ arm, armSpec, load }: Cell, workers: number): string | undefined {
  const excess = rateExcess(load, workers)
  if (excess !== undefined) return `load: ${excess}`
  if (armSpec.style === 'rpc' || workers === 1) return undefined
  const { broker, consumers } = armSpec
  const rule = (path: string, text: string) => `arms.${arm}.${path}: must ${text}`
  if (broker.crash !== undefined) return rule('broker.crash', 'be left out with --workers: each would kill a broker')
  if (consumers.crash !== undefined)
    return rule('consumers.crash', 'be left out with --workers: each would kill a consumer')
  if (broker.depthMax < workers)
    return rule('broker.depthMax', `be at least ${workers}, one for each worker, got ${broker.depthMax}`)
  const places = consumers.count * consumers.concurrency
  if (places < workers) {
    return rule('consumers', `have count x concurrency of at least ${workers}, one for each worker, got ${places}`)
  }
  return undefined
}

function shareOfQueue(arm: QueueArm, shard: Shard): QueueArm {
  const { broker, consumers, redrive } = arm
  const { count, concurrency } = consumers
  // As many consumers as there are workers, or more, stay whole; fewer are cut into one for each worker.
  const own =
    count >= shard.count
      ? { count: partOf(count, shard), concurrency }
      : { count: 1, concurrency: partOf(count * concurrency, shard) }
  return {
    ...arm,
    broker: { ...broker, depthMax: partOf(broker.depthMax, shard) },
    consumers: { ...consumers, ...own },
    ...(redrive?.ratePerSecond !== undefined && {
      redrive: { ...redrive, ratePerSecond: redrive.ratePerSecond / shard.count },
    }),
  }
}
