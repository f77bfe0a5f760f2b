import type { Cell } from '../cell.ts'
import { WATCHED_MAX_MS } from '../metrics/verdict.ts'
import { type BackoffOptions, backoffMs } from '../policy/backoff.ts'
import type { PolicySpec } from '../policy/stack.ts'
import type { Timer } from '../verdict/evidence.ts'

/** The times for which past events may still act in a cell. */
export interface Memory {
  /** Every timer of its policies, its broker and its tiers, longest first. */
  readonly timers: readonly Timer[]
  /** Time from the planned start of a request until its end is known, ms. */
  readonly knownAfterMs: number
  /** Custom policies that do not declare their memory. */
  readonly customPolicies: readonly string[]
}

/** Reads the memory of a cell from its configuration. */
export function memoryOf({ armSpec, target, deadlineMs }: Cell): Memory {
  const timers = new Timers()
  const policy = armSpec.style === 'rpc' ? armSpec.policy : armSpec.consumers.policy
  const lifeMs = armSpec.style === 'rpc' ? timers.ofPolicies(policy) : timers.ofQueue(armSpec)
  timers.add('life of a request', lifeMs)
  // A message may wait behind others for as long as its broker keeps it.
  const waitingMs = armSpec.style === 'rpc' ? 0 : (armSpec.broker.messageTtlMs ?? Number.POSITIVE_INFINITY)
  const tiers = target.model === 'chain' ? target.tiers : []
  for (const tier of tiers) timers.ofPolicies(tier.policy)
  const stacks = [policy, ...tiers.map((tier) => tier.policy)].flat()
  return {
    timers: timers.longestFirst,
    knownAfterMs: deadlineMs ?? Math.min(WATCHED_MAX_MS, waitingMs + lifeMs + 1),
    customPolicies: [
      ...new Set(stacks.flatMap((spec) => (spec.kind === 'custom' && spec.memoryMs === undefined ? [spec.name] : []))),
    ],
  }
}

type QueueArm = Extract<Cell['armSpec'], { style: 'queue' }>

class Timers {
  readonly #timers = new Map<string, number>()

  get longestFirst(): Timer[] {
    return [...this.#timers].map(([name, ms]) => ({ name, ms })).sort((a, b) => b.ms - a.ms)
  }

  add(name: string, ms: number | undefined): void {
    if (ms !== undefined && Number.isFinite(ms)) this.#timers.set(name, Math.max(ms, this.#timers.get(name) ?? 0))
  }

  /** Adds the timers of a stack. Returns the longest time that a call through it may take, ms. */
  ofPolicies(policy: readonly PolicySpec[]): number {
    return policy.reduceRight((innerMs, spec) => this.#through(spec, innerMs), Number.POSITIVE_INFINITY)
  }

  /** Adds the timers of a queue. Returns the longest life of a message that does not wait behind others, ms. */
  ofQueue({ broker, consumers, redelivery }: QueueArm): number {
    const { deliveriesMax, leaseMs, messageTtlMs } = broker
    this.add('broker.leaseMs', leaseMs)
    this.add('broker.messageTtlMs', messageTtlMs)
    const delayMs = longestMs(redelivery.backoff, deliveriesMax - 1)
    this.add('redelivery.backoff', delayMs)
    const deliveryMs = Math.min(this.ofPolicies(consumers.policy), leaseMs ?? Number.POSITIVE_INFINITY)
    return deliveriesMax * deliveryMs + (deliveriesMax - 1) * delayMs
  }

  #through(spec: PolicySpec, innerMs: number): number {
    switch (spec.kind) {
      case 'timeout':
        return Math.min(innerMs, spec.timeoutMs)
      case 'deadline':
        return Math.min(innerMs, spec.deadlineMs)
      case 'bulkhead':
        this.add('bulkhead.waitMaxMs', spec.waitMaxMs)
        if (spec.waitingMax === 0) return innerMs
        return spec.waitMaxMs === undefined ? Number.POSITIVE_INFINITY : innerMs + spec.waitMaxMs
      case 'retry':
        this.add('retry.backoff', longestMs(spec.backoff, spec.retriesMax))
        if (spec.onlyBelow !== undefined && 'ms' in spec.onlyBelow.window)
          this.add('retry.onlyBelow.window', spec.onlyBelow.window.ms)
        return (spec.retriesMax + 1) * innerMs + allMs(spec.backoff, spec.retriesMax)
      case 'breaker':
        this.add('breaker.openMs', spec.openMs)
        if ('ms' in spec.window) this.add('breaker.window', spec.window.ms)
        return innerMs
      case 'tutorial-breaker':
        this.add('breaker.openMs', spec.openMs)
        return innerMs
      case 'custom':
        this.add(`memoryMs of ${spec.name}`, spec.memoryMs)
        return innerMs
    }
  }
}

/** The longest delay before the k-th retry, ms. */
function delayMs(backoff: BackoffOptions, k: number): number {
  return backoffMs(backoff, k, 1, Number.POSITIVE_INFINITY)
}

function longestMs(backoff: BackoffOptions, retriesMax: number): number {
  return retriesMax < 1 ? 0 : delayMs(backoff, retriesMax)
}

function allMs(backoff: BackoffOptions, retriesMax: number): number {
  let sum = 0
  for (let k = 1; k <= retriesMax; k++) sum += delayMs(backoff, k)
  return sum
}
