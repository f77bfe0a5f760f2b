import { expect, test } from 'vitest'
import { cellsOf } from './cell.ts'
import { mistakesOf } from './core/mistakes.testing.ts'
import { parseSuite } from './parse-suite.ts'
import type { SuiteInput } from './suite.ts'

const WORKERS = { model: 'workers', slots: 4, service: { kind: 'constant', ms: 10 } } as const
const URL_TARGET = { url: 'http://127.0.0.1:1/' }
const CHAIN: SuiteInput['target'] = {
  model: 'chain',
  tiers: [
    { slots: 4, service: { kind: 'constant', ms: 1 } },
    { slots: 4, service: { kind: 'constant', ms: 1 } },
  ],
  leaf: WORKERS,
}
const base: SuiteInput = {
  name: 'mine',
  question: 'Does it hold?',
  target: WORKERS,
  load: '1s@50',
  arms: { rpc: { style: 'rpc' } },
}
const queue = (atMs: number): SuiteInput['arms'][string] => ({
  style: 'queue',
  broker: { depthMax: 9, deliveriesMax: 1 },
  consumers: { concurrency: 1 },
  redrive: { atMs },
})

function mistakes(suite: Partial<SuiteInput>): readonly string[] {
  return mistakesOf(() => parseSuite({ ...base, ...suite }))
}
const fault = (place: { shard?: number; tier?: number }) =>
  [{ kind: 'slow', factor: 2, fromMs: 0, toMs: 500, ...place }] as const

test('a share of the capacity becomes requests per second: 4 slots of 10 ms are 400/s', () => {
  const [cell] = cellsOf(parseSuite({ ...base, load: '1s@0.25rho' }))
  expect(cell!.load.stages).toEqual([{ durationMs: 1000, ratePerSecond: 100 }])
})

test('the rate of each variant follows from the capacity of its target', () => {
  const variants = { one: {}, two: { target: { ...WORKERS, slots: 8 } }, three: { load: '1s@5' } }
  const cells = cellsOf(parseSuite({ ...base, load: '1s@0.25rho', variants }))
  expect(cells.map(({ load }) => load.stages![0]!.ratePerSecond)).toEqual([100, 200, 5])
})

test('without a known capacity a share means nothing: a target by URL, workers that need no time', () => {
  const rule = 'must be in requests per second: the capacity of this target is not known, so rho means nothing'
  for (const target of [URL_TARGET, { ...WORKERS, service: { kind: 'constant', ms: 0 } } as const]) {
    expect(mistakes({ target, load: '1s@0.5rho' })).toEqual([`load: ${rule}, got "1s@0.5rho"`])
  }
  const variants = { mine: {}, theirs: { target: URL_TARGET, load: { plan: '1s@0.5rho' } } }
  expect(mistakes({ variants })[0]).toContain(`variants.theirs.load: ${rule}`)
})

test('the generators must be able to start the rate that a share asks for', () => {
  expect(mistakes({ load: '1s@50rho' })).toEqual([])
  expect(mistakes({ load: '1h@50rho' })).toEqual([
    'load: must ask for at most 10000000 requests in a run, got 72000000',
  ])
  expect(mistakes({ load: '1s@0rho' })).toEqual(['load: must ask for at least one request, got 0'])
})

test('a load that is wrong in itself is reported once', () => {
  expect(mistakes({ load: '1h@5000' }).length).toBe(1)
  expect(mistakes({ load: '1h@5000', faults: fault({ shard: 4 }) as never }).length).toBe(1)
})

test('a fault of a shard needs one that exists', () => {
  const of = (shards: number, shard: number) =>
    mistakes({ target: { ...WORKERS, shards }, faults: [...fault({ shard })] })
  expect([of(4, 0), of(4, 3)]).toEqual([[], []])
  expect(of(4, 4)).toEqual(['faults[0].shard: must be 0 to 3, got 4'])
  expect(of(1, 0)).toEqual(['faults[0].shard: must not be given: the target has no shards, got 0'])
  expect(mistakes({ target: { model: 'tutorial' }, faults: [...fault({ shard: 0 })] }).length).toBe(1)
})

test('a fault of a tier needs a chain: 0 is its first tier, one beyond the tiers its leaf', () => {
  const of = (tier: number) => mistakes({ target: CHAIN, faults: [...fault({ tier })] })
  expect([of(0), of(1), of(2)]).toEqual([[], [], []])
  expect(of(3)).toEqual(['faults[0].tier: must be 0 to 2 (the leaf), got 3'])
  expect(mistakes({ faults: [...fault({ tier: 0 })] })).toEqual([
    'faults[0].tier: must not be given: the target is no chain, got 0',
  ])
})

test('a fault that fits its suite may not fit a variant, and is reported where it is written', () => {
  const faults = [...fault({ shard: 2 })]
  const sharded = { ...WORKERS, shards: 3 }
  expect(mistakes({ target: sharded, faults, variants: { fewer: { target: { ...WORKERS, shards: 2 } } } })).toEqual([
    'faults[0].shard: must be 0 to 1, got 2',
  ])
  expect(mistakes({ target: sharded, variants: { worse: { faults: [...fault({ shard: 3 })] } } })).toEqual([
    'variants.worse.faults[0].shard: must be 0 to 2, got 3',
  ])
})

test('the same mistake of several arms is reported once', () => {
  const arms = { a: { style: 'rpc' }, b: { style: 'rpc' } } as const
  expect(mistakes({ arms, faults: [...fault({ shard: 0 })] }).length).toBe(1)
})

test('a redrive comes before the load ends', () => {
  expect(mistakes({ arms: { dlq: queue(999) } })).toEqual([])
  expect(mistakes({ arms: { dlq: queue(1000) } })).toEqual([
    'arms.dlq.redrive.atMs: must be before the load ends at 1000 ms, got 1000',
  ])
})

test('clients and consumers are 1 by default, and have a limit', () => {
  const rpc = (clients?: number) => ({ rpc: { style: 'rpc', ...(clients !== undefined && { clients }) } }) as const
  const suite = parseSuite({ ...base, arms: { ...rpc(), dlq: queue(0) } })
  expect(suite.arms).toMatchObject({ rpc: { clients: 1 }, dlq: { consumers: { count: 1 } } })
  expect([0, 1, 10_000, 10_001].map((n) => mistakes({ arms: rpc(n) }))).toEqual([
    ['arms.rpc.clients: must be at least 1, got 0'],
    [],
    [],
    ['arms.rpc.clients: must be at most 10000, got 10001'],
  ])
})

test('a consumer is killed before the load ends, of a broker elsewhere that is not killed itself', () => {
  const of = (atMs: number, broker: object) =>
    mistakes({
      arms: {
        mine: {
          style: 'queue',
          consumers: { concurrency: 1, crash: { atMs, holding: 3 } },
          broker: { depthMax: 9, deliveriesMax: 1, ...broker },
        },
      },
    }).map((mistake) => mistake.replace(/, got .*/, ''))
  const path = 'arms.mine.consumers.crash'
  expect(of(999, { kind: 'nats' })).toEqual([])
  expect(of(1000, { kind: 'nats' })).toEqual([`${path}.atMs: must be before the load ends at 1000 ms`])
  const inProcess = `${path}: must be left out for the broker in this process: no other process can consume from it`
  expect([of(999, {}), of(999, { kind: 'memory' })]).toEqual([[inProcess], [inProcess]])
  expect(of(999, { kind: 'nats', crash: { atMs: 500 } })).toEqual([
    `${path}: must be left out where the broker is killed: what comes back could be of either`,
  ])
})

test('faults put the proxy before a service given by URL, unless the suite says that it must not be there', () => {
  const faults = [{ kind: 'pause', fromMs: 0, toMs: 500 }] as const
  const proxyOf = (suite: Partial<SuiteInput>) => {
    const [cell] = cellsOf(parseSuite({ ...base, ...suite }))
    return (cell!.target as { proxy?: boolean }).proxy
  }
  expect(proxyOf({ target: URL_TARGET })).toBeUndefined()
  expect(proxyOf({ target: URL_TARGET, faults: [...faults] })).toBe(true)
  expect(proxyOf({ target: URL_TARGET, variants: { broken: { faults: [...faults] } } })).toBe(true)
  expect(proxyOf({ target: { ...URL_TARGET, proxy: true } })).toBe(true)
  expect(proxyOf({ faults: [...faults] })).toBeUndefined()
  expect(mistakes({ target: { ...URL_TARGET, proxy: false }, faults: [...faults] })).toEqual([
    'target.proxy: must be true or left out: the proxy makes the faults, got false',
  ])
})

test('faults of a call need the address of its service', () => {
  const faults = [{ kind: 'pause', fromMs: 0, toMs: 500 }] as const
  const call = async () => 1
  expect(mistakes({ target: { call }, faults: [...faults] })).toEqual([
    expect.stringContaining('faults: must be empty for a call without target.through'),
  ])
  expect(mistakes({ target: { call, through: 'tcp://127.0.0.1:5432' }, faults: [...faults] })).toEqual([])
  for (const through of ['127.0.0.1:5432', 'tcp://127.0.0.1', 'http://127.0.0.1:1', 'tcp://h:1/db', 'tcp://h:70000']) {
    expect(mistakes({ target: { call, through } })).toEqual([
      `target.through: must be tcp://host:port, got "${through}"`,
    ])
  }
})

test('a fault needs HTTP/1.1, which the fault proxy speaks', () => {
  const faults = [{ kind: 'errors', ratio: 1, fromMs: 0, toMs: 500 }] as const
  expect(mistakes({ target: { url: 'https://127.0.0.1:1/', http2: true }, faults: [...faults] })).toEqual([
    'faults: must be empty with http2: the fault proxy speaks HTTP/1.1, got [{"kind":"errors","ratio":1,"fromMs":0,"toMs":500}]',
  ])
})
