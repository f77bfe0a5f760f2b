import { expect, test } from 'vitest'
import { type Desks, DONE } from './desk.testing.ts'

/** For tests: bound, TTL, lease, and the end of a consumer or a queue. */
export function limitLaws(setUp: Desks): void {
  test('a full queue refuses messages, loses none that it confirmed, and takes more when there is room', async () => {
    const desk = await setUp({ depthMax: 20 })
    for (let id = 0; id < 60; id++) await desk.published(id)
    const full = desk.count('full')
    expect(full + desk.count('accepted')).toBe(60)
    // Messages on their way may exceed some brokers' bound, so each waits here for its confirmation.
    expect(full).toBeGreaterThanOrEqual(38)
    expect(full).toBeLessThanOrEqual(40)
    desk.consume(5, () => DONE)
    await desk.until(() => desk.count('take') === 60 - full)
    await desk.published(99)
    await desk.until(() => desk.log.includes('take #99 (1)'))
    expect(desk.count('full')).toBe(full)
  })

  test('a message is not delivered after its TTL; it becomes a dead letter', async () => {
    const desk = await setUp({ messageTtlMs: 300 })
    await desk.published(1)
    await desk.passed(700)
    desk.consume(1, () => DONE)
    await desk.until(() => desk.count('dead') === 1)
    await desk.quiet()
    expect([desk.count('take'), desk.log.at(-1)]).toEqual([0, 'dead #1 expired'])
  })

  test('a delivery that is not settled within its lease is delivered again; its late settlement does no harm', async () => {
    const desk = await setUp({ leaseMs: 1000 })
    const settles: (() => void)[] = []
    desk.broker.consume(2, ({ message, deliveries }, settle) => {
      desk.note(`take #${message.id} (${deliveries})`)
      settles.push(() => settle(DONE))
    })
    desk.publish(4)
    await desk.until(() => settles.length === 2)
    settles[1]!()
    settles[0]!()
    await desk.until(() => desk.broker.stats().inFlight === 0)
    await desk.quiet()
    expect(desk.taken()).toEqual(['take #4 (1)', 'take #4 (2)'])
    expect(desk.broker.stats()).toMatchObject({ ready: 0, dead: 0 })
  })

  test('a handler that never settles keeps its place; nobody gets its message beyond deliveriesMax', async () => {
    const desk = await setUp({ leaseMs: 500, deliveriesMax: 2 })
    desk.broker.consume(3, ({ message, deliveries }) => desk.note(`take #${message.id} (${deliveries})`))
    desk.publish(4)
    await desk.until(() => desk.count('take') === 2)
    await desk.quiet()
    // While a handler works on it, it may succeed: it is no dead letter yet, but nobody gets it again.
    expect(desk.count('take')).toBe(2)
    expect(desk.broker.stats().inFlight).toBe(2)
  })

  test('a delivery that takes long is not delivered again without a lease', async () => {
    const desk = await setUp()
    const settles: (() => void)[] = []
    desk.broker.consume(2, (_, settle) => settles.push(() => settle(DONE)))
    desk.publish(1)
    await desk.until(() => settles.length === 1)
    await desk.passed(2500)
    expect(settles.length).toBe(1)
    settles[0]!()
    await desk.until(() => desk.broker.stats().inFlight === 0)
  })

  test('a consumer that is stopped takes nothing more; what it works on may be settled, another goes on', async () => {
    const desk = await setUp()
    const settles: (() => void)[] = []
    const consumer = desk.broker.consume(1, ({ message }, settle) => {
      desk.note(`first #${message.id}`)
      settles.push(() => settle(DONE))
    })
    desk.publish(1)
    await desk.until(() => settles.length === 1)
    consumer.stop()
    desk.publish(2)
    settles[0]!()
    await desk.quiet()
    expect(desk.count('first')).toBe(1)
    desk.consume(1, () => DONE)
    await desk.until(() => desk.count('take') === 1)
    expect(desk.taken()[0]).toMatch(/^take #2 /)
  })

  test('destroyed: nothing is delivered, confirmed or called dead any more', async () => {
    const desk = await setUp({ deliveriesMax: 1 })
    const settles: (() => void)[] = []
    desk.broker.consume(1, ({ message }, settle) => {
      desk.note(`take #${message.id}`)
      settles.push(() => settle({ kind: 'retry', delayMs: 0 }))
    })
    for (const id of [1, 2]) desk.publish(id)
    await desk.until(() => settles.length === 1)
    desk.broker.destroy()
    const before = [...desk.log]
    settles[0]!()
    desk.publish(3)
    await desk.quiet()
    expect(desk.log).toEqual(before)
  })

  test('in the end the broker holds the messages that are not done, without dead letters', async () => {
    const desk = await setUp()
    const settles: (() => void)[] = []
    desk.broker.consume(2, ({ message: { id } }, settle) => {
      if (id === 0) settle(DONE)
      else if (id === 1) settle({ kind: 'dead', reason: 'poison' })
      else if (id === 2) settle({ kind: 'retry', delayMs: 60_000 })
      else settles.push(() => settle(DONE))
    })
    for (let id = 0; id < 7; id++) await desk.published(id)
    await desk.until(() => settles.length === 2 && desk.count('dead') === 1 && desk.broker.stats().delayed === 1)
    // Settlements may still be on their way.
    await desk.quiet()
    desk.broker.destroy()
    expect(await desk.remaining()).toBe(5)
  })

  test('two queues at the same time are independent', async () => {
    const [one, two] = [await setUp(), await setUp()]
    one.consume(1, () => DONE)
    two.consume(1, () => DONE)
    one.publish(1)
    two.publish(2)
    await one.until(() => one.count('take') === 1)
    await two.until(() => two.count('take') === 1)
    expect([one.taken(), two.taken()]).toEqual([['take #1 (1)'], ['take #2 (1)']])
  })
}
