/** Cuts a text to at most `lengthMax` characters. A cut text ends in three dots. */
export function shortened(text: string, lengthMax: number): string {
  return text.length > lengthMax ? `${text.slice(0, lengthMax - 3)}...` : text
}

/** Cuts a text to `linesMax` lines of at most `lengthMax` characters. A further line says how many are left out. */
export function shortenedLines(text: string, linesMax: number, lengthMax: number): string {
  const lines = text.split('\n')
  const shown = lines.slice(0, linesMax).map((line) => shortened(line, lengthMax))
  return [...shown, ...(lines.length > linesMax ? [`and ${lines.length - linesMax} more lines`] : [])].join('\n')
}
