import { expect, test } from 'vitest'
import { type Desk, DONE } from '../desk.testing.ts'
import type { NodeFixture } from './server-fixture.testing.ts'

const STORAGES = ['quorum', 'classic']

/** For tests: a message to a missing queue is not held, and is not reported as held. */
export function missingQueueLaws(fixture: NodeFixture): void {
  const setUp = async (storage: string) => {
    const { channel } = await fixture.stranger()
    return { channel, ...(await fixture.desk(await fixture.server(storage))) }
  }

  test.each(STORAGES)('%s: what is published then is not sent, and the queue is made again', async (storage) => {
    const { channel, desk, names } = await setUp(storage)
    await channel.deleteQueue(names.main)
    await desk.published(1)
    expect([desk.log, desk.incidents]).toEqual([['unsent #1'], [`failed ${names.main} is gone, so it is made again`]])
    const last = await publishedFrom(desk, 2)
    desk.consume(1, () => DONE)
    await desk.until(() => desk.count('take') === 1)
    expect(desk.taken()).toEqual([`take #${last} (1)`])
    expect(desk.count('unknown')).toBe(0)
  })

  test.each(STORAGES)(
    '%s: of a burst then, all that is accepted is delivered, and of nothing is it unknown',
    async (storage) => {
      const { channel, desk, names } = await setUp(storage)
      desk.consume(5, () => DONE)
      await desk.published(0)
      await desk.until(() => desk.count('take') === 1 && desk.broker.stats().inFlight === 0)
      await channel.deleteQueue(names.main)
      for (let id = 1; id <= 500; id++) desk.publish(id)
      await desk.until(() => desk.count('accepted') + desk.count('unsent') === 501)
      await publishedFrom(desk, 501)
      const accepted = idsOf(desk, 'accepted')
      await desk.until(() => desk.count('take') === accepted.length)
      expect(idsOf(desk, 'take')).toEqual(accepted)
      expect(desk.broker.stats()).toMatchObject({ ready: 0, delayed: 0, inFlight: 0 })
    },
  )

  test.each(STORAGES)(
    '%s: a message that cannot be buried is buried when the queue is there again',
    async (storage) => {
      const { channel, desk, names } = await setUp(storage)
      await channel.deleteQueue(names.dead)
      desk.consume(1, () => ({ kind: 'dead', reason: 'poison' }))
      await desk.published(1)
      await desk.until(() => desk.count('dead') === 1)
      expect(desk.log.toSorted()).toEqual(['accepted #1', 'dead #1 poison', 'take #1 (1)'])
      expect(desk.incidents).toEqual([`failed ${names.dead} is gone, so it is made again`])
      expect(await desk.takeDead(10)).toEqual([1])
      expect(desk.broker.stats()).toMatchObject({ ready: 0, delayed: 0, inFlight: 0, dead: 1 })
    },
  )

  test.each(STORAGES)(
    '%s: a message that cannot be delayed comes at once, and the next is delayed again',
    async (storage) => {
      const { channel, desk, names } = await setUp(storage)
      desk.consume(1, ({ deliveries }) => (deliveries < 3 ? { kind: 'retry', delayMs: 20 } : DONE))
      await desk.published(1)
      await desk.until(() => desk.taken().includes('take #1 (3)'))
      const delay = `${names.main}-delay-19`
      await channel.deleteQueue(delay)
      await desk.published(2)
      await desk.until(() => desk.taken().includes('take #2 (3)'))
      expect(desk.count('take')).toBe(6)
      expect(desk.incidents).toEqual([`failed ${delay} is gone, so it is made again`])
      expect((await channel.checkQueue(delay)).messageCount).toBe(0)
      await desk.until(() => desk.broker.stats().inFlight === 0)
      expect(desk.broker.stats()).toMatchObject({ ready: 0, delayed: 0, dead: 0 })
    },
  )
}

/** Publishes until a message is accepted. Returns its id. */
async function publishedFrom(desk: Desk, id: number): Promise<number> {
  await desk.published(id)
  if (desk.log.includes(`accepted #${id}`)) return id
  await desk.passed(5)
  return publishedFrom(desk, id + 1)
}

function idsOf(desk: Desk, kind: string): number[] {
  const lines = desk.log.filter((line) => line.startsWith(kind))
  return lines.map((line) => Number(/#(\d+)/.exec(line)![1])).toSorted((a, b) => a - b)
}
