import type { Cell } from '../cell.ts'
import { usualAndLastRate } from '../load/trigger.ts'
import { WATCHED_MAX_MS } from '../metrics/verdict.ts'
import { type BackoffOptions, backoffMs } from '../policy/backoff.ts'
import type { PolicySpec } from '../policy/stack.ts'
import type { Timer } from '../verdict/evidence.ts'

/** The times for which past events may still act in a cell. */
export interface Memory {
  /** Every timer of its policies, its broker and its tiers, longest first. */
  readonly timers: readonly Timer[]
  /** Longest span whose results a breaker or a retry limit remembers, ms. */
  readonly windowMs: number
  /** Time from the planned start of a request until its end is known, ms. */
  readonly knownAfterMs: number
  /** Custom policies that do not declare their memory. */
  readonly customPolicies: readonly string[]
}

/** Reads the memory of a cell from its configuration. */
export function memoryOf(cell: Cell): Memory {
  const { armSpec, target, deadlineMs } = cell
  const timers = new Timers(callsPerMs(cell))
  const policy = armSpec.style === 'rpc' ? armSpec.policy : armSpec.consumers.policy
  const { lifeMs, knownMs } = armSpec.style === 'rpc' ? timers.ofClient(policy) : timers.ofQueue(armSpec)
  timers.add('life of a request', lifeMs)
  const tiers = target.model === 'chain' ? target.tiers : []
  for (const tier of tiers) timers.ofPolicies(tier.policy)
  const stacks = [policy, ...tiers.map((tier) => tier.policy)].flat()
  return {
    timers: timers.longestFirst,
    windowMs: timers.windowMs,
    knownAfterMs: deadlineMs ?? Math.min(WATCHED_MAX_MS, knownMs + 1),
    customPolicies: [
      ...new Set(stacks.flatMap((spec) => (spec.kind === 'custom' && spec.memoryMs === undefined ? [spec.name] : []))),
    ],
  }
}

type QueueArm = Extract<Cell['armSpec'], { style: 'queue' }>

/** Requests that one client or consumer has at the end of the load, per ms. */
function callsPerMs(cell: Cell): number {
  const { armSpec } = cell
  const clients = armSpec.style === 'rpc' ? armSpec.clients : armSpec.consumers.count
  return (usualAndLastRate(cell)?.last ?? 0) / clients / 1000
}

/** Longest life of a request, and longest time until its end is known, ms. */
interface Lives {
  readonly lifeMs: number
  readonly knownMs: number
}

class Timers {
  readonly #timers = new Map<string, number>()
  readonly #callsPerMs: number
  windowMs = 0

  constructor(callsPerMs: number) {
    this.#callsPerMs = callsPerMs
  }

  get longestFirst(): Timer[] {
    return [...this.#timers].map(([name, ms]) => ({ name, ms })).sort((a, b) => b.ms - a.ms)
  }

  add(name: string, ms: number | undefined): void {
    if (ms !== undefined && Number.isFinite(ms)) this.#timers.set(name, Math.max(ms, this.#timers.get(name) ?? 0))
  }

  /** Adds the timers of an RPC client. */
  ofClient(policy: readonly PolicySpec[]): Lives {
    const lifeMs = this.ofPolicies(policy)
    return { lifeMs, knownMs: lifeMs }
  }

  /** Adds the timers of a stack. Returns the longest time that a call through it may take, ms. */
  ofPolicies(policy: readonly PolicySpec[]): number {
    return policy.reduceRight((innerMs, spec) => this.#through(spec, innerMs), Number.POSITIVE_INFINITY)
  }

  /**
   * Adds the timers of a queue. The life is that of a message that does not wait behind others. A message may wait for
   * as long as its broker keeps it, and its last delivery may end well after its lease.
   */
  ofQueue({ broker, consumers, redelivery }: QueueArm): Lives {
    const { deliveriesMax, leaseMs, messageTtlMs } = broker
    this.add('broker.leaseMs', leaseMs)
    this.add('broker.messageTtlMs', messageTtlMs)
    const delayMs = longestMs(redelivery.backoff, deliveriesMax - 1)
    this.add('redelivery.backoff', delayMs)
    const workMs = this.ofPolicies(consumers.policy)
    const deliveryMs = Math.min(workMs, leaseMs ?? Number.POSITIVE_INFINITY)
    const beforeLastMs = (deliveriesMax - 1) * (deliveryMs + delayMs)
    return {
      lifeMs: beforeLastMs + deliveryMs,
      knownMs: (messageTtlMs ?? Number.POSITIVE_INFINITY) + beforeLastMs + workMs,
    }
  }

  /** A window of calls remembers them for as long as their number takes. */
  #addWindow(name: string, window: { readonly ms: number } | { readonly calls: number }): void {
    const ms = 'ms' in window ? window.ms : Math.ceil(window.calls / this.#callsPerMs)
    this.add(name, ms)
    if (Number.isFinite(ms)) this.windowMs = Math.max(this.windowMs, ms)
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
        if (spec.onlyBelow !== undefined) this.#addWindow('retry.onlyBelow.window', spec.onlyBelow.window)
        return (spec.retriesMax + 1) * innerMs + allMs(spec.backoff, spec.retriesMax)
      case 'breaker':
        this.add('breaker.openMs', spec.openMs)
        this.#addWindow('breaker.window', spec.window)
        return innerMs
      case 'tutorial-breaker':
        this.add('breaker.openMs', spec.openMs)
        return innerMs
      case 'custom':
        this.add(`memoryMs of ${spec.name}`, spec.memoryMs)
        // It may wait or call again.
        return Number.POSITIVE_INFINITY
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
