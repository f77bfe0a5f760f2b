import { expect, test } from 'vitest'
import { type Desks, DONE } from './desk.testing.ts'

/** For tests: messages reach a consumer, and come back or become dead letters when it fails. */
export function deliveryLaws(setUp: Desks): void {
  test('messages are confirmed, delivered once and in order, and gone when done', async () => {
    const desk = await setUp()
    desk.consume(1, () => DONE)
    for (let id = 0; id < 50; id++) desk.publish(id)
    await desk.until(() => desk.log.filter((line) => line.startsWith('take')).length === 50)
    await desk.quiet()
    expect(desk.taken()).toEqual(Array.from({ length: 50 }, (_, id) => `take #${id} (1)`))
    expect(desk.count('accepted')).toBe(50)
    expect(desk.broker.stats()).toMatchObject({ ready: 0, delayed: 0, inFlight: 0, dead: 0 })
  })

  test('the planned time travels with the message', async () => {
    const desk = await setUp()
    const seen: number[] = []
    desk.broker.consume(1, ({ message }, settle) => {
      seen.push(message.intendedMs)
      settle(DONE)
    })
    desk.broker.publish({ id: 3, intendedMs: 12.345678 }, () => undefined)
    await desk.until(() => seen.length === 1)
    expect(seen).toEqual([12.345678])
  })

  test('at most `concurrency` deliveries are worked on at once, and as many where there is work', async () => {
    const desk = await setUp()
    let most = 0
    const open: (() => void)[] = []
    desk.broker.consume(3, (_, settle) => {
      open.push(() => settle(DONE))
      most = Math.max(most, open.length)
    })
    for (let id = 0; id < 10; id++) desk.publish(id)
    for (let ended = 0; ended < 10; ended++) {
      await desk.until(() => open.length === Math.min(3, 10 - ended))
      open.shift()!()
    }
    await desk.until(() => desk.broker.stats().inFlight === 0)
    expect(most).toBe(3)
  })

  test('a delivery that fails is counted and comes back, at once or after its delay; it blocks nobody', async () => {
    const desk = await setUp()
    const at = new Map<string, number>()
    desk.consume(1, ({ message, deliveries }) => {
      at.set(`${message.id} ${deliveries}`, desk.clock.nowMs())
      if (message.id === 0 && deliveries === 1) return { kind: 'retry', delayMs: 0 }
      if (message.id === 0 && deliveries === 2) return { kind: 'retry', delayMs: 400 }
      return DONE
    })
    desk.publish(0)
    desk.publish(1)
    await desk.until(() => at.has('0 3') && at.has('1 1'))
    expect(desk.count('take')).toBe(4)
    expect(at.get('0 3')! - at.get('0 2')!).toBeGreaterThanOrEqual(360)
    expect(at.get('1 1')).toBeLessThan(at.get('0 3')!)
    await desk.until(() => desk.broker.stats().inFlight === 0)
    expect(desk.broker.stats()).toMatchObject({ ready: 0, delayed: 0, dead: 0 })
  })

  test('a message counts as delayed while it waits for its delay', async () => {
    const desk = await setUp()
    desk.consume(1, () => ({ kind: 'retry', delayMs: 60_000 }))
    for (const id of [1, 2]) desk.publish(id)
    await desk.until(() => desk.broker.stats().delayed === 2)
    expect(desk.broker.stats()).toMatchObject({ ready: 0, inFlight: 0 })
  })

  test('after deliveriesMax deliveries a message is a dead letter with its reason, once', async () => {
    const desk = await setUp({ deliveriesMax: 3 })
    desk.consume(2, () => ({ kind: 'retry', delayMs: 0, reason: 'no good' }))
    desk.publish(7)
    await desk.until(() => desk.count('dead') === 1)
    await desk.quiet()
    expect(desk.taken()).toEqual(['take #7 (1)', 'take #7 (2)', 'take #7 (3)'])
    expect(desk.log.filter((line) => line.startsWith('dead'))).toEqual(['dead #7 deliveries (no good)'])
    expect(desk.broker.stats()).toMatchObject({ ready: 0, inFlight: 0, dead: 1 })
  })

  test('a consumer can make a message a dead letter at once; each is taken once, complete, the oldest first', async () => {
    const desk = await setUp()
    desk.consume(1, () => ({ kind: 'dead', reason: 'poison' }))
    for (let id = 0; id < 3; id++) desk.publish(id)
    await desk.until(() => desk.count('dead') === 3)
    expect(await desk.takeDead(2)).toEqual([0, 1])
    expect(await desk.takeDead(2)).toEqual([2])
    expect(await desk.takeDead(2)).toEqual([])
    expect(desk.broker.stats().dead).toBe(3)
  })

  test('a dead letter that is published again starts from its first delivery', async () => {
    const desk = await setUp({ deliveriesMax: 1 })
    let good = false
    desk.consume(1, () => (good ? DONE : { kind: 'retry', delayMs: 0 }))
    desk.publish(5)
    await desk.until(() => desk.count('dead') === 1)
    good = true
    for (const id of await desk.takeDead(1)) desk.publish(id)
    await desk.until(() => desk.count('take') === 2)
    expect(desk.taken()).toEqual(['take #5 (1)', 'take #5 (1)'])
    await desk.until(() => desk.broker.stats().inFlight === 0)
    expect(desk.count('dead')).toBe(1)
  })

  test('many at once: each message is accepted or refused, and each accepted one ends once', async () => {
    const desk = await setUp({ depthMax: 500 })
    const ends = new Map<number, number>()
    desk.broker.consume(20, ({ message: { id }, deliveries }, settle) => {
      if (id % 3 === 0 && deliveries < 3) settle({ kind: 'retry', delayMs: id % 2 === 0 ? 0 : 20 })
      else {
        ends.set(id, (ends.get(id) ?? 0) + 1)
        settle(DONE)
      }
    })
    for (let id = 0; id < 2000; id++) desk.publish(id)
    await desk.until(() => desk.count('accepted') + desk.count('full') === 2000)
    const accepted = desk.log.filter((line) => line.startsWith('accepted')).map((line) => Number(line.split('#')[1]))
    await desk.until(() => ends.size === accepted.length)
    await desk.quiet()
    expect([...ends].toSorted(([a], [b]) => a - b)).toEqual(accepted.toSorted((a, b) => a - b).map((id) => [id, 1]))
    expect(desk.broker.stats()).toMatchObject({ ready: 0, delayed: 0, inFlight: 0, dead: 0 })
    expect(desk.incidents).toEqual([])
  })
}
