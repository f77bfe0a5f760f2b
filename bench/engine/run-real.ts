import type { Cell } from '../cell.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import { epochMs } from '../core/real-clock.ts'
import { observedVerdict } from '../evidence/observed.ts'
import type { RunResult } from '../metrics/result.ts'
import { judge } from '../metrics/validity.ts'
import type { BrokerHost } from './broker-host.ts'
import { brokerRunOf } from './broker-run.ts'
import { generate, type RepeatOptions } from './real.ts'
import type { TargetHost } from './target-host.ts'

/** From setting up the target to the first planned instant, so that both begin together. */
const LEAD_MS = 30

export interface RunOptions extends RepeatOptions {
  /** Where queues in another broker than that of this process come from. */
  readonly brokers?: BrokerHost
}

/**
 * Runs one cell on the wall clock over HTTP, with a queue of its own in the broker that it names. @throws
 * CannotRunError when the signal is given before it begins.
 */
export async function runReal(cell: Cell, host: TargetHost, options: RunOptions): Promise<RunResult> {
  const { brokers, ...rest } = options
  const unrest = await host.rest(cell, options.signal)
  if (options.signal?.aborted) throw new CannotRunError('interrupted before the run began')
  const queue = await brokerRunOf(brokers, cell)
  const originEpochMs = epochMs() + LEAD_MS
  const {
    responses: _,
    abandonedEarly: __,
    ...evidence
  } = await generate(cell, { ...rest, originEpochMs, targets: host, queue, unrest })
  const run = { ...evidence.result, ...judge(evidence, cell.validity) }
  return { ...run, verdict: observedVerdict(cell, run) }
}
