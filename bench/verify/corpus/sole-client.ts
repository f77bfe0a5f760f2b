import type { PolicyInput } from '../../policy/stack.ts'
import type { SuiteInput } from '../../suite.ts'

interface SoleClient extends Omit<SuiteInput, 'name' | 'question' | 'arms' | 'variants'> {
  readonly policy: PolicyInput[]
}

/** Returns a suite with one RPC client. */
export function soleClient(name: string, { policy, ...suite }: SoleClient): SuiteInput {
  return { ...suite, name, question: name, arms: { client: { style: 'rpc', policy } } }
}

/** Returns a load of Poisson arrivals at one rate. */
export function poisson(ratePerSecond: number, seconds: number) {
  return { arrival: 'poisson', plan: `${seconds}s@${ratePerSecond}` } as const
}

/** Twenty workers that answer 200 requests/s, behind a queue without a bound. */
export const TWENTY_WORKERS = {
  model: 'workers',
  slots: 20,
  service: { kind: 'exponential', meanMs: 100 },
  queueMax: 1_000_000,
} as const
/** Attempts/s that they can serve. */
export const CAPACITY = 200

/** Returns an outage that holds all attempts, and lets them all in at its end. */
export function heldOutage(fromMs: number, toMs: number) {
  return { kind: 'outage', mode: 'buffered', fromMs, toMs } as const
}
