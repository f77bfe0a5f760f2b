import type { Call } from '../core/call.ts'
import type { Outcome } from '../core/outcome.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { Ledger } from '../metrics/ledger.ts'
import { Timeline } from '../metrics/timeline.ts'
import type { Broker, BrokerSpec, DeadLetterListener } from '../queue/broker.ts'
import { MemoryBroker } from '../queue/memory-broker.ts'
import { countAttempts } from './attempts.ts'
import { QueueArm, type RedeliveryOptions, type RedriveOptions } from './queue.ts'

const SPANS = [{ phase: 'baseline' as const, fromMs: 0, toMs: 1000 }]
/** For tests: a failed delivery comes back 100 ms later. */
export const IN_BROKER: RedeliveryOptions = {
  backoff: { kind: 'exponential', baseMs: 100, capMs: 100 },
  waitIn: 'broker',
}

interface Options extends Partial<BrokerSpec> {
  readonly redelivery?: RedeliveryOptions
  readonly redrive?: RedriveOptions
  readonly concurrency?: number
  /** The policies of each consumer. @defaultValue one consumer without any */
  readonly consumers?: readonly ((target: Call) => Call)[]
  readonly createBroker?: (clock: VirtualClock, spec: BrokerSpec, onDead: DeadLetterListener) => Broker
}

/** For tests: a queue arm in virtual time. Each attempt takes 10 ms and gets its outcome from `answer`. */
export function queueSetUp(answer: (request: number, attempt: number) => Outcome, options: Options = {}) {
  const {
    redelivery = IN_BROKER,
    redrive,
    concurrency = 1,
    consumers = [(target: Call) => target],
    createBroker = (...of: ConstructorParameters<typeof MemoryBroker>) => new MemoryBroker(...of),
    ...spec
  } = options
  const clock = new VirtualClock()
  const log: string[] = []
  const errors: string[] = []
  const ledgerOptions = { spans: SPANS, deadlineMs: Number.POSITIVE_INFINITY, injectedFailureRatio: () => 0 }
  const ledger = new Ledger(ledgerOptions, new Timeline(1000, SPANS), () => clock.nowMs())
  const target = countAttempts(
    (request, settle) => {
      const { id, cause, trail } = request
      log.push(`${clock.nowMs()} ${cause} #${id}`)
      const attempt = trail.attempts
      return clock.at(clock.nowMs() + 10, () => settle(answer(id, attempt)))
    },
    clock,
    ledger,
  )
  const broker = { depthMax: 10, deliveriesMax: 3, ...spec }
  const calls = consumers.map((policy) => policy(target))
  const createFor = (onDead: DeadLetterListener) => createBroker(clock, broker, onDead)
  const settings = { concurrency, deliveriesMax: broker.deliveriesMax, redelivery, redrive, seed: 7 }
  const onError = (error: unknown) => errors.push((error as Error).message)
  const arm = new QueueArm(clock, calls, ledger, createFor, settings, onError)
  return { clock, log, errors, ledger, arm, counts: () => ledger.result()[0]! }
}
