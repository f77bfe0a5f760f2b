import { withoutCredentials, withoutSecretsInUrl } from '../../bench/core/secrets.ts'
import type { Console } from './console.ts'

/**
 * A console whose messages repeat no secret of a URL: none of the command line, and none of others that it can
 * recognise.
 */
export function discreetConsole(console: Console, argv: readonly string[]): Console {
  const words = argv.filter((word) => word.includes('://')).flatMap((word) => [word, word.slice(word.indexOf('=') + 1)])
  const err = (text: string) => {
    let safe = text
    for (const word of words) {
      for (const written of [word, JSON.stringify(word).slice(1, -1)])
        safe = safe.replaceAll(written, withoutSecretsInUrl(word))
    }
    console.err(withoutCredentials(safe))
  }
  return Object.create(console, { err: { value: err } }) as Console
}
