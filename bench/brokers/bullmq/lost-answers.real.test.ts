import type { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { BrokerSpec, Settlement } from '../../queue/broker.ts'
import { whyNotHere } from '../contract.testing.ts'
import { Desk, DONE } from '../desk.testing.ts'
import type { BrokerConnection, RunQueue } from '../driver.ts'
import { freePort } from '../free-port.testing.ts'
import { bullmqDriver } from './driver.ts'
import { BullmqTestServer, canStartRedis, Detour } from './server.testing.ts'

const IDS = [0, 1, 2, 3, 4, 5, 6, 7]
const DEAD: Settlement = { kind: 'dead', reason: 'poison' }

// Its client must be there as well.
const why = await whyNotHere(bullmqDriver)

describe.runIf(why === undefined && canStartRedis)('bullmq, when what Redis says is lost with the connection:', () => {
  let redis: BullmqTestServer
  /** Connects directly, not through the proxy. */
  let admin: Redis
  let detour: Detour
  let server: BrokerConnection
  let queue: RunQueue
  let desk: Desk
  beforeAll(async () => {
    redis = new BullmqTestServer(await freePort())
    await redis.start()
    const client = await import('ioredis')
    admin = new client.Redis({ host: '127.0.0.1', port: redis.port })
  })
  afterAll(async () => {
    await admin.quit()
    await redis.kill()
  })
  beforeEach(async () => {
    detour = new Detour(redis.port)
    await detour.open()
    server = await bullmqDriver.connect({ url: detour.url, storage: undefined })
  })
  afterEach(async () => {
    await desk.remove()
    await server.close()
    await detour.cut()
  })

  const setUp = async (spec: Partial<BrokerSpec> = {}) => {
    queue = await server.open({ depthMax: 1000, deliveriesMax: 4, ...spec })
    desk = new Desk(queue)
  }
  /** Number of dead letters in Redis. */
  const failed = () => admin.zcard(`${queue.queueName}:jobs:failed`)
  const untilFailed = async (count: number) => {
    while ((await failed()) < count) await desk.passed(5)
  }
  const kinds = () => desk.incidents.map((line) => line.split(' ', 1)[0])
  /** All messages are with handlers; what settles them, in order. */
  const atWork = async () => {
    const settles: ((settlement: Settlement) => void)[] = []
    desk.broker.consume(IDS.length, ({ message: { id }, deliveries }, settle) => {
      desk.note(`take #${id} (${deliveries})`)
      settles[id] = settle
    })
    for (const id of IDS) desk.publish(id)
    await desk.until(() => desk.count('take') === IDS.length && desk.count('accepted') === IDS.length)
    return settles
  }
  const outage = async () => {
    await detour.cut()
    await desk.until(() => kinds().includes('down'))
    await detour.open()
    await desk.until(() => kinds().includes('up'))
  }
  const reported = () => desk.log.filter((line) => line.startsWith('dead')).toSorted()

  /** All messages are done, and Redis knows it. */
  const untilCompleted = async () => {
    while ((await admin.llen(`${queue.queueName}:jobs:active`)) > 0) await desk.passed(5)
  }

  test('a queue whose run is just connecting again is not cleaned away', async () => {
    await setUp()
    const other = await bullmqDriver.connect({ url: `redis://127.0.0.1:${redis.port}`, storage: undefined })
    for (const id of IDS) await desk.published(id)
    await detour.cut()
    await detour.open()
    expect(await other.clean()).toEqual({ removed: [], inUse: [queue.queueName] })
    await other.close()
    desk.consume(1, () => DONE)
    await desk.until(() => desk.count('take') === IDS.length)
  })

  test('it is no incident that Redis has already completed a job', async () => {
    await setUp()
    const settles = await atWork()
    detour.loseAnswers()
    for (const settle of settles) settle(DONE)
    await untilCompleted()
    await outage()
    await desk.quiet()
    expect(kinds()).toEqual(['down', 'up'])
    await desk.published(99)
    await desk.until(() => desk.log.includes('take #99 (1)'))
    expect([desk.count('take'), desk.count('dead')]).toEqual([IDS.length + 1, 0])
  })

  test('a job that was done and lost its lock in an outage is completed when it comes again', async () => {
    await setUp()
    const settles = await atWork()
    await outage()
    // The recovery after the outage is done by then.
    await desk.quiet()
    const jobs = await admin.lrange(`${queue.queueName}:jobs:active`, 0, -1)
    await admin.del(jobs.map((job) => `${queue.queueName}:jobs:${job}:lock`))
    for (const settle of settles) settle(DONE)
    await desk.quiet()
    desk.incidents.length = 0
    await outage()
    await untilCompleted()
    await desk.quiet()
    expect([desk.count('take'), kinds()]).toEqual([IDS.length, ['down', 'up']])
    desk.broker.destroy()
    expect(await queue.remaining()).toBe(0)
  })

  test('a done job that Redis has lost without an outage is reported', async () => {
    await setUp()
    const settles = await atWork()
    await admin.flushdb()
    settles[0]!(DONE)
    await desk.until(() => desk.incidents.length > 0)
    expect(desk.incidents[0]).toMatch(/^failed Missing key for job /)
  })

  test('the run gets a report of each dead letter once, and can take each once and in order', async () => {
    await setUp()
    const settles = await atWork()
    detour.loseAnswers()
    for (const settle of settles) settle(DEAD)
    await untilFailed(IDS.length)
    expect(reported()).toEqual([])
    await outage()
    await desk.until(() => desk.count('dead') >= IDS.length)
    await desk.quiet()
    expect(reported()).toEqual(IDS.map((id) => `dead #${id} poison`))
    expect(desk.broker.stats()).toMatchObject({ ready: 0, inFlight: 0, dead: IDS.length })
    expect([...(await desk.takeDead(5)), ...(await desk.takeDead(5))]).toEqual(IDS)
    expect(kinds()).toEqual(['down', 'up'])
  })

  test('a dead letter that is taken at once was reported before, and is not reported again', async () => {
    await setUp()
    const settles = await atWork()
    detour.loseAnswers()
    for (const settle of settles) settle(DEAD)
    await untilFailed(IDS.length)
    await outage()
    const taken = await desk.takeDead(100)
    expect(taken).toEqual(IDS)
    expect(desk.count('dead')).toBe(IDS.length)
    await desk.quiet()
    expect(reported()).toEqual(IDS.map((id) => `dead #${id} poison`))
    expect(desk.broker.stats().dead).toBe(IDS.length)
  })

  test('dead letters that Redis has lost meanwhile are reported once too, and are not among the lost messages', async () => {
    await setUp()
    const settles = await atWork()
    detour.loseAnswers()
    for (const settle of settles) settle(DEAD)
    await untilFailed(IDS.length)
    await admin.flushdb()
    await outage()
    await desk.until(() => desk.count('dead') >= IDS.length)
    await desk.quiet()
    expect(reported()).toEqual(IDS.map((id) => `dead #${id} poison`))
    expect(desk.incidents.filter((line) => line.includes('came back without'))).toEqual([])
    expect(await desk.takeDead(100)).toEqual([])
  })

  test('a burial that did not reach Redis is repeated or decided again, once', async () => {
    await setUp()
    const settles = await atWork()
    detour.loseRequests()
    for (const settle of settles) settle(DEAD)
    await desk.passed(50)
    expect(await failed()).toBe(0)
    await outage()
    await desk.until(() => {
      const again = desk.log.filter((line) => /^take #\d \(2\)$/.test(line)).map((line) => Number(line[6]))
      for (const id of again) settles[id]?.(DEAD)
      return desk.count('dead') >= IDS.length
    })
    await desk.quiet()
    expect(reported()).toEqual(IDS.map((id) => `dead #${id} poison`))
    expect(await failed()).toBe(IDS.length)
    expect(desk.broker.stats()).toMatchObject({ ready: 0, inFlight: 0, dead: IDS.length })
  })

  test('dead letters are taken once each and in order, whenever the connection is lost', async () => {
    await setUp()
    const settles = await atWork()
    for (const settle of settles) settle(DEAD)
    await desk.until(() => desk.count('dead') === IDS.length)
    const taken: number[] = []
    for (let round = 0; taken.length < IDS.length; round++) {
      const some = desk.takeDead(3)
      if (round % 2 === 0) {
        await desk.passed(round / 4)
        detour.loseAnswers()
        await desk.passed(10)
        desk.incidents.length = 0
        await outage()
      }
      taken.push(...(await some))
    }
    expect(taken).toEqual(IDS)
    expect(await desk.takeDead(100)).toEqual([])
    expect(await failed()).toBe(0)
  })

  test('the outcome of a sent message is unknown, and one that could not be sent is unsent', async () => {
    await setUp()
    await desk.published(1)
    detour.loseAnswers()
    desk.publish(2)
    await desk.passed(50)
    await detour.cut()
    await desk.until(() => kinds().includes('down'))
    await desk.published(3)
    expect(desk.log).toEqual(['accepted #1', 'unknown #2', 'unsent #3'])
    expect(desk.broker.stats()).toMatchObject({ ready: 1, depthMax: 1 })
    await detour.open()
    await desk.until(() => kinds().includes('up'))
    desk.broker.destroy()
    // Redis had got the second.
    expect(await queue.remaining()).toBe(2)
  })
})
