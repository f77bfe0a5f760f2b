import { shortened } from './shortened.ts'

/**
 * Control characters (but not newline and tab), lone surrogates, line separators, and invisible characters such as
 * those that turn the direction of text.
 */
const UNPRINTABLE = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu

/**
 * Replaces characters that a terminal obeys or hides by their JSON escape, such as `\u001b`. A reader sees them, and
 * JSON keeps its meaning. Newlines and tabs stay.
 */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (found) => found.split('').map(escapeOf).join(''))
}

/** As {@link printable}, in one line of at most `lengthMax` characters. Each run of white space becomes one space. */
export function oneLine(text: string, lengthMax = 200): string {
  // More than this is never shown, and a peer may send megabytes.
  return shortened(
    printable(
      text
        .slice(0, 10 * lengthMax)
        .replaceAll(/\s+/g, ' ')
        .trim(),
    ),
    lengthMax,
  )
}

function escapeOf(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
