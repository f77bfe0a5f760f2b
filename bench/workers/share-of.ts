import { isProxied } from '../../targets/spec.ts'
import { type Cell, cellsOf } from '../cell.ts'
import { ConfigError } from '../core/config-error.ts'
import { rateExcess } from '../load/load.ts'
import type { Share } from '../load/share.ts'
import type { PolicySpec } from '../policy/stack.ts'
import type { ArmSpec, Suite } from '../suite.ts'
import type { Task } from './messages.ts'

type QueueArm = Extract<ArmSpec, { style: 'queue' }>

/** Returns the cell of a suite that a task names. @throws ConfigError when the suite has none. */
export function cellIn(suite: Suite, { variant, arm }: Pick<Task, 'variant' | 'arm'>): Cell {
  const cell = cellsOf(suite).find((one) => one.variant === variant && one.arm === arm)
  if (cell === undefined) throw new ConfigError(`the suite has no arm ${arm} in variant ${variant}`)
  return cell
}

/** Returns a worker's part of whole things. The first workers get one more when there is a remainder. */
export function partOf(total: number, { index, count }: Share): number {
  return Math.floor(total / count) + (index < total % count ? 1 : 0)
}

/**
 * Returns the part of a cell that one of several workers runs: its part of the clients, and of the queue's consumers,
 * bound and redrive. All parts together are the cell. A worker has at least one client, so an arm with fewer clients
 * has more of them when it is shared. Each worker has its own queue.
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

/** Returns why a cell cannot be shared between this many workers, as `path: rule`. Undefined when it can. */
export function whyNotShared({ arm, armSpec, load, target }: Cell, workers: number): string | undefined {
  const excess = rateExcess(load, workers)
  if (excess !== undefined) return `load: ${excess}`
  if (workers === 1) return undefined
  if (isProxied(target)) {
    const option = target.model === 'call' ? 'target.through' : 'faults'
    return `${option}: must be left out with --workers: the fault proxy before a service serves one process`
  }
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
    // The queue with fewer consumers would be overloaded long before the whole arm.
    return rule(
      'consumers',
      `have ${what} that is a multiple of ${workers} with --workers ${workers}, as much for each, got ${parts}`,
    )
  }
  return undefined
}

/**
 * Returns how a shared cell differs from one with a single generator. Policies with memory (a breaker, a budget, a
 * bulkhead) exist once per client or consumer, and an arm with fewer of these than workers gets more. Undefined when
 * nothing differs.
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
  // If there are at least as many consumers as workers, they stay whole. Otherwise each worker gets a part of one.
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
