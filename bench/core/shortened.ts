/** A text of at most `lengthMax` characters; what is cut away ends in three dots. */
export function shortened(text: string, lengthMax: number): string {
  return text.length > lengthMax ? `${text.slice(0, lengthMax - 3)}...` : text
}

/**
 * A text of at most `linesMax` lines with at most `lengthMax` characters each; the last line says how many are left
 * out.
 */
export function shortenedLines(text: string, linesMax: number, lengthMax: number): string {
  const lines = text.split('\n')
  const shown = lines.slice(0, linesMax).map((line) => shortened(line, lengthMax))
  return [...shown, ...(lines.length > linesMax ? [`and ${lines.length - linesMax} more lines`] : [])].join('\n')
}
