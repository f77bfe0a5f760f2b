import { ConfigError } from './config-error.ts'

/** For tests: the mistakes that an action is refused for; none when it is not. */
export function mistakesOf(action: () => unknown): readonly string[] {
  try {
    action()
  } catch (error) {
    if (error instanceof ConfigError) return error.messages
    throw error
  }
  return []
}
