import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CannotRunError } from '../core/cannot-run-error.ts'
import type { BrokerSpec } from '../queue/broker.ts'
import { deliveryLaws } from './delivery-laws.testing.ts'
import { Desk, DONE } from './desk.testing.ts'
import type { BrokerConnection, BrokerDriver } from './driver.ts'
import { limitLaws } from './limit-laws.testing.ts'

/** Kinds of brokers whose tests must not be skipped, from the environment: `rabbitmq,nats`. */
const REQUIRED = new Set((process.env.STORMBENCH_TEST_BROKERS ?? '').split(','))

/**
 * For tests: returns why a broker cannot be tested here. Undefined when it can. @throws Error when it must be tested,
 * or its driver has a fault.
 */
export async function whyNotHere(driver: BrokerDriver): Promise<string | undefined> {
  try {
    const server = await driver.connect({ url: undefined, storage: undefined })
    await server.close()
    return undefined
  } catch (error) {
    if (!(error instanceof CannotRunError) || REQUIRED.has(driver.kind)) throw error
    return error.message
  }
}

/**
 * For tests: the laws of every broker, with each of its kinds of storage, in real time. A test waits until a condition
 * holds. To show that something does not happen, it waits for a fixed time.
 */
export function contract(driver: BrokerDriver, why: string | undefined): void {
  if (why !== undefined) console.warn(`${driver.kind}: not tested, ${why}`)
  const title = `${driver.kind} (%s) keeps the contract:`
  describe.runIf(why === undefined).each(driver.storages)(title, { concurrent: true }, (storage) => {
    let server: BrokerConnection
    const desks: Desk[] = []
    beforeAll(async () => {
      server = await driver.connect({ url: undefined, storage })
    })
    afterAll(async () => {
      for (const desk of desks) await desk.remove()
      await server.close()
    })
    const setUp = async (spec: Partial<BrokerSpec> = {}) => {
      const desk = new Desk(await server.open({ depthMax: 1000, deliveriesMax: 4, ...spec }))
      desks.push(desk)
      return desk
    }

    deliveryLaws(setUp)
    limitLaws(setUp)

    test('clean leaves the queues that a run uses, and finds none after the run has removed them', async () => {
      const desk = await setUp()
      desk.consume(1, () => DONE)
      await desk.published(1)
      await desk.until(() => desk.count('take') === 1)
      await server.clean()
      await desk.published(2)
      await desk.until(() => desk.count('take') === 2)
      await desk.remove()
      const after = await server.clean()
      expect(after.removed.filter((name) => desk.queueName !== undefined && name.includes(desk.queueName))).toEqual([])
    })
  })
}
