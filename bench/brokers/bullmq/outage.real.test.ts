import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import type { BrokerSpec, Settlement } from '../../queue/broker.ts'
import { whyNotHere } from '../contract.testing.ts'
import { Desk, DONE } from '../desk.testing.ts'
import type { BrokerConnection } from '../driver.ts'
import { freePort } from '../free-port.testing.ts'
import { bullmqDriver } from './driver.ts'
import { BullmqTestServer, canStartRedis } from './server.testing.ts'

// Its client must be there as well.
const why = await whyNotHere(bullmqDriver)

describe.runIf(why === undefined && canStartRedis)('bullmq, when its Redis', () => {
  let redis: BullmqTestServer
  let server: BrokerConnection
  beforeEach(async () => {
    redis = new BullmqTestServer(await freePort())
    await redis.start()
    server = await bullmqDriver.connect({ url: `redis://127.0.0.1:${redis.port}`, storage: undefined })
  })
  afterEach(async () => {
    await server.close()
    await redis.kill()
  })
  const setUp = async (spec: Partial<BrokerSpec> = {}) =>
    new Desk(await server.open({ depthMax: 1000, deliveriesMax: 4, ...spec }))
  const kinds = (desk: Desk) => desk.incidents.map((line) => line.split(' ', 1)[0])

  test('is killed and comes back empty: lost messages take no room, and all goes on', async () => {
    const desk = await setUp({ depthMax: 100 })
    const settles: (() => void)[] = []
    let atOnce = false
    desk.broker.consume(2, ({ message }, settle) => {
      desk.note(`take #${message.id}`)
      if (atOnce) settle(DONE)
      else settles.push(() => settle(DONE))
    })
    for (let id = 0; id <= 100; id++) desk.publish(id)
    await desk.until(() => desk.count('accepted') === 100 && settles.length === 2)
    expect(desk.log).toContain('full #100')
    await redis.kill()
    await desk.until(() => kinds(desk).includes('down'))
    // The connection that it consumes on may be lost a moment before the one that it publishes on: until then the queue
    // is merely full.
    await desk.until(() => {
      desk.publish(200)
      return desk.log.at(-1) === 'unsent #200'
    })
    await redis.start()
    await desk.until(() => kinds(desk).includes('failed'))
    expect(desk.incidents.at(-1)).toBe('failed Redis came back without 98 of the messages it held')
    expect(kinds(desk)).toEqual(['down', 'up', 'failed'])
    atOnce = true
    for (const settle of settles) settle()
    for (let id = 300; id < 400; id++) desk.publish(id)
    await desk.until(() => desk.count('take #3') === 100)
    expect(desk.count('unsent')).toBe(1)
    expect(desk.broker.stats()).toMatchObject({ ready: 0, delayed: 0, inFlight: 0, dead: 0 })
    await desk.remove()
    expect(await server.clean()).toEqual({ removed: [], inUse: [] })
  })

  test('says how many messages it holds at the end: not those that are done or dead', async () => {
    const queue = await server.open({ depthMax: 1000, deliveriesMax: 4 })
    const desk = new Desk(queue)
    const settlements: Settlement[] = [DONE, { kind: 'dead', reason: 'poison' }, { kind: 'retry', delayMs: 60_000 }]
    desk.broker.consume(1, ({ message: { id } }, settle) => {
      desk.note(`take #${id}`)
      if (id < 3) settle(settlements[id]!)
    })
    for (let id = 0; id < 6; id++) await desk.published(id)
    await desk.until(() => desk.count('take') === 4)
    desk.broker.destroy()
    // One is delayed, one is being worked on, two wait.
    expect(await queue.remaining()).toBe(4)
    await redis.kill()
    await redis.start()
    expect(await queue.remaining()).toBe(0)
    await desk.remove()
  })

  test('gets the settlements made just before the end', async () => {
    const queue = await server.open({ depthMax: 1000, deliveriesMax: 4 })
    const desk = new Desk(queue)
    const settles: (() => void)[] = []
    desk.broker.consume(1, (_, settle) => settles.push(() => settle(DONE)))
    for (let id = 0; id < 3; id++) await desk.published(id)
    await desk.until(() => settles.length === 1)
    settles[0]!()
    desk.broker.destroy()
    expect(await queue.remaining()).toBe(2)
    await desk.remove()
  })

  test('has no memory left: messages are refused until it has, which is reported once', async () => {
    const desk = await setUp()
    const { Redis } = await import('ioredis')
    const admin = new Redis({ host: '127.0.0.1', port: redis.port })
    await desk.published(1)
    await admin.config('SET', 'maxmemory', '1')
    await desk.published(2)
    await desk.published(3)
    desk.consume(1, () => DONE)
    await desk.quiet()
    expect(desk.log).toEqual(['accepted #1', 'full #2', 'full #3'])
    await admin.config('SET', 'maxmemory', '0')
    await desk.until(() => desk.count('take') === 1)
    await desk.published(4)
    await desk.until(() => desk.count('take') === 2)
    expect(kinds(desk)).toEqual(['blocked', 'unblocked'])
    await admin.quit()
    await desk.remove()
  })

  test('is gone for good: removing a queue fails within seconds', async () => {
    const queue = await server.open({ depthMax: 10, deliveriesMax: 1 })
    const desk = new Desk(queue)
    desk.consume(1, () => DONE)
    await desk.published(1)
    await desk.until(() => desk.count('take') === 1)
    await redis.kill()
    desk.broker.destroy()
    await expect(queue.remaining()).rejects.toThrow(CannotRunError)
    await expect(desk.remove()).rejects.toThrow(CannotRunError)
    await expect(server.clean()).rejects.toThrow(CannotRunError)
  })
})
