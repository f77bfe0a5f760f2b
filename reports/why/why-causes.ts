import { CAUSES, type Cause, type Losses } from '../../bench/study/why/loss-causes.ts'
import { countText, percent } from '../format.ts'
import type { Column } from '../table.ts'

/** The words for each cause of a lost request. */
export const CAUSE_WORDS: Readonly<Record<Cause, string>> = {
  retries: 'retries overloaded the target',
  load: 'first attempts overloaded the target',
  backlog: 'waited behind a backlog at the target',
  fault: 'the target was slow or failed (fault)',
  breaker: 'turned away by a breaker',
  bulkhead: 'turned away by a bulkhead',
  budget: 'turned away by a retry budget',
  queue: 'turned away by a full queue',
  client: 'waited in the client (bulkhead, pool or backoff)',
  broker: 'waited in the broker',
  'dead-by-breaker': 'dead letter: a breaker in the consumer',
  'dead-by-expiry': 'dead letter: expired in the broker',
  'dead-by-failures': 'dead letter: its deliveries failed',
}

/** Requests lost by one cause. */
export interface LossRow {
  readonly cause: Cause
  readonly trigger: number
  readonly triggerShare: number
  readonly after: number
  readonly afterShare: number
}

/** Causes that lost anything: first those that lost most after the trigger, then during it. */
export function lossRows({ trigger, after }: Losses): LossRow[] {
  const share = (part: Losses['after'], cause: Cause) => part[cause] / Math.max(totalOf(part), Number.MIN_VALUE)
  return CAUSES.map((cause) => ({
    cause,
    trigger: trigger[cause],
    triggerShare: share(trigger, cause),
    after: after[cause],
    afterShare: share(after, cause),
  }))
    .filter((row) => row.trigger + row.after > 0)
    .sort((a, b) => b.after - a.after || b.trigger - a.trigger)
}

/** Requests lost in one part. */
export function totalOf(part: Losses['after']): number {
  return CAUSES.reduce((sum, cause) => sum + part[cause], 0)
}

export const LOSS_COLUMNS: readonly Column<LossRow>[] = [
  { head: 'lost to', cell: ({ cause }) => CAUSE_WORDS[cause] },
  { head: 'during the trigger', cell: ({ trigger }) => countText(trigger) },
  { head: 'share', cell: ({ trigger, triggerShare }) => (trigger === 0 ? '-' : percent(triggerShare)) },
  { head: 'after it', cell: ({ after }) => countText(after) },
  { head: 'share', cell: ({ after, afterShare }) => (after === 0 ? '-' : percent(afterShare)) },
]
