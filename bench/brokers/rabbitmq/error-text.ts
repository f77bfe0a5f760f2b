const PRECONDITION_FAILED = 406

/** Returns the broker's error text without the user's name; for a queue with other settings, what to do about it. */
export function errorText(error: Error): string {
  const queue = / for queue '([^']*)'/.exec(error.message)?.[1]
  if (isOfOtherSettings(error) && queue !== undefined) {
    // Without the main queue of its slot nobody looks for a delay queue.
    const how = /-delay-\d+$/.test(queue) ? 'delete it' : 'npm run bench -- brokers clean removes it'
    return `${queue} exists with other settings: if nobody uses it, ${how}`
  }
  return error.message.replace(/user '[^']*'/g, 'the user')
}

/** Whether it refused to declare a queue as it is not. */
export function isOfOtherSettings(error: unknown): boolean {
  return (error as { code?: unknown }).code === PRECONDITION_FAILED
}
