import type { Fault } from '../../../targets/faults.ts'
import type { TargetInput } from '../../../targets/spec.ts'
import { retry, timeout } from '../../define.ts'
import type { PolicyInput } from '../../policy/stack.ts'
import { CAPACITY, poisson, soleClient, TWENTY_WORKERS } from './sole-client.ts'
import { type System, systemsOf } from './system.ts'

/** Seeds of the systems that are searched for a false collapse. */
export const NULL_SEEDS = 60

/** A system to which triggers are added. */
interface Base {
  readonly name: string
  readonly target: TargetInput
  readonly ratePerSecond: number
  readonly policy: PolicyInput[]
  readonly deadlineMs?: number
}

const ONE_WORKER = {
  model: 'workers',
  slots: 1,
  service: { kind: 'exponential', meanMs: 10 },
  queueMax: 1_000_000,
} as const

/** One worker without retries, which always comes back. Its queue rises and falls by chance all the time. */
function oneWorker(rho: number, timeoutMs: number): Base {
  const policy = [timeout({ timeoutMs })]
  return { name: `one-worker-at-rho-${rho}`, target: ONE_WORKER, ratePerSecond: 100 * rho, policy }
}

/** A system that stays down once it is down. It must survive a small push. */
const VULNERABLE: Base = {
  name: 'three-retries-at-rho-0.7',
  target: TWENTY_WORKERS,
  ratePerSecond: 0.7 * CAPACITY,
  policy: [retry({ retriesMax: 3 }), timeout({ timeoutMs: 1000 })],
  deadlineMs: 4000,
}

const AT_MS = 60_000
const NOTHING: Fault = { kind: 'slow', factor: 1, fromMs: AT_MS, toMs: AT_MS + 1 }
const pauseOf = (ms: number): Fault => ({ kind: 'pause', fromMs: AT_MS, toMs: AT_MS + ms })
const FAILURES: Fault = { kind: 'errors', ratio: 0.5, fromMs: AT_MS, toMs: AT_MS + 100 }

function systems(base: Base, trigger: string, fault: Fault, seedsMin: number): System[] {
  const { name, ratePerSecond, ...client } = base
  const suite = soleClient(`${trigger}-${name}`, { ...client, faults: [fault], load: poisson(ratePerSecond, 120) })
  return systemsOf('null triggers', suite, { seedsMin, theory: { end: 'back', why: 'its trigger is next to nothing' } })
}

/** Systems whose triggers do nothing, or next to nothing. A verdict of collapse is wrong for all of them. */
export const NULL_TRIGGERS: readonly System[] = [
  ...[oneWorker(0.85, 250), oneWorker(0.95, 800), VULNERABLE].flatMap((base) => [
    ...systems(base, 'no-trigger', NOTHING, NULL_SEEDS),
    ...systems(base, 'pause-of-20-ms', pauseOf(20), NULL_SEEDS),
    ...systems(base, 'failures-for-100-ms', FAILURES, NULL_SEEDS),
  ]),
  ...[oneWorker(0.75, 150), oneWorker(0.9, 300)].flatMap((base) => [
    ...systems(base, 'no-trigger', NOTHING, 1),
    ...systems(base, 'pause-of-20-ms', pauseOf(20), 1),
  ]),
  ...systems(VULNERABLE, 'pause-of-50-ms', pauseOf(50), 1),
]
