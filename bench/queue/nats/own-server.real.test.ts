import { describe, expect, onTestFinished, test } from 'vitest'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import type { Settlement } from '../broker.ts'
import { DONE } from '../desk.testing.ts'
import { connectTo, deskOn, hasNatsServer, OwnServer } from './server.testing.ts'

describe.runIf(hasNatsServer)('nats, a server of our own:', () => {
  test('wrong credentials: the error says so and repeats none', async () => {
    const own = await OwnServer.start('-js', '--user', 'a', '--pass', 'right')
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
    const own = await OwnServer.start()
    onTestFinished(() => own.remove())
    await expect(connectTo(`nats://127.0.0.1:${own.port}`)).rejects.toThrow('JetStream is not enabled')
  })

  test('file storage: after a kill what was confirmed is there, and all goes on', async () => {
    const own = await OwnServer.start('-js')
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

  test('memory: after a kill what was held is lost, which is told once; it is made again, and all goes on', async () => {
    const own = await OwnServer.start('-js')
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
})
