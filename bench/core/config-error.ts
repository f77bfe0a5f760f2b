/** A mistake in the user's options, suite, plan or trace. Each message names the place, the rule and the value. */
export class ConfigError extends Error {
  readonly messages: readonly string[]

  constructor(messages: string | readonly string[]) {
    const list = typeof messages === 'string' ? [messages] : messages
    super(list.join('\n'))
    this.name = 'ConfigError'
    this.messages = list
  }
}
