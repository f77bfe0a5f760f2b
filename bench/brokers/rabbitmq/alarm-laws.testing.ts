import { expect, test } from 'vitest'
import { type Desk, DONE } from '../desk.testing.ts'
import type { NodeFixture } from './server-fixture.testing.ts'

interface Alarm {
  readonly alarm: string
  /** Arguments of `rabbitmqctl` that begin and end the alarm. */
  readonly begin: readonly string[]
  readonly end: readonly string[]
}

const MEMORY: Alarm = {
  alarm: 'memory',
  begin: ['set_vm_memory_high_watermark', '0.0001'],
  end: ['set_vm_memory_high_watermark', '0.4'],
}
const DISK: Alarm = {
  alarm: 'disk',
  begin: ['set_disk_free_limit', '10000000GB'],
  end: ['set_disk_free_limit', '1MB'],
}
const MESSAGES = 20
/**
 * Consumers: more than the messages that wait for a delay during the alarm, and too few to get all messages unless the
 * broker gets the settlements.
 */
const CONCURRENCY = 10

/**
 * For tests: a broker that is short of memory or disk stops reading from publishers. The timeout is long because
 * `rabbitmqctl` is slow.
 */
export function alarmLaws(fixture: NodeFixture, timeout: number): void {
  const alarmed = async ({ begin, end }: Alarm) => {
    let isOver = false
    const over = async () => {
      if (!isOver) await fixture.node.ctl(...end)
      isOver = true
    }
    fixture.after(over)
    await fixture.node.ctl(...begin)
    return over
  }

  test.each([MEMORY, DISK])(
    'of $alarm: it is reported once, work is settled meanwhile, and afterwards everything goes on',
    { timeout },
    async (alarm) => {
      const { desk } = await fixture.desk(await fixture.server())
      for (let id = 0; id < MESSAGES; id++) await desk.published(id)
      const over = await alarmed(alarm)
      let last = await blockedBy(desk, MESSAGES)
      for (let more = 0; more < 10; more++) desk.publish(last++)
      // Messages to be delayed cannot be moved now, and the broker counts them as being worked on.
      desk.consume(CONCURRENCY, ({ message: { id }, deliveries }) =>
        id % 5 === 0 && deliveries === 1 ? { kind: 'retry', delayMs: 20 } : DONE,
      )
      await desk.until(() => desk.count('take') >= MESSAGES)
      expect(desk.taken().filter((line) => !line.endsWith(' (1)'))).toEqual([])
      expect(desk.incidents).toEqual([expect.stringMatching(/^blocked /)])

      await over()
      await desk.until(() => desk.count('accepted') === last)
      const retried = Math.ceil(last / 5)
      await desk.until(() => desk.count('take') === last + retried && desk.broker.stats().inFlight === 0)
      expect(desk.incidents.map((incident) => incident.split(' ')[0])).toEqual(['blocked', 'unblocked'])
      expect(new Set(desk.taken()).size).toBe(last + retried)
      expect(desk.broker.stats()).toMatchObject({ ready: 0, delayed: 0, inFlight: 0, dead: 0 })
    },
  )

  test('a run that ends while it is blocked leaves no queue, nor does one whose last message is what blocks it', {
    timeout,
  }, async () => {
    const servers = [await fixture.server(), await fixture.server()] as const
    const { desk: blocked } = await fixture.desk(servers[0])
    const { desk: hasty } = await fixture.desk(servers[1])
    await alarmed(MEMORY)
    await blockedBy(blocked, 0)
    await blocked.remove()
    hasty.publish(1)
    await hasty.remove()
    expect(await servers[0].clean()).toEqual({ removed: [], inUse: [] })
  })
}

/** Publishes until the broker blocks, which it does at a message. Returns the next id. */
async function blockedBy(desk: Desk, id: number): Promise<number> {
  desk.publish(id)
  await desk.until(() => desk.incidents.length > 0 || desk.log.includes(`accepted #${id}`))
  return desk.incidents.length > 0 ? id + 1 : blockedBy(desk, id + 1)
}
