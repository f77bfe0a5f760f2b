export const GENERATORS = ['autocannon', 'stormbench'] as const
export type GeneratorName = (typeof GENERATORS)[number]

/** One closed-loop measurement, as it is sent to a generator's process. */
export interface Job {
  readonly url: string
  /** Request headers, name to value. */
  readonly headers: Readonly<Record<string, string>>
  /** Whether the target is one of ours. */
  readonly own: boolean
  readonly connections: number
  /** Whole seconds in ms, because autocannon takes seconds. */
  readonly durationMs: number
}

export interface JobResult {
  /** Requests that succeeded. */
  readonly requests: number
  readonly failures: number
  readonly durationMs: number
  /** CPU time that the generator's process used meanwhile, user and system. */
  readonly cpuMs: number
  /** NaN where the generator does not measure latency well enough. */
  readonly p50Us: number
  readonly p99Us: number
}
