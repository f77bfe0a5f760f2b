import type { SuiteInput } from '../suite.ts'

/** One client with the usual policies. All measurements of virtual time share them. */
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
