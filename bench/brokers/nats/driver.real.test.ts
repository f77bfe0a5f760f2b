import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { connect } from '@nats-io/transport-node'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import { contract, whyNotHere } from '../contract.testing.ts'
import { DONE } from '../desk.testing.ts'
import type { BrokerConnection } from '../driver.ts'
import { freePort } from '../free-port.testing.ts'
import { natsDriver } from './driver.ts'
import type { NatsRunQueue } from './run-queue.ts'
import { connectTo, cuttable, deskOn, SPEC } from './server.testing.ts'

const USUAL_PORT = 4222
const why = await whyNotHere(natsDriver)
contract(natsDriver, why)

test('no broker: the error names the address and a command that starts one', async () => {
  const port = await freePort()
  const error = await connectTo(`nats://user:secret@127.0.0.1:${port}`).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(CannotRunError)
  expect(String(error)).toMatch(`cannot use nats://127.0.0.1:${port}: connection refused. To start one here: `)
  expect(String(error)).not.toContain('secret')
})

test('something that is no NATS server: the error says so, and no connection is left open', async () => {
  const other = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.write('220 welcome\r\n')
  })
  other.listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await expect(connectTo(`nats://127.0.0.1:${port}`)).rejects.toThrow('it is not a NATS server')
  // Would wait for ever for a connection that is open.
  await new Promise((resolve) => other.close(resolve))
})

describe.runIf(why === undefined)('nats:', () => {
  let server: BrokerConnection
  beforeAll(async () => {
    server = await natsDriver.connect({ url: undefined, storage: 'memory' })
  })
  afterAll(() => server.close())

  test('it reports its server, client and storage', () => {
    expect(server.info).toMatchObject({ kind: 'nats', storage: 'JetStream, memory', confirmWindow: 1000 })
    expect([server.info.server, server.info.client].join()).toMatch(
      /^nats-server \d+\.\d+\.\d+.*,@nats-io\/jetstream \d+\.\d+\.\d+/,
    )
  })

  test('a foreign message is put aside and reported; no handler gets it', async () => {
    const { desk, names } = await deskOn(server)
    desk.consume(1, () => DONE)
    const other = await connect()
    for (const text of ['hello', '', '{"id":"7"}']) other.publish(names.workSubject, text)
    await other.flush()
    await other.close()
    await desk.until(() => desk.incidents.length === 3)
    await desk.published(1)
    await desk.until(() => desk.count('take') === 1)
    expect(desk.incidents.map((line) => line.split(' ')[0])).toEqual(['foreign', 'foreign', 'foreign'])
    expect(desk.taken()).toEqual(['take #1 (1)'])
  })

  test('messages beyond the window of unconfirmed ones are refused', async () => {
    const { desk } = await deskOn(server)
    for (let id = 0; id < 1003; id++) desk.publish(id)
    expect(desk.log).toEqual(['full #1000', 'full #1001', 'full #1002'])
    // The broker may never hold an unconfirmed message.
    expect(desk.broker.stats().depthMax).toBe(0)
    await desk.until(() => desk.count('accepted') === 1000)
    expect(desk.broker.stats().depthMax).toBe(1000)
  })

  test('the last delivery still decides after its lease: done is no dead letter, retry is one', async () => {
    const { desk } = await deskOn(server, { leaseMs: 500, deliveriesMax: 1 })
    desk.broker.consume(2, ({ message: { id } }, settle) => {
      desk.note(`take #${id}`)
      const late = () => settle(id === 1 ? DONE : { kind: 'retry', delayMs: 0, reason: 'late' })
      desk.clock.at(desk.clock.nowMs() + 1300, late)
    })
    for (const id of [1, 2]) desk.publish(id)
    await desk.until(() => desk.count('dead') === 1 && desk.broker.stats().inFlight === 0)
    await desk.quiet()
    expect(desk.log.slice(-1)).toEqual(['dead #2 deliveries (late)'])
    expect(desk.count('take')).toBe(2)
    expect(await desk.takeDead(5)).toEqual([2])
    expect(desk.incidents).toEqual([])
  })

  test('what remains: waiting, delayed and not settled, no dead letters; 0 without the stream, an error without a server', async () => {
    const { desk, queue, names } = await deskOn(server)
    desk.broker.consume(4, ({ message: { id } }, settle) => {
      desk.note(`take #${id}`)
      if (id === 1) settle({ kind: 'retry', delayMs: 60_000 })
      else if (id === 2) settle({ kind: 'dead', reason: 'poison' })
      else if (id >= 7) settle(DONE)
    })
    for (const id of [1, 2, 7, 8, 3, 4, 5, 6, 9]) desk.publish(id)
    await desk.until(() => desk.count('take') === 8 && desk.count('dead') === 1 && desk.count('accepted') === 9)
    desk.broker.destroy()
    expect(await queue.remaining()).toBe(6)
    const other = await connect()
    await other.request(`$JS.API.STREAM.DELETE.${names.work}`)
    await other.close()
    expect(await queue.remaining()).toBe(0)
    const closed = await connectTo(`nats://127.0.0.1:${USUAL_PORT}`)
    const unasked = await closed.open(SPEC)
    await unasked.remove()
    await closed.close()
    await expect(unasked.remaining()).rejects.toThrow('could not be counted: ')
  })

  test('a handler that throws is reported, and the connection survives', async () => {
    const { desk } = await deskOn(server)
    desk.broker.consume(2, ({ message }, settle) => {
      desk.note(`take #${message.id}`)
      if (message.id === 1) throw new Error('oh')
      settle(DONE)
    })
    for (const id of [1, 2]) desk.publish(id)
    await desk.until(() => desk.count('take') === 2)
    expect(desk.incidents.length).toBe(1)
    expect(desk.incidents[0]).toMatch('failed a handler threw Error: oh')
  })

  test('clean removes the streams of a run that was cut off, and leaves those in use', async () => {
    const way = await cuttable(USUAL_PORT)
    const gone = await connectTo(way.url)
    const leftover = (await gone.open(SPEC)) as NatsRunQueue
    const live = await deskOn(server)
    await live.desk.published(1)
    const before = await server.clean()
    expect(before.inUse).toEqual(expect.arrayContaining([leftover.names.work, leftover.names.dead, live.names.work]))
    await way.close()
    await live.desk.quiet()
    const first = await server.clean()
    expect(first.removed).toEqual(expect.arrayContaining([leftover.names.work, leftover.names.dead]))
    expect(first.inUse).toEqual(expect.arrayContaining([live.names.work, live.names.dead]))
    live.desk.consume(1, () => DONE)
    await live.desk.until(() => live.desk.count('take') === 1)
    await gone.close()
  })

  test('a cut connection: down and up are reported once, open messages are unknown or come again, and all goes on', async () => {
    const way = await cuttable(USUAL_PORT)
    const cutOff = await connectTo(way.url)
    const { desk } = await deskOn(cutOff, { leaseMs: 1500 })
    onTestFinished(async () => {
      await desk.remove()
      await cutOff.close()
      await way.close()
    })
    desk.broker.consume(2, ({ message, deliveries }, settle) => {
      desk.note(`take #${message.id} (${deliveries})`)
      if (message.id > 1 || deliveries > 1) settle(DONE)
    })
    desk.publish(1)
    await desk.until(() => desk.count('take') === 1 && desk.count('accepted') === 1)
    way.cut()
    desk.publish(2)
    await desk.until(() => desk.incidents.length === 1)
    desk.publish(3)
    expect(desk.log.slice(-2)).toEqual(['unknown #2', 'unsent #3'])
    way.mend()
    await desk.until(() => desk.incidents.length === 2)
    await desk.until(() => desk.log.includes('take #1 (2)'))
    await desk.until(() => {
      desk.publish(4)
      return desk.log.includes('take #4 (1)')
    })
    expect(desk.incidents.map((line) => line.split(' ')[0])).toEqual(['down', 'up'])
  })
})
