import type { SuiteInput } from '../suite.ts'

/** One client with the policies that most have: what is measured of virtual time goes through the same ones. */
export function usualArms(timeoutMs: number): SuiteInput['arms'] {
  return {
    rpc: {
      style: 'rpc',
      policy: [
        { kind: 'retry', retriesMax: 3, backoff: { kind: 'full-jitter', baseMs: 20, capMs: 400 } },
        { kind: 'breaker' },
        { kind: 'timeout', timeoutMs },
      ],
    },
  }
}
