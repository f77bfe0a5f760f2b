/** A text of at most `lengthMax` characters; what is cut away ends in three dots. */
export function shortened(text: string, lengthMax: number): string {
  return text.length > lengthMax ? `${text.slice(0, lengthMax - 3)}...` : text
}
