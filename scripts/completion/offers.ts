/** A word that may come next on a command line. */
export interface Offer {
  readonly word: string
  /** Its meaning in a few words; empty when the word says it. */
  readonly about: string
}

/** All that may come next. The shell adds the files or folders. */
export interface Offers {
  readonly words: readonly Offer[]
  readonly paths: 'files' | 'folders' | undefined
}

/** No offer. */
export const NO_OFFERS: Offers = { words: [], paths: undefined }

/** Offers words without a meaning. */
export function offersOf(words: readonly string[], paths?: Offers['paths']): Offers {
  return { words: words.map((word) => ({ word, about: '' })), paths }
}
