import { type AddressInfo, createServer, type Socket } from 'node:net'
import { connect } from 'amqplib'
import { afterEach, describe, expect, test } from 'vitest'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import { ConfigError } from '../../core/config-error.ts'
import type { BrokerSpec } from '../../queue/broker.ts'
import { contract, whyNotHere } from '../contract.testing.ts'
import { Desk, DONE } from '../desk.testing.ts'
import type { BrokerConnection } from '../driver.ts'
import { freePort } from '../free-port.testing.ts'
import { rabbitmqDriver } from './driver.ts'
import { LADDER_MS, nearestDelayMs } from './names.ts'
import { CuttableWay } from './proxy.testing.ts'
import type { RabbitmqRunQueue } from './run-queue.ts'

const PORT = 5672
const SPEC: BrokerSpec = { depthMax: 10_000, deliveriesMax: 4 }

const why = await whyNotHere(rabbitmqDriver)
contract(rabbitmqDriver, why)

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step()
})

/** Returns the error of a connection that fails. */
async function failure(url: string): Promise<Error> {
  return rabbitmqDriver.connect({ url, storage: undefined }).then(
    () => new Error('it connected'),
    (error: Error) => error,
  )
}

async function serverAt(port: number, storage = 'quorum'): Promise<BrokerConnection> {
  const server = await rabbitmqDriver.connect({ url: `amqp://127.0.0.1:${port}`, storage })
  undo.push(() => server.close())
  return server
}

async function deskOn(server: BrokerConnection, spec: Partial<BrokerSpec> = {}) {
  const queue = await server.open({ ...SPEC, ...spec })
  const desk = new Desk(queue)
  undo.push(() => desk.remove())
  return { desk, names: (queue as RabbitmqRunQueue).names }
}

describe('rabbitmq, without a broker:', () => {
  test('without a server the error names the address and a command', async () => {
    const port = await freePort()
    const error = await failure(`amqp://somebody:s3cret@127.0.0.1:${port}/place?x=y`)
    expect(error).toBeInstanceOf(CannotRunError)
    expect(error.message).toContain(
      `cannot use amqp://127.0.0.1:${port}/place: connection refused. To start one here: `,
    )
    expect(error.message).not.toMatch(/s3cret|somebody/)
  })

  test('a server that accepts and then is silent is given up', async () => {
    const sockets: Socket[] = []
    const server = createServer((socket) => sockets.push(socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const error = await failure(`amqp://127.0.0.1:${(server.address() as AddressInfo).port}`)
    expect(error.message).toContain(': no answer. ')
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })

  test('another protocol or storage is an error of the configuration', async () => {
    expect(await failure('http://127.0.0.1')).toBeInstanceOf(ConfigError)
    await expect(rabbitmqDriver.connect({ url: undefined, storage: 'stream' })).rejects.toThrow(
      'must be one of quorum, classic for rabbitmq, got "stream"',
    )
  })
})

test('rabbitmq: each delay up to a day has one on the ladder within 10 %, or within 1.5 ms', () => {
  for (let delayMs = 0.1; delayMs <= 86_400_000; delayMs *= 1.01) {
    const nearestMs = nearestDelayMs(delayMs)
    expect(LADDER_MS).toContain(nearestMs)
    expect(Math.abs(nearestMs - delayMs)).toBeLessThanOrEqual(Math.max(1.5, delayMs * 0.1))
  }
})

describe.runIf(why === undefined)('rabbitmq:', () => {
  test('a wrong password is reported without the password', async () => {
    const error = await failure(`amqp://somebody:s3cret@127.0.0.1:${PORT}`)
    expect(error).toBeInstanceOf(CannotRunError)
    expect(error.message).toBe(
      `rabbitmq: cannot use amqp://127.0.0.1:${PORT}: the user or password is wrong, or may not be used from this host`,
    )
  })

  test('a missing virtual host is reported, as it is written in the URL', async () => {
    const error = await failure(`amqp://guest:guest@127.0.0.1:${PORT}/no%2fsuch`)
    expect(error).toBeInstanceOf(CannotRunError)
    expect(error.message).toBe(`rabbitmq: cannot use amqp://127.0.0.1:${PORT}/no%2fsuch: there is no such virtual host`)
  })

  test('a report says which server, client and storage it was', async () => {
    const { info } = await serverAt(PORT, 'classic')
    expect(info.server).toMatch(/^RabbitMQ \d+\.\d+\.\d+/)
    expect(info.client).toMatch(/^amqplib 2\./)
    expect([info.storage, info.confirmWindow]).toEqual(['classic durable queue', 1000])
  })

  test('a foreign message is put aside and reported', async () => {
    const { desk, names } = await deskOn(await serverAt(PORT))
    const other = await connect(`amqp://127.0.0.1:${PORT}`)
    undo.push(() => other.close())
    const channel = await other.createConfirmChannel()
    channel.sendToQueue(names.main, Buffer.from('somebody else'))
    channel.sendToQueue(names.main, Buffer.alloc(24))
    await channel.waitForConfirms()
    await desk.published(1)
    desk.consume(1, () => DONE)
    await desk.until(() => desk.count('take') === 1)
    expect(desk.taken()).toEqual(['take #1 (1)'])
    expect(desk.incidents).toEqual([
      `foreign a message of 13 bytes in ${names.main}`,
      `foreign a message of 24 bytes in ${names.main}`,
    ])
  })

  test('with a full window of unconfirmed messages the next is refused', async () => {
    const { desk } = await deskOn(await serverAt(PORT))
    for (let id = 0; id < 1001; id++) desk.publish(id)
    expect(desk.log).toEqual(['full #1000'])
    await desk.until(() => desk.count('accepted') === 1000)
  })

  test.each(['quorum', 'classic'])('a run with %s queues survives that its connection is cut', async (storage) => {
    const way = await CuttableWay.open(PORT)
    undo.push(() => way.close())
    const { desk } = await deskOn(await serverAt(way.port, storage))
    const settles = new Map<string, () => void>()
    desk.broker.consume(3, ({ message: { id }, deliveries }, settle) => {
      desk.note(`take #${id} (${deliveries})`)
      if (id < 3) settles.set(`${id} ${deliveries}`, () => settle(DONE))
      else settle(DONE)
    })
    for (const id of [1, 2]) await desk.published(id)
    await desk.until(() => settles.size === 2)
    way.cut()
    desk.publish(3)
    await desk.until(() => desk.log.includes('unknown #3'))
    // Its delivery is gone and cannot be acknowledged, so it comes again.
    settles.get('1 1')!()
    await desk.until(() => settles.has('1 2') && settles.has('2 2'))
    for (const settle of settles.values()) settle()
    await desk.published(4)
    await desk.until(() => desk.log.includes('take #4 (1)') && desk.broker.stats().inFlight === 0)
    await desk.quiet()
    expect(desk.incidents.map((incident) => incident.split(' ')[0])).toEqual(['down', 'up'])
    expect(desk.taken().filter((line) => !line.includes('#3'))).toEqual(
      expect.arrayContaining(['take #1 (1)', 'take #2 (1)', 'take #1 (2)', 'take #2 (2)', 'take #4 (1)']),
    )
    expect(desk.broker.stats()).toMatchObject({ ready: 0, delayed: 0, inFlight: 0, dead: 0 })
    expect(await desk.takeDead(10)).toEqual([])
  })
})
