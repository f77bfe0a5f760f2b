import type { Testimony } from '../core/broker-info.ts'
import { count, type Metric, whole } from './metric-kind.ts'

/** No message may be lost. The median over repeats is no test of this, since one bad run is bad enough. */
export const LOST = 'messages_lost'

/** Metrics of the messages in a broker that the suite names, in the order of the files. */
export const BROKER_METRICS: readonly Metric[] = [
  seen(
    'lost',
    LOST,
    'confirmed messages that are neither completed nor dead letters in the end, and not in the broker any more (a lower bound)',
  ),
  seen('unknown', 'messages_unknown', 'messages that the broker neither confirmed nor refused'),
  seen(
    'unsent',
    'messages_unsent',
    'messages that could not be sent, without a connection to the broker or a queue there',
  ),
  seen(
    'deliveredAgain',
    'redeliveries_unasked',
    'deliveries of a message beyond the first that no retry and no redrive asked for',
  ),
]

function seen(what: keyof Testimony, name: string, about: string): Metric {
  return count(name, 'lower', about, (scope) => whole(scope, ({ run }) => run.broker?.seen[what] ?? Number.NaN))
}
