import { RealClock } from '../../core/real-clock.ts'
import { addressOf } from '../client.ts'
import type { HoldMessages } from '../hold.ts'
import { natsAccess } from './access.ts'
import { decode } from './codec.ts'
import { NatsConsumer } from './consumer.ts'
import { connectToNats } from './driver.ts'
import { namesOf } from './names.ts'

/** Most open requests, about as many as a driver has, since the server serves requests in turn. */
const REQUESTS_MAX = 32

/** Requests messages from the durable consumer of the run, as the driver does. */
export const holdNats: HoldMessages = async ({ url, queueName, holding }, onHeld) => {
  const connection = await connectToNats(addressOf(natsAccess, url))
  const { work, consumer } = namesOf(queueName)
  const refused = (detail: string) => {
    throw new Error(detail)
  }
  const puller = new NatsConsumer(connection, new RealClock(), work, consumer, {
    onMessage: ({ data }) => {
      const message = decode(data)
      if (message !== undefined) onHeld(message.id)
    },
    onIdle: () => undefined,
    onRefused: refused,
  })
  return () => {
    const requests = Math.min(holding, REQUESTS_MAX)
    for (let i = 0; i < requests; i++) puller.ask(Math.floor((holding + i) / requests))
  }
}
