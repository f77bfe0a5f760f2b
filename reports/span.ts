/**
 * The meaning of a part of a terminal text, which decides its colour. A sign or a word always says the same, so no
 * meaning rests on the tone alone.
 */
const TONES = ['good', 'late', 'bad', 'unknown', 'strong', 'faint'] as const
export type Tone = (typeof TONES)[number]

/** A part of a text. */
export interface Span {
  readonly text: string
  readonly tone?: Tone | undefined
}

/** The text without tones, for a pipe or a file. */
export function plainText(spans: readonly Span[]): string {
  return spans.map(({ text }) => text).join('')
}

/** A text of one tone. */
export function toned(text: string, tone: Tone | undefined): Span {
  return tone === undefined ? { text } : { text, tone }
}
