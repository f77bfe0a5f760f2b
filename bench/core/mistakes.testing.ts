import { ConfigError } from './config-error.ts'

/** For tests: the messages of the ConfigError that an action throws; none when it throws nothing. */
export function mistakesOf(action: () => unknown): readonly string[] {
  try {
    action()
  } catch (error) {
    if (error instanceof ConfigError) return error.messages
    throw error
  }
  return []
}
