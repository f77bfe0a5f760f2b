import { addressOf, loadClient } from '../client.ts'
import type { HoldMessages } from '../hold.ts'
import { rabbitmqAccess } from './access.ts'
import { cannotUse } from './cannot-use.ts'
import { idIn } from './codec.ts'

const CONNECT_MS = 4500

/** Takes messages from the main queue. The prefetch limits how many it holds. */
export const holdRabbitmq: HoldMessages = async ({ url, queueName, holding }, onHeld) => {
  const address = addressOf(rabbitmqAccess, url)
  const { connect } = await loadClient(rabbitmqAccess, () => import('amqplib'))
  try {
    const connection = await connect(address.url.href, { noDelay: true, timeout: CONNECT_MS })
    const channel = await connection.createChannel()
    await channel.prefetch(holding)
    return () => {
      void channel.consume(queueName, (raw) => {
        const id = raw === null ? undefined : idIn(raw.content)
        if (id !== undefined) onHeld(id)
      })
    }
  } catch (error) {
    throw await cannotUse(address, error as Error)
  }
}
