import { describe, expect, test } from 'vitest'
import { cellOf } from '../trial.ts'
import { armElements, type Element, targetElements } from './elements.ts'
import { storm } from './testing.ts'

const shown = (elements: readonly Element[]) => elements.map(({ name, done }) => `${name}: ${done}`)

describe('elements of an RPC arm', () => {
  const suite = storm({
    arms: {
      guarded: {
        style: 'rpc',
        policy: [
          { kind: 'timeout', timeoutMs: 900 },
          { kind: 'retry', retriesMax: 2, backoff: { kind: 'exponential', baseMs: 10, capMs: 50 }, budget: {} },
          { kind: 'bulkhead', inFlightMax: 5, waitingMax: 7 },
          { kind: 'timeout', timeoutMs: 100 },
        ],
      },
    },
  })
  const elements = armElements(suite, 'guarded')
  const policyWithout = (name: string) => {
    const { armSpec } = cellOf(elements.find((element) => element.name === name)!.without(suite), 'guarded')
    return armSpec.style === 'rpc' ? armSpec.policy : []
  }

  test('are its policies and what within them can be taken away; of twins each says where it is', () => {
    expect(shown(elements)).toEqual([
      'policy[0].timeout: removed',
      'retry: removed',
      'retry.budget: removed',
      'retry.backoff: none',
      'bulkhead: removed',
      'bulkhead.waitingMax: 7 -> 0',
      'policy[3].timeout: removed',
    ])
  })

  test('a policy is taken away with its place', () => {
    expect(policyWithout('policy[0].timeout').map(({ kind }) => kind)).toEqual(['retry', 'bulkhead', 'timeout'])
    expect(policyWithout('policy[3].timeout').map(({ kind }) => kind)).toEqual(['timeout', 'retry', 'bulkhead'])
  })

  test('a part is taken away alone', () => {
    expect(policyWithout('retry.budget')[1]).toEqual({
      kind: 'retry',
      retriesMax: 2,
      retryOn: ['failed', 'timeout'],
      backoff: { kind: 'exponential', baseMs: 10, capMs: 50 },
    })
    expect(policyWithout('retry.backoff')[1]).toMatchObject({ backoff: { kind: 'none' }, budget: { size: 5 } })
    expect(policyWithout('bulkhead.waitingMax')[2]).toMatchObject({ inFlightMax: 5, waitingMax: 0 })
  })
})

test('elements of a queue arm are those of its consumers and those of the queue', () => {
  const suite = storm({
    arms: {
      queue: {
        style: 'queue',
        broker: { depthMax: 100, deliveriesMax: 3, messageTtlMs: 500, leaseMs: 200 },
        consumers: { concurrency: 4, policy: [{ kind: 'timeout', timeoutMs: 100 }] },
        redelivery: { backoff: { kind: 'exponential', baseMs: 10, capMs: 50 } },
        redrive: { atMs: 3000 },
      },
    },
  })
  const elements = armElements(suite, 'queue')
  expect(shown(elements)).toEqual([
    'timeout: removed',
    'broker.depthMax: 100 -> 10000000',
    'broker.deliveriesMax: 3 -> 1',
    'broker.messageTtlMs: removed',
    'broker.leaseMs: removed',
    'redelivery.backoff: none',
    'redrive: removed',
  ])
  const { armSpec } = cellOf(elements[4]!.without(suite), 'queue')
  expect(armSpec).toMatchObject({ broker: { depthMax: 100, deliveriesMax: 3, messageTtlMs: 500 } })
  expect(armSpec.style === 'queue' && 'leaseMs' in armSpec.broker).toBe(false)
})

test('an arm that is no more than its target has no element', () => {
  expect(armElements(storm({ arms: { bare: { style: 'rpc' } } }), 'bare')).toEqual([])
})

describe('elements of a target', () => {
  const workers = { model: 'workers', slots: 2, service: { kind: 'constant', ms: 10 } } as const

  test('are what protects it, each set back to its default', () => {
    const target = {
      ...workers,
      discipline: 'codel',
      codel: {},
      expiry: 'cancel',
      queueMax: 40,
      queueMaxMs: 100,
    } as const
    const elements = targetElements(storm({ target }))
    expect(shown(elements)).toEqual([
      'target.discipline: codel -> fifo',
      'target.expiry: cancel -> ignore',
      'target.queueMax: 40 -> 10000',
      'target.queueMaxMs: removed',
    ])
    const [plain] = elements.map(({ without }) => without(storm({ target })).target)
    expect(plain).toMatchObject({ ...workers, discipline: 'fifo', expiry: 'cancel', queueMax: 40, queueMaxMs: 100 })
    expect(plain).not.toHaveProperty('codel')
  })

  test('are none where all is default', () => {
    expect(targetElements(storm({ target: workers }))).toEqual([])
  })

  test('of a chain are those of its tiers and its leaf', () => {
    const policy = [{ kind: 'retry', retriesMax: 1 } as const]
    const tier = { slots: 9, service: { kind: 'constant', ms: 1 } as const, policy, queueMax: 5 }
    const target = { model: 'chain' as const, tiers: [tier], leaf: { ...workers, queueMax: 40 } }
    expect(shown(targetElements(storm({ target })))).toEqual([
      'target.tiers[0].retry: removed',
      'target.tiers[0].queueMax: 5 -> 10000',
      'target.leaf.queueMax: 40 -> 10000',
    ])
  })
})
