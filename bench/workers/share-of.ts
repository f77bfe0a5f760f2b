import { type Cell, cellsOf } from '../cell.ts'
import { ConfigError } from '../core/config-error.ts'
import { rateExcess } from '../load/load.ts'
import type { Share } from '../load/share.ts'
import type { PolicySpec } from '../policy/stack.ts'
import type { ArmSpec, Suite } from '../suite.ts'
import type { Task } from './messages.ts'

type QueueArm = Extract<ArmSpec, { style: 'queue' }>

/** The cell of a suite that a task names. @throws ConfigError when the suite has none. */
export function cellIn(suite: Suite, { variant, arm }: Pick<Task, 'variant' | 'arm'>): Cell {
  const cell = cellsOf(suite).find((one) => one.variant === variant && one.arm === arm)
  if (cell === undefined) throw new ConfigError(`the suite has no arm ${arm} in variant ${variant}`)
  return cell
}

/** Whole things of which each worker has its part; the first ones have one more where it does not come out even. */
export function partOf(total: number, { index, count }: Share): number {
  return Math.floor(total / count) + (index < total % count ? 1 : 0)
}

/**
 * What one of several workers runs of a cell, so that all of them together are the cell: its part of the clients, and
 * of the queue's consumers, bound and redrive. A worker has at least one client, so that an arm with fewer of them has
 * more when it is shared; each worker has a queue of its own.
 */
export function shareOf(cell: Cell, share: Share): Cell {
  const { armSpec } = cell
  if (share.count === 1) return cell
  const own: ArmSpec =
    armSpec.style === 'rpc'
      ? { ...armSpec, clients: Math.max(1, partOf(armSpec.clients, share)) }
      : shareOfQueue(armSpec, share)
  return { ...cell, armSpec: own }
}

/** Why a cell cannot be shared between so many workers, as `path: rule`; undefined when it can. */
export function whyNotShared({ arm, armSpec, load }: Cell, workers: number): string | undefined {
  const excess = rateExcess(load, workers)
  if (excess !== undefined) return `load: ${excess}`
  if (workers === 1) return undefined
  const rule = (path: string, text: string) => `arms.${arm}.${path}: must ${text}`
  if (armSpec.style === 'rpc') {
    const { clients } = armSpec
    if (clients <= workers || clients % workers === 0) return undefined
    return rule(
      'clients',
      `be a multiple of ${workers} with --workers ${workers}, so that all are asked alike, got ${clients}`,
    )
  }
  const { broker, consumers } = armSpec
  if (broker.crash !== undefined) return rule('broker.crash', 'be left out with --workers: each would kill a broker')
  if (consumers.crash !== undefined)
    return rule('consumers.crash', 'be left out with --workers: each would kill a consumer')
  if (broker.depthMax < workers)
    return rule('broker.depthMax', `be at least ${workers}, one for each worker, got ${broker.depthMax}`)
  const places = consumers.count * consumers.concurrency
  const parts = consumers.count >= workers ? consumers.count : places
  if (parts % workers !== 0) {
    const what = parts === places ? 'count x concurrency' : 'a count'
    // The queue with fewer consumers would be overloaded long before the arm is.
    return rule(
      'consumers',
      `have ${what} that is a multiple of ${workers} with --workers ${workers}, as much for each, got ${parts}`,
    )
  }
  return undefined
}

/**
 * What is not as one generator has it: policies that remember (a breaker, a budget, a bulkhead), of which there are as
 * many as clients or consumers, and there are more of those when the arm has fewer than workers. Undefined when nothing
 * is.
 */
export function multiplied({ arm, armSpec }: Cell, workers: number): string | undefined {
  const [policies, own, whose] =
    armSpec.style === 'rpc'
      ? [armSpec.policy, armSpec.clients, 'client']
      : [armSpec.consumers.policy, armSpec.consumers.count, 'consumer']
  const names = policies.filter(remembers).map((policy) => (policy.kind === 'retry' ? 'retry budget' : policy.kind))
  if (own >= workers || names.length === 0) return undefined
  return `Arm ${arm} has ${own} ${whose}${own === 1 ? '' : 's'} and ran with ${workers}, one in each worker: ${names.join(', ')} of it ${names.length === 1 ? 'was' : 'were'} there ${workers} times.`
}

function remembers(policy: PolicySpec): boolean {
  return policy.kind === 'retry' ? policy.budget !== undefined : policy.kind !== 'timeout' && policy.kind !== 'deadline'
}

function shareOfQueue(arm: QueueArm, share: Share): QueueArm {
  const { broker, consumers, redrive } = arm
  const { count, concurrency } = consumers
  // As many consumers as there are workers, or more, stay whole; fewer are cut into one for each worker.
  const own =
    count >= share.count
      ? { count: partOf(count, share), concurrency }
      : { count: 1, concurrency: partOf(count * concurrency, share) }
  return {
    ...arm,
    broker: { ...broker, depthMax: partOf(broker.depthMax, share) },
    consumers: { ...consumers, ...own },
    ...(redrive?.ratePerSecond !== undefined && {
      redrive: { ...redrive, ratePerSecond: redrive.ratePerSecond / share.count },
    }),
  }
}
