/** A user or password as it stands in a URL, decoded; a lone percent sign stands for itself. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
