/** Decodes a user or password of a URL. A text with a lone percent sign stays as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
