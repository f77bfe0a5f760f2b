import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BrokerSpec } from '../../queue/broker.ts'
import { contract, whyNotHere } from '../contract.testing.ts'
import { Desk, DONE } from '../desk.testing.ts'
import type { BrokerConnection } from '../driver.ts'
import { freePort } from '../free-port.testing.ts'
import { bullmqDriver } from './driver.ts'
import { BullmqTestServer, canStartRedis, Detour } from './server.testing.ts'

const REDIS_PORT = 6379

const why = await whyNotHere(bullmqDriver)
contract(bullmqDriver, why)

const connect = (url?: string) => bullmqDriver.connect({ url, storage: undefined })
const open = async (server: BrokerConnection, spec: Partial<BrokerSpec> = {}) =>
  new Desk(await server.open({ depthMax: 5000, deliveriesMax: 4, ...spec }))

describe('bullmq says why it cannot connect:', () => {
  test('nobody listens', async () => {
    const port = await freePort()
    await expect(connect(`redis://me:secret@127.0.0.1:${port}`)).rejects.toThrow(
      `bullmq: cannot use redis://127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}. To start one here: sudo`,
    )
  })

  test('a name that is none', async () => {
    await expect(connect('redis://no-such-host.invalid')).rejects.toThrow(
      /cannot use redis:\/\/no-such-host.invalid: getaddrinfo/,
    )
  })

  test('the database is no number', async () => {
    await expect(connect('redis://127.0.0.1/first')).rejects.toThrow('must be the number of a database')
  })

  test.runIf(why === undefined)('a password that it does not need, a user that it does not know', async () => {
    await expect(connect(`redis://:se%20cret@127.0.0.1`)).rejects.toThrow(/: a password was given, but it has none$/)
    const refused = await connect('redis://nobody:se%20cret@127.0.0.1').catch((error: Error) => error)
    expect(refused).toMatchObject({ name: 'CannotRunError', message: expect.stringContaining('it refuses the user') })
    expect((refused as Error).message).not.toMatch(/se(%20| )cret|nobody/)
  })

  test.runIf(canStartRedis)('a password that is wrong, or missing', async () => {
    const redis = new BullmqTestServer(await freePort(), ['--requirepass', 'right'])
    await redis.start()
    try {
      const at = `127.0.0.1:${redis.port}`
      await expect(connect(`redis://:wrong@${at}`)).rejects.toThrow(/: it refuses the user or the password$/)
      await expect(connect(`redis://${at}`)).rejects.toThrow(`${at}: it asks for a password`)
      const server = await connect(`redis://:right@${at}/3`)
      expect(server.info.server).toMatch(/^Redis \d/)
      await server.close()
    } finally {
      await redis.kill()
    }
  })
})

describe.runIf(why === undefined)('bullmq:', () => {
  let server: BrokerConnection
  const desks: Desk[] = []
  beforeEach(async () => {
    server = await connect()
  })
  afterEach(async () => {
    for (const desk of desks.splice(0)) await desk.remove()
    await server.close()
  })
  const setUp = async (from: BrokerConnection = server, spec: Partial<BrokerSpec> = {}) => {
    const desk = await open(from, spec)
    desks.push(desk)
    return desk
  }
  /** Opens a queue; its name is the one that is in use and was not before. */
  const named = async (from: BrokerConnection) => {
    const before = (await server.clean()).inUse
    const desk = await setUp(from)
    await desk.published(1)
    const [name = '', ...others] = (await server.clean()).inUse.filter((used) => !before.includes(used))
    expect(others).toEqual([])
    return { desk, name }
  }

  test('one more than the window is full', async () => {
    const desk = await setUp()
    const { confirmWindow } = server.info
    for (let id = 0; id <= confirmWindow!; id++) desk.publish(id)
    expect(desk.log).toEqual([`full #${confirmWindow}`])
    await desk.until(() => desk.count('accepted') === confirmWindow)
    await desk.published(5000)
    expect(desk.log.at(-1)).toBe('accepted #5000')
  })

  test('a job that is not of this driver is put aside', async () => {
    const { desk, name } = await named(server)
    const { Queue } = await import('bullmq')
    const { Redis } = await import('ioredis')
    const connection = new Redis({ host: '127.0.0.1', port: REDIS_PORT })
    const queue = new Queue('jobs', { connection, prefix: name })
    await queue.add('strange', { id: 7, intendedMs: 7 })
    await queue.add('m', { id: 'seven' })
    await queue.close()
    connection.disconnect()
    desk.consume(1, () => DONE)
    await desk.published(2)
    await desk.until(() => desk.count('take') === 2)
    expect(desk.taken()).toEqual(['take #1 (1)', 'take #2 (1)'])
    expect(desk.incidents).toEqual([
      expect.stringMatching(/^foreign job \d+ named "strange" was removed$/),
      expect.stringMatching(/^foreign job \d+ named "m" was removed$/),
    ])
  })

  test('clean removes the queue of a run whose connections were cut, and leaves what is in use', async () => {
    const detour = new Detour(REDIS_PORT)
    await detour.open()
    const far = await connect(detour.url)
    const { desk, name } = await named(far)
    const { name: used } = await named(server)
    await detour.cut()
    const removed: string[] = []
    let looked = false
    const look = async () => {
      removed.push(...(await server.clean()).removed)
      looked = true
    }
    while (!removed.includes(name)) {
      looked = false
      void look()
      await desk.until(() => looked)
    }
    const after = await server.clean()
    expect([removed.includes(used), after.inUse.includes(used), after.inUse.includes(name)]).toEqual([
      false,
      true,
      false,
    ])
    await detour.open()
    await desk.remove()
    await far.close()
    await detour.cut()
  })

  test('a connection that is cut: down and up once, nothing that was confirmed is lost, and all goes on', async () => {
    const detour = new Detour(REDIS_PORT)
    await detour.open()
    const far = await connect(detour.url)
    const desk = await setUp(far, { deliveriesMax: 1000 })
    const ends = new Map<number, number>()
    let open: (() => void)[] = []
    desk.broker.consume(3, ({ message: { id } }, settle) => {
      open.push(() => {
        ends.set(id, (ends.get(id) ?? 0) + 1)
        settle(DONE)
      })
    })
    for (let id = 0; id < 300; id++) desk.publish(id)
    await desk.until(() => desk.count('accepted') === 300 && open.length === 3)
    await detour.cut()
    await desk.until(() => desk.incidents.length === 1)
    // One of its two connections may be lost a moment before the other.
    await desk.until(() => {
      desk.publish(1000)
      return desk.log.at(-1) === 'unsent #1000'
    })
    // Settled while Redis cannot be reached.
    open[0]!()
    await desk.passed(500)
    await detour.open()
    await desk.until(() => desk.incidents.length === 2)
    const settleAll = () => {
      const settles = open
      open = []
      for (const settle of settles) settle()
    }
    open.shift()
    await desk.published(301)
    await desk.until(() => {
      settleAll()
      return ends.size === 301
    })
    await desk.quiet()
    settleAll()
    expect(desk.incidents.map((line) => line.split(' ')[0])).toEqual(['down', 'up'])
    expect(desk.broker.stats()).toMatchObject({ ready: 0, delayed: 0, inFlight: 0, dead: 0 })
    await desk.remove()
    await far.close()
    await detour.cut()
  })
})
