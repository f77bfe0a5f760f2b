import { COMMAND } from '../../core/own-code.ts'

const PRECONDITION_FAILED = 406

/** Returns the broker's error text without the user's name; for a queue with other settings, what to do about it. */
export function errorText(error: Error): string {
  const queue = / for queue '([^']*)'/.exec(error.message)?.[1]
  if (isOfOtherSettings(error) && queue !== undefined) {
    // `clean` looks for a delay queue only while another queue of its slot exists.
    const how = /-delay-\d+$/.test(queue) ? 'delete it' : `${COMMAND} brokers clean removes it`
    return `${queue} exists with other settings: if nobody uses it, ${how}`
  }
  return error.message.replace(/user '[^']*'/g, 'the user')
}

/** Whether the broker refused a declaration because the queue has other settings. */
export function isOfOtherSettings(error: unknown): boolean {
  return (error as { code?: unknown }).code === PRECONDITION_FAILED
}
