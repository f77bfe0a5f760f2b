import { expect, test } from 'vitest'
import { type Call, newRequest } from '../../bench/core/call.ts'
import { failed, type Outcome } from '../../bench/core/outcome.ts'
import { policySchema, stack } from '../../bench/policy/stack.ts'
import { modelSchema } from '../spec.ts'
import { chainOf } from './chain.ts'
import { Counters } from './counters.ts'
import { modelCall } from './model-call.ts'
import type { Target } from './target.ts'
import { fault, setUp } from './testing.ts'

const retry = (tries: number) => ({ kind: 'retry', retriesMax: tries - 1 })
const tier = { slots: 1, service: { kind: 'constant', ms: 1 } } as const
const leaf = { model: 'workers', slots: 1000, service: { kind: 'constant', ms: 10 } } as const

/** Sends one request through the policies of a caller. */
function send({ clock, target }: { clock: ReturnType<typeof setUp>['clock']; target: Target }, policy: object[]) {
  const outcomes: Outcome[] = []
  const observer = { rejected: () => undefined, breakerChanged: () => undefined }
  const toTarget = modelCall(target)
  const counted: Call = (request, settle) => {
    request.trail.attempts += 1
    return toTarget(request, settle)
  }
  const specs = policy.map((spec) => policySchema.parse(spec))
  stack(specs, { clock, seed: 7, observer }, counted, () => undefined)(newRequest(0, 0), (o) => outcomes.push(o))
  clock.run()
  return outcomes
}

test.each([
  [3, 4, 64],
  [5, 3, 243],
])('%i calling layers with %i tries each send %i attempts to a leaf that always fails', (layers, tries, attempts) => {
  const tiers = Array.from({ length: layers - 1 }, () => ({ ...tier, policy: [retry(tries)] }))
  const chain = setUp({ model: 'chain', tiers, leaf: { ...leaf, failureRatio: 1 } })
  expect(send(chain, [retry(tries)])).toEqual([failed('downstream')])
  expect(chain.target.count()).toMatchObject({
    attempts: tries,
    leafAttempts: attempts,
    ok: 0,
    errors: tries,
    inFlight: 0,
  })
})

test('an attempt works first and then waits for its calls; its busy time is that of all tiers', () => {
  const tiers = [{ ...tier, fanOut: 2 }, tier]
  const chain = setUp({ model: 'chain', tiers: [tiers[0], { ...tiers[1], slots: 2 }], leaf })
  expect(send(chain, [])).toEqual([{ kind: 'ok', busyMs: 1 + 2 * (1 + 10) }])
  expect(chain.clock.nowMs()).toBe(12)
  expect(chain.target.count()).toMatchObject({ attempts: 1, leafAttempts: 2, ok: 1, busyMs: 23, inFlight: 0 })
})

test('a slot is held until all calls have ended; beyond queueMax an attempt is turned away', () => {
  const { clock, log, arrive } = setUp({ model: 'chain', tiers: [{ ...tier, queueMax: 1 }], leaf })
  for (let id = 0; id < 3; id++) arrive(id)
  clock.run()
  expect(log).toEqual(['0 #2 full', '11 #0 ok', '22 #1 ok'])
})

test('a caller that has given up does not free the slot: work once begun goes on', () => {
  const { clock, log, arrive, target } = setUp({ model: 'chain', tiers: [tier], leaf })
  arrive(0, 5)
  arrive(1)
  clock.run()
  expect(log).toEqual(['11 #0 ok', '22 #1 ok'])
  // At the leaf and at the tier.
  expect(target.count().abandoned).toBe(2)
})

test('a tier passes on what is left of the time its caller waits', () => {
  const { clock, log, arrive, target } = setUp({
    model: 'chain',
    tiers: [tier],
    leaf: { ...leaf, expiry: 'drop-unfinishable' },
  })
  arrive(0, 11)
  clock.run()
  arrive(1, 11 + 10.999)
  clock.run()
  expect(log).toEqual(['11 #0 ok', '12 #1 downstream'])
  expect(target.count()).toMatchObject({ leafAttempts: 2, busyMs: 12 })
})

test('a timeout of a tier ends its call, not the work of the leaf', () => {
  const chain = setUp({ model: 'chain', tiers: [{ ...tier, policy: [{ kind: 'timeout', timeoutMs: 5 }] }], leaf })
  chain.arrive(0)
  chain.clock.run()
  expect(chain.log).toEqual(['6 #0 downstream'])
  expect(chain.target.count()).toMatchObject({ leafAttempts: 1, busyMs: 11, abandoned: 1, inFlight: 0 })
})

test('a tier is one process: all its calls share one breaker', () => {
  const breaker = { kind: 'breaker', window: { calls: 2 }, callsMin: 2, openMs: 1000 }
  const chain = setUp({ model: 'chain', tiers: [{ ...tier, policy: [breaker] }], leaf: { ...leaf, failureRatio: 1 } })
  for (let id = 0; id < 5; id++) chain.arrive(id)
  chain.clock.run()
  expect(chain.target.count()).toMatchObject({ attempts: 5, leafAttempts: 2, errors: 5 })
})

test('a fault is of the leaf unless it names a tier; an attempt that fails in a tier calls nobody', () => {
  const spec = { model: 'chain', tiers: [tier, tier], leaf }
  for (const [where, answer, leafAttempts] of [
    [{}, '12 #0 downstream', 1],
    [{ tier: 2 }, '12 #0 downstream', 1],
    [{ tier: 1 }, '2 #0 downstream', 0],
    [{ tier: 0 }, '1 #0 error', 0],
  ] as const) {
    const chain = setUp(spec, [fault({ kind: 'errors', ratio: 1, fromMs: 0, toMs: 100, ...where })])
    chain.arrive(0)
    chain.clock.run()
    expect(chain.log).toEqual([answer])
    expect(chain.target.count().leafAttempts).toBe(leafAttempts)
  }
})

test('a paused tier takes no answer and fires no timeout until it goes on', () => {
  const pause = fault({ kind: 'pause', tier: 0, fromMs: 5, toMs: 50 })
  const plain = setUp({ model: 'chain', tiers: [tier], leaf }, [pause])
  const limited = setUp({ model: 'chain', tiers: [{ ...tier, policy: [{ kind: 'timeout', timeoutMs: 8 }] }], leaf }, [
    pause,
  ])
  for (const { arrive, arriveAt, clock } of [plain, limited]) {
    arrive(0)
    arriveAt(6, 1)
    clock.run()
  }
  expect(plain.log).toEqual(['50 #0 ok', '61 #1 ok'])
  // The answer that came at 11 ms is found at 50, together with the timeout due at 9: the timeout is older.
  expect(limited.log).toEqual(['50 #0 downstream', '59 #1 downstream'])
})

test('no two attempts at a tier share their dice, whatever branch and try they come from', () => {
  const { clock } = setUp({ model: 'linear', baseMs: 0, perInFlightMs: 1 })
  const layer = { ...tier, slots: 100_000, fanOut: 3, policy: [retry(4)] }
  const spec = modelSchema.parse({ model: 'chain', tiers: [layer, layer, layer], leaf })
  if (spec.model !== 'chain') throw new Error('a chain was asked for')
  const numbers: number[] = []
  const seeds = new Set<number>()
  const chain = chainOf(spec, { clock, faults: [], seed: 7, counters: new Counters() }, ({ seed }) => {
    seeds.add(seed)
    return {
      arrive: ({ attempt }, answer) => {
        numbers.push(attempt)
        answer(failed('error'))
      },
    }
  })
  for (let attempt = 1; attempt <= 4; attempt++) {
    chain.arrive({ request: 0, attempt, expiresMs: Number.POSITIVE_INFINITY }, () => undefined)
  }
  clock.run()
  expect(numbers.length).toBe(4 * 12 ** 3)
  expect(new Set(numbers).size).toBe(4 * 12 ** 3)
  expect(seeds.has(7)).toBe(false)
})

test('each tier has its own dice: the same seed and request take another time at each', () => {
  const service = { kind: 'exponential', meanMs: 10 }
  const chain = setUp({
    model: 'chain',
    tiers: [{ slots: 1, service }],
    leaf: { model: 'workers', slots: 1, service },
  })
  const times: number[] = []
  chain.target.arrive({ request: 0, attempt: 1, expiresMs: 1e9 }, () => times.push(chain.clock.nowMs()))
  const own = setUp({ model: 'workers', slots: 1, service })
  own.target.arrive({ request: 0, attempt: 1, expiresMs: 1e9 }, () => times.push(own.clock.nowMs()))
  chain.clock.run()
  own.clock.run()
  expect(times[0]).not.toBe(2 * times[1]!)
})

test('work that a tier has done again is a duplicate though its caller asked once: of four tries three complete beyond the first', () => {
  // Each call takes 10 ms and is given up after 5 ms; the fourth try answers nobody either.
  const policy = [retry(4), { kind: 'timeout', timeoutMs: 5 }]
  const chain = setUp({ model: 'chain', tiers: [{ ...tier, policy }], leaf })
  expect(send(chain, [])).toEqual([failed('downstream')])
  expect(chain.target.count()).toMatchObject({ attempts: 1, leafAttempts: 4, ok: 0, duplicates: 3 })
})

test('calls of two branches are no duplicates of each other, those of a second try of the caller are', () => {
  const tiers = [
    { ...tier, slots: 10, fanOut: 2 },
    { ...tier, slots: 10, fanOut: 3 },
  ]
  const once = setUp({ model: 'chain', tiers, leaf })
  send(once, [])
  expect(once.target.count()).toMatchObject({ leafAttempts: 6, ok: 1, duplicates: 0 })
  const twice = setUp({ model: 'chain', tiers, leaf })
  send(twice, [retry(2), { kind: 'timeout', timeoutMs: 5 }])
  expect(twice.target.count()).toMatchObject({ attempts: 2, leafAttempts: 12, ok: 2, duplicates: 6 })
})
