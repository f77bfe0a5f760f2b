import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import { failed } from '../core/outcome.ts'
import { custom, retry, timeout } from '../define.ts'
import { parseSuite } from '../parse-suite.ts'
import type { SuiteInput } from '../suite.ts'
import { runBesideTwin, runBesideTwinSteps } from '../twin/run-beside-twin.ts'
import { selfCheck } from './self-check.ts'
import { runVirtual } from './virtual.ts'

/** Ten requests, one every 100 ms, that take 10 ms each. */
const base: SuiteInput = {
  name: 'small',
  question: 'Does it repeat itself?',
  target: { model: 'workers', slots: 2, service: { kind: 'constant', ms: 10 } },
  load: '1s@10',
  arms: { rpc: { style: 'rpc', policy: [timeout({ timeoutMs: 100 })] } },
}
const cellOf = (suite: Partial<SuiteInput>) => cellsOf(parseSuite({ ...base, ...suite }))[0]!
const withPolicy = (policy: ReturnType<typeof custom>) => cellOf({ arms: { rpc: { style: 'rpc', policy: [policy] } } })

test('a run that repeats itself has no difference; its hash is over every start, attempt and end', () => {
  const heard: string[] = []
  const cell = cellOf({})
  runVirtual(cell, { repeat: 1, onEvent: (atMs, request, event) => heard.push(`${atMs} #${request} ${event}`) })
  expect(heard.slice(0, 5)).toEqual(['0 #0 start', '0 #0 first', '10 #0 attempt ended', '10 #0 ok', '100 #1 start'])
  const { events, difference, hash } = selfCheck(cell, 1)
  expect([events, difference]).toEqual([40, undefined])
  expect(selfCheck(cell, 1).hash).toBe(hash)
})

test('the hash is the same on every machine, and another seed or repeat has another', () => {
  const cell = cellOf({
    load: { arrival: 'poisson', stages: [{ durationMs: 1000, ratePerSecond: { from: 0, to: 20 } }] },
  })
  const hashes = [selfCheck(cell, 1), selfCheck({ ...cell, seed: 8 }, 1), selfCheck(cell, 2), selfCheck(cellOf({}), 1)]
  expect(hashes[1]!.hash).toBe(hashes[2]!.hash)
  expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(3)
  expect(hashes.filter(({ hash }) => !/^[0-9a-f]{8}$/.test(hash))).toEqual([])
  expect(hashes[3]!.hash).toBe('caaf615d')
})

test('hidden state shared by runs: the first event that differs is named, and the run is invalid', () => {
  let calls = 0
  const hidden = custom('hidden', () => (inner) => (request, settle) => {
    calls += 1
    if (calls !== 14) return inner(request, settle)
    settle(failed('fourteenth'))
    return () => undefined
  })
  const run = runBesideTwin(withPolicy(hidden), 1)
  expect(run.status).toBe('invalid')
  expect(run.warnings).toEqual([
    {
      severity: 'invalid',
      message:
        'The run does not repeat itself: the same seed gave two different runs: ' +
        'first event 14 at 300 ms, request 3: first; then event 14 at 300 ms, request 3: failed.',
      advice: 'A custom policy uses chance or time that does not come from its context. Take both from there.',
    },
  ])
})

test('state that only the first run sees is found as well, and the first run is the one reported', () => {
  let calls = 0
  const warmUp = custom('warm-up', () => (inner) => (request, settle) => {
    calls += 1
    if (calls > 5) return inner(request, settle)
    settle(failed('cold'))
    return () => undefined
  })
  const run = runBesideTwin(withPolicy(warmUp), 1)
  expect(run.phases[0]!.outcomes).toMatchObject({ ok: 5, failed: 5 })
  expect(run.status).toBe('invalid')
  expect(run.warnings[0]!.message).toContain(
    'first event 2 at 0 ms, request 0: failed; then event 2 at 0 ms, request 0: first.',
  )
})

test('a request that one run starts and the other leaves waiting is reported with both times', () => {
  let runs = 0
  const more = custom('more', () => {
    runs += 1
    const silent = runs % 2 === 0
    return (inner) => (request, settle) => (silent && request.id === 9 ? () => undefined : inner(request, settle))
  })
  expect(selfCheck(withPolicy(more), 1).difference).toBe(
    'the same seed gave two different runs: first event 38 at 11000 ms, request 9: unfinished; ' +
      'then event 38 at 900 ms, request 9: first',
  )
})

test('a difference far into a run is named with its place in the whole run', () => {
  let calls = 0
  const late = custom('late', () => (inner) => (request, settle) => {
    // Both runs come to this request, the second one with state that the first one left.
    if (request.id === 9000) calls += 1
    if (request.id !== 9000 || calls === 1) return inner(request, settle)
    settle(failed('late'))
    return () => undefined
  })
  const cell = { ...withPolicy(late), load: cellOf({ load: '100s@100' }).load }
  expect(selfCheck(cell, 1).difference).toBe(
    'the same seed gave two different runs: first event 36002 at 90000 ms, request 9000: first; then event 36002 at 90000 ms, request 9000: failed',
  )
})

test('a run that goes on after the other one has ended differs from it', () => {
  let runs = 0
  const longer = custom('longer', ({ clock }) => {
    // A policy is created once before the first run, to be checked.
    runs += 1
    const isSecond = runs === 3
    return (inner) => (request, settle) => {
      if (!isSecond || request.id !== 9) return inner(request, settle)
      clock.at(5000, () => inner(request, settle))
      return () => undefined
    }
  })
  expect(selfCheck(withPolicy(longer), 1).difference).toBe(
    'the same seed gave two different runs: first event 38 at 900 ms, request 9: first; then event 38 at 5000 ms, request 9: first',
  )
})

test('a check that is interrupted gives a partial run without a hash', () => {
  const controller = new AbortController()
  const steps = runBesideTwinSteps(cellOf({ load: '1000s@100' }), { repeat: 1, signal: controller.signal })
  expect(steps.next().done).toBe(false)
  controller.abort()
  const { value } = steps.next()
  expect(value).toMatchObject({ status: 'partial', warnings: [] })
  expect(value).not.toHaveProperty('trace')
})

test('the first repeat is checked and says so, the next ones are not', () => {
  const cell = cellOf({})
  const { trace, ...first } = runBesideTwin(cell, 1)
  expect(trace).toEqual({ hash: selfCheck(cell, 1).hash, events: 40 })
  expect(first).toEqual(runVirtual(cell, { repeat: 1 }))
  expect(runBesideTwin(cell, 2)).toEqual(runVirtual(cell, { repeat: 2 }))
})

test('chance and time from the context repeat themselves', () => {
  const cell = cellOf({
    load: '1s@100',
    target: { model: 'workers', slots: 2, service: { kind: 'exponential', meanMs: 10 }, failureRatio: 0.3 },
    arms: {
      fleet: {
        style: 'rpc',
        clients: 7,
        policy: [retry({ retriesMax: 3, budget: { size: 2 } }), timeout({ timeoutMs: 30 })],
      },
    },
  })
  const { events, difference } = selfCheck(cell, 1)
  expect(difference).toBeUndefined()
  expect(events).toBeGreaterThan(300)
})
