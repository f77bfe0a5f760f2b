import type { RabbitmqConnection } from './connection.ts'

const NOT_FOUND = 404
/** Time between two counts, ms. */
const AGAIN_MS = 25
const COUNTS_MAX = 200

/**
 * Counts the messages in queues to which nobody publishes. It repeats the count until no consumer is left and two
 * counts agree, since a message that a consumer returns or a delay hands over is in no queue for a moment.
 * @throws Error when the broker does not answer, or the queues do not come to rest.
 */
export async function remainingIn(connection: RabbitmqConnection, queues: readonly string[]): Promise<number> {
  let before: number | undefined
  for (let counts = 0; counts < COUNTS_MAX; counts++) {
    const states = await Promise.all(queues.map((queue) => stateOf(connection, queue)))
    const isIdle = states.every(({ consumerCount }) => consumerCount === 0)
    const messages = states.reduce((sum, { messageCount }) => sum + messageCount, 0)
    if (isIdle && messages === before) return messages
    before = isIdle ? messages : undefined
    await connection.pause(AGAIN_MS)
  }
  throw new Error('its queues do not come to rest')
}

/** Returns the state of a queue. One that is gone holds nothing. */
async function stateOf(connection: RabbitmqConnection, queue: string) {
  try {
    return await connection.once((channel) => channel.checkQueue(queue))
  } catch (error) {
    if ((error as { code?: unknown }).code === NOT_FOUND) return { consumerCount: 0, messageCount: 0 }
    throw error
  }
}
