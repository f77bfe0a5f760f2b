import { custom, retry, timeout } from '../../define.ts'
import { CAPACITY, heldOutage, poisson, soleClient, TWENTY_WORKERS } from './sole-client.ts'
import { type End, type System, systemsOf } from './system.ts'

/** Retries, and loads as shares of mu/(1 + r), the load from which on a system does not come back. */
const HIDDEN: readonly [retriesMax: number, shares: readonly number[]][] = [
  [1, [0.8, 0.9, 0.95, 1.05, 1.1, 1.2]],
  [3, [0.8, 0.9, 1.1, 1.2]],
]

/**
 * Below mu/(1 + r_inf) a client whose attempts all fail still leaves the target time to drain (Huang et al., OSDI
 * 2022).
 */
function* hiddenCapacity(): Generator<System> {
  for (const [retriesMax, shares] of HIDDEN)
    for (const share of shares) {
      const suite = soleClient(`hidden-capacity-x${share}-of-${retriesMax}-retries`, {
        deadlineMs: 4000,
        target: TWENTY_WORKERS,
        faults: [heldOutage(20_000, 50_000)],
        load: poisson((CAPACITY / (1 + retriesMax)) * share, 60),
        policy: [retry({ retriesMax }), timeout({ timeoutMs: 1000 })],
      })
      const end: End = share < 1 ? 'back' : 'down'
      yield* systemsOf('closed forms', suite, { theory: { end, why: `${share} of mu/(1 + r)` } })
    }
}

/** Delays of retries, s. */
const LATE_S = [100, 290]

/**
 * All attempts of a minute fail, and each is made again minutes later, in a minute that has twice the usual attempts.
 * Where these exceed the capacity, they time out and come again. Otherwise all of them succeed.
 */
function* lateRetries(): Generator<System> {
  for (const lateS of LATE_S)
    for (const rho of [0.3, 0.8]) {
      const backoff = { kind: 'exponential', baseMs: 1000 * lateS, capMs: 1000 * lateS } as const
      const suite = soleClient(`retries-after-${lateS}-s-at-rho-${rho}`, {
        target: TWENTY_WORKERS,
        faults: [{ kind: 'errors', ratio: 1, fromMs: 30_000, toMs: 90_000 }],
        load: poisson(CAPACITY * rho, 120),
        policy: [retry({ retriesMax: 1, backoff }), timeout({ timeoutMs: 1000 })],
      })
      const end: End = 2 * rho < 1 ? 'back' : 'down'
      yield* systemsOf('closed forms', suite, { theory: { end, why: `${2 * rho} of mu when the retries come` } })
    }
}

const DRAINS = 'a backlog without retries drains at mu - lambda'

/** Without retries a backlog of 10 s drains in 10 rho/(1 - rho) s, and one of 20 s of even work in twice that. */
function* drains(): Generator<System> {
  for (const rho of [0.5, 0.9, 0.95, 0.98]) {
    const suite = soleClient(`drain-at-rho-${rho}`, {
      deadlineMs: 1000,
      target: TWENTY_WORKERS,
      faults: [heldOutage(20_000, 30_000)],
      load: poisson(CAPACITY * rho, 60),
      policy: [],
    })
    yield* systemsOf('closed forms', suite, { theory: { end: 'back', why: DRAINS } })
  }
  for (const rho of [0.9, 0.95]) {
    const suite = soleClient(`even-drain-at-rho-${rho}`, {
      deadlineMs: 1000,
      target: { model: 'workers', slots: 1, service: { kind: 'constant', ms: 10 }, queueMax: 1_000_000 },
      faults: [heldOutage(20_000, 40_000)],
      load: `60s@${100 * rho}`,
      policy: [],
    })
    yield* systemsOf('closed forms', suite, { theory: { end: 'back', why: DRAINS } })
  }
}

function overload(): System[] {
  const suite = soleClient('overloaded-without-its-trigger', {
    deadlineMs: 1000,
    target: TWENTY_WORKERS,
    faults: [{ kind: 'outage', mode: 'lost', fromMs: 20_000, toMs: 30_000 }],
    load: poisson(1.1 * CAPACITY, 60),
    policy: [timeout({ timeoutMs: 1000 })],
  })
  return systemsOf('closed forms', suite, {
    theory: { end: 'undecidable', why: 'lambda > mu, with and without its trigger' },
  })
}

/** Messages that wait too long in a queue are lost, and the next ones are served. So time to live ends each backlog. */
function expiringQueues(): System[] {
  const policy = [timeout({ timeoutMs: 1000 })]
  const broker = { depthMax: 100_000, deliveriesMax: 3 }
  const arms = {
    'messages-of-20-s': {
      style: 'queue' as const,
      broker: { ...broker, messageTtlMs: 20_000 },
      consumers: { concurrency: 20, policy },
    },
    'messages-of-4-s': {
      style: 'queue' as const,
      broker: { ...broker, messageTtlMs: 4000 },
      consumers: { concurrency: 40, policy },
    },
  }
  return systemsOf(
    'closed forms',
    {
      name: 'expiring-queue',
      question: 'Messages expire while the target is down: is it back afterwards?',
      deadlineMs: 5000,
      target: TWENTY_WORKERS,
      faults: [{ kind: 'outage', mode: 'lost', fromMs: 20_000, toMs: 50_000 }],
      load: poisson(150, 60),
      arms,
    },
    { theory: { end: 'back', why: 'expired messages are lost, and the rest is below the capacity' } },
  )
}

/**
 * A bulkhead of four calls of 250 ms passes 16/s of 30/s for 40 s. Then it passes 40/s, and 560 requests drain at 10/s
 * in 56 s.
 */
function clientBacklog(): System[] {
  const fallback = custom(
    'fallback',
    () => (inner) => (request, settle) =>
      inner(request, (outcome) => settle(outcome.kind === 'ok' ? outcome : { kind: 'ok', busyMs: Number.NaN })),
  )
  const suite = soleClient('backlog-in-a-client', {
    deadlineMs: 1000,
    target: { model: 'workers', slots: 1000, service: { kind: 'constant', ms: 100 } },
    faults: [{ kind: 'outage', mode: 'lost', fromMs: 20_000, toMs: 60_000 }],
    load: poisson(30, 90),
    policy: [{ kind: 'bulkhead', inFlightMax: 4, waitingMax: 100_000 }, fallback, timeout({ timeoutMs: 250 })],
  })
  return systemsOf('closed forms', suite, { theory: { end: 'back', why: '560 requests drain at 40/s - 30/s in 56 s' } })
}

/** Systems whose end follows from arithmetic. */
export const CLOSED_FORMS: readonly System[] = [
  ...hiddenCapacity(),
  ...lateRetries(),
  ...drains(),
  ...overload(),
  ...expiringQueues(),
  ...clientBacklog(),
]
