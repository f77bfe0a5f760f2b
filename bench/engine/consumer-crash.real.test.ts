import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { driverOf } from '../brokers/catalogue.ts'
import { whyNotHere } from '../brokers/contract.testing.ts'
import { cellsOf } from '../cell.ts'
import { parseSuite } from '../parse-suite.ts'
import { BrokerHost } from './broker-host.ts'
import { runReal } from './real.ts'
import { TargetHost } from './target-host.ts'

/** The first that is here; what each broker does by itself is tested beside the drivers. */
const KINDS = ['nats', 'rabbitmq'] as const
const reasons = await Promise.all(KINDS.map(async (kind) => whyNotHere(await driverOf(kind))))
const kind = KINDS.find((_, i) => reasons[i] === undefined)
if (kind === undefined) console.warn(`not tested: ${reasons.join('; ')}`)

describe.runIf(kind !== undefined)('with a broker:', () => {
  const target = createServer((_, response) => response.end('fine'))
  const targets = new TargetHost()
  const brokers = new BrokerHost()
  beforeAll(async () => {
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    await Promise.all([targets.close(), brokers.close()])
    target.close()
  })

  test('a run whose consumer is killed completes every message, those that were held too', async () => {
    const { port } = target.address() as AddressInfo
    const [cell] = cellsOf(
      parseSuite({
        name: 'crash',
        question: 'What comes back?',
        target: { url: `http://127.0.0.1:${port}/` },
        load: '1s@100',
        validity: { dispatchLateMaxMs: 20_000, dispatchDelayP99MaxMs: 20_000, eventLoopDelayP99MaxMs: 20_000 },
        arms: {
          queue: {
            style: 'queue',
            broker: { kind, depthMax: 1000, deliveriesMax: 9, leaseMs: 1200 },
            consumers: { concurrency: 4, crash: { atMs: 800, holding: 3 } },
          },
        },
      }),
    )
    await targets.prepare(cell!.target)
    await brokers.prepare(cell!)
    const { status, phases, broker } = await runReal(cell!, targets, { repeat: 1, brokers })
    const { requests, outcomes } = phases[0]!
    const { held, cameBack } = broker!.consumerCrash!
    expect([status, requests, outcomes.ok, broker!.seen.lost, cameBack]).toEqual(['valid', 100, 100, 0, held])
    expect(held).toBeGreaterThan(0)
  })
})
