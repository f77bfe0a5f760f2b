import { expect, test } from 'vitest'
import type { Peer } from '../../brokers/peer.ts'
import { breathe, RealClock } from '../../core/real-clock.ts'
import type { Message } from '../../queue/broker.ts'
import { latency, throughput, WINDOW } from './measurement.ts'
import { Traffic } from './traffic.ts'

/** A broker that confirms at once and delivers with the next turn of the event loop. */
class Loopback implements Peer {
  onTheirWay = 0
  onTheirWayMax = 0
  readonly ids: number[] = []
  #settled: (message: Message) => void = () => undefined

  publish(message: Message, confirmed: () => void): void {
    this.ids.push(message.id)
    this.onTheirWay += 1
    this.onTheirWayMax = Math.max(this.onTheirWayMax, this.onTheirWay)
    void breathe().then(() => {
      this.onTheirWay -= 1
      confirmed()
      this.#settled(message)
    })
  }

  async consume(settled: (message: Message) => void): Promise<void> {
    this.#settled = settled
  }

  async remove(): Promise<void> {}
}

const DURATIONS = { warmUpMs: 10, throughputMs: 30, steadyMs: 50 }
const unexpected = (error: Error) => {
  throw error
}

test('the window is filled and never exceeded, and all sent messages have come before the open loop begins', async () => {
  const peer = new Loopback()
  const traffic = new Traffic(peer, unexpected)
  await traffic.begin()
  const { messages, durationMs } = await throughput(traffic, new RealClock(), DURATIONS)
  expect([peer.onTheirWayMax, peer.onTheirWay]).toEqual([WINDOW, 0])
  expect([messages > 0, messages < peer.ids.length, durationMs >= DURATIONS.throughputMs]).toEqual([true, true, true])
  const sent = peer.ids.length
  const { messages: steady, p99Us } = await latency(traffic, DURATIONS)
  // 500/s for 50 ms; too few for a p99. No id comes twice.
  expect([steady, peer.ids.length - sent, p99Us, new Set(peer.ids).size]).toEqual([25, 25, NaN, sent + 25])
})

test('a message that the broker refuses is reported, and none is sent after the stop', () => {
  const reasons: string[] = []
  const peer: Peer = {
    publish: (_, confirmed) => confirmed('full'),
    consume: async () => undefined,
    remove: async () => undefined,
  }
  const traffic = new Traffic(peer, ({ message }) => reasons.push(message))
  traffic.send(0)
  traffic.stop()
  traffic.send(1)
  expect(reasons).toEqual(['a message was not accepted: full'])
})
