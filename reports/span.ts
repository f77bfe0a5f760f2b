/**
 * The meaning of a part of a text for a terminal, which decides how it looks. It never stands alone: a sign or a word
 * says the same.
 */
export const TONES = ['good', 'late', 'bad', 'unknown', 'strong', 'faint'] as const
export type Tone = (typeof TONES)[number]

/** A part of a text. */
export interface Span {
  readonly text: string
  readonly tone?: Tone | undefined
}

/** The text alone, as a pipe or a file gets it. */
export function plainText(spans: readonly Span[]): string {
  return spans.map(({ text }) => text).join('')
}

/** A text of one tone. */
export function toned(text: string, tone: Tone | undefined): Span {
  return tone === undefined ? { text } : { text, tone }
}
