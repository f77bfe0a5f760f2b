import { describe, expect, onTestFinished, test } from 'vitest'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import type { Settlement } from '../../queue/broker.ts'
import { addressOf } from '../client.ts'
import { Desk, DONE } from '../desk.testing.ts'
import { natsAccess } from './access.ts'
import { connectToNats } from './driver.ts'
import { NatsRunQueue } from './run-queue.ts'
import { canStartNats, connectTo, deskOn, NatsTestServer, SPEC } from './server.testing.ts'

describe.runIf(canStartNats)('nats, a server of our own:', () => {
  test('wrong credentials: the error says so and repeats none', async () => {
    const own = await NatsTestServer.start('-js', '--user', 'a', '--pass', 'right')
    onTestFinished(() => own.remove())
    for (const who of ['a:wrong-secret@', 'token-secret@', '']) {
      const error = await connectTo(`nats://${who}127.0.0.1:${own.port}`).catch((caught: unknown) => caught)
      expect(error).toBeInstanceOf(CannotRunError)
      expect(String(error)).toMatch('it refused the credentials, or asks for some')
      expect(String(error)).not.toMatch(/secret/)
    }
    await (await connectTo(`nats://a:right@127.0.0.1:${own.port}`)).close()
  })

  test('a server without JetStream is not one for us', async () => {
    const own = await NatsTestServer.start()
    onTestFinished(() => own.remove())
    await expect(connectTo(`nats://127.0.0.1:${own.port}`)).rejects.toThrow('JetStream is not enabled')
  })

  test.each(['stormbench-taken', 'stormbench-taken-dead'])(
    'a stream %s of another owner is reported, and left as it is',
    async (name) => {
      const own = await NatsTestServer.start('-js')
      onTestFinished(() => own.remove())
      const connection = await connectToNats(addressOf(natsAccess, `nats://127.0.0.1:${own.port}`))
      const { jsm, nc } = connection
      await jsm.streams.add({ name, subjects: ['other'], storage: 'file' })
      await nc.request('other', 'of somebody else')
      const before = await jsm.streams.info(name)
      await expect(NatsRunQueue.open(connection, SPEC, 'file', 'stormbench-taken')).rejects.toThrow(
        new CannotRunError(
          `nats: the server refused to make a queue: it has a stream ${name} already, which was left as it is`,
        ),
      )
      const { config, state } = await jsm.streams.info(name)
      expect([config, state]).toEqual([before.config, before.state])
      expect(await jsm.streams.names().next()).toEqual([name])

      await jsm.streams.delete(name)
      const queue = await NatsRunQueue.open(connection, SPEC, 'file', 'stormbench-taken')
      await queue.remove()
      await connection.close()
    },
  )

  test('file storage: after a kill all confirmed messages are there, and all goes on', async () => {
    const own = await NatsTestServer.start('-js')
    onTestFinished(() => own.remove())
    const server = await connectTo(`nats://127.0.0.1:${own.port}`, 'file')
    const { desk } = await deskOn(server, { leaseMs: 2000 })
    for (let id = 0; id < 100; id++) desk.publish(id)
    await desk.until(() => desk.count('accepted') === 100)
    await own.kill()
    await desk.until(() => desk.incidents.length === 1)
    await own.start()
    await desk.until(() => desk.incidents.length === 2)
    desk.consume(10, () => DONE)
    await desk.until(() => new Set(desk.taken()).size === 100)
    await desk.until(() => {
      desk.publish(100)
      return desk.log.includes('take #100 (1)')
    })
    expect(desk.incidents.map((line) => line.split(' ')[0])).toEqual(['down', 'up'])
    await desk.remove()
    await server.close()
  })

  test('memory: after a kill all messages are lost, which is reported once; the streams are recreated, and all goes on', async () => {
    const own = await NatsTestServer.start('-js')
    onTestFinished(() => own.remove())
    const server = await connectTo(`nats://127.0.0.1:${own.port}`, 'memory')
    const { desk, queue, names } = await deskOn(server)
    const held = new Map<number, (settlement: Settlement) => void>()
    desk.broker.consume(4, ({ message: { id }, deliveries }, settle) => {
      desk.note(`take #${id} (${deliveries})`)
      if (id === 0) settle({ kind: 'dead', reason: 'poison' })
      else held.set(id, settle)
    })
    for (const id of [1, 0, 2, 3, 4, 5, 6, 7]) desk.publish(id)
    await desk.until(() => held.size === 4 && desk.count('dead') === 1 && desk.count('accepted') === 8)
    await own.kill()
    await desk.until(() => desk.incidents.length === 1)
    desk.publish(10)
    held.get(2)!(DONE)
    await own.start()
    await desk.until(() => desk.incidents.length === 3)
    expect(desk.log.at(-1)).toBe('unsent #10')
    expect(desk.incidents.map((line) => line.split(' ')[0])).toEqual(['down', 'up', 'failed'])
    expect(desk.incidents[2]).toBe(
      `failed not in the server any more, and lost: ${names.work} with the 6 messages it held, of which 3 are being worked on; ${names.dead} with 1 dead letters`,
    )
    await desk.until(() => {
      if (!desk.log.includes('accepted #11')) desk.publish(11)
      return held.has(11)
    })
    expect(await desk.takeDead(5)).toEqual([])
    // 1 and 11 were both the first in their streams; nobody has settled 11.
    held.get(1)!(DONE)
    held.get(3)!({ kind: 'retry', delayMs: 0 })
    held.get(4)!({ kind: 'dead', reason: 'late poison' })
    await desk.until(() => desk.log.includes('dead #4 late poison'))
    expect(await desk.takeDead(5)).toEqual([4])
    await desk.quiet()
    expect(desk.broker.stats()).toMatchObject({ ready: 0, delayed: 0, inFlight: 1 })
    expect(desk.taken().at(-1)).toBe('take #11 (1)')
    desk.broker.destroy()
    expect(await queue.remaining()).toBe(1)
    expect(desk.incidents.length).toBe(3)
    await desk.remove()
    await server.close()
  })

  test('gone for good: counting and removing fail within seconds', async () => {
    const own = await NatsTestServer.start('-js')
    onTestFinished(() => own.remove())
    const server = await connectTo(`nats://127.0.0.1:${own.port}`)
    const queue = (await server.open(SPEC)) as NatsRunQueue
    const { names } = queue
    const desk = new Desk(queue)
    desk.consume(1, () => DONE)
    await desk.published(1)
    await desk.until(() => desk.count('take') === 1)
    await own.kill()
    desk.broker.destroy()
    await expect(queue.remaining()).rejects.toThrow(
      new CannotRunError(`nats: what ${names.work} holds could not be counted: the connection is lost`),
    )
    await expect(desk.remove()).rejects.toThrow(CannotRunError)
    await expect(server.clean()).rejects.toThrow(CannotRunError)
    await expect(server.open(SPEC)).rejects.toThrow(CannotRunError)
    await server.close()
  })
})
