import { VirtualClock } from '../core/virtual-clock.ts'
import type { Broker, Delivery } from './broker.ts'
import { Witness } from './witness.ts'

const NOTHING = () => undefined

/** For tests: a witness, and a function that delivers a message to the consumers of its run at a given time. */
export function witnessed() {
  const clock = new VirtualClock()
  let deliver: (delivery: Delivery) => void = NOTHING
  const broker = {
    consume: (_: number, handler) => {
      deliver = (delivery) => handler(delivery, NOTHING)
      return { stop: NOTHING }
    },
  } as Partial<Broker> as Broker
  const witness = new Witness(clock, () => broker)
  witness.consume(1, (_, settle) => settle({ kind: 'done' }))
  const delivered = (atMs: number, id: number, deliveries = 2) =>
    clock.at(atMs, () => deliver({ message: { id, intendedMs: 0 }, deliveries }))
  return { clock, witness, delivered }
}
