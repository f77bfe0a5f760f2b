/** A sentence of a page in markdown, with inline code as the one word `code`. */
export interface Sentence {
  readonly text: string
  readonly words: number
  /** Colons and semicolons. */
  readonly stops: number
}

/** How hard the sentences of a page are to read. */
export interface ProseFigures {
  readonly sentences: number
  /** Words of a sentence: mean and 90th percentile. */
  readonly meanWords: number
  readonly p90Words: number
  /** Colons and semicolons per sentence. */
  readonly stops: number
}

/**
 * Returns the sentences of a page. Code blocks, tables, headings, comments, pictures and addresses of links are left
 * out; an entry of a list ends a sentence.
 */
export function sentencesOf(markdown: string): Sentence[] {
  return paragraphsOf(markdown).flatMap((paragraph) =>
    paragraph.split(/(?<=[.!?][)*"]*)\s+(?=[("*]*[A-Z0-9])/).map(read),
  )
}

/** Returns the paragraphs and entries of lists of a page, each in one line of plain text. */
function paragraphsOf(markdown: string): string[] {
  const prose = markdown
    .replace(/^( *)```[\s\S]*?^\1```$/gm, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/^ *(#|\|).*$/gm, '')
    .replace(/^ *([-*>]|\d+\.) /gm, '\n')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(`+)(?!`)(?:(?!\n\n)[\s\S])*?[^`]\1(?!`)/g, 'Code')
  return prose
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => /[a-z]/i.test(paragraph))
}

function read(text: string): Sentence {
  return {
    text,
    words: text.split(' ').filter((word) => /\w/.test(word)).length,
    stops: [...text.matchAll(/[:;](?= |$)/g)].length,
  }
}

/** Measures the sentences of a page. */
export function proseFigures(sentences: readonly Sentence[]): ProseFigures {
  const words = sentences.map((sentence) => sentence.words).sort((a, b) => a - b)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  return {
    sentences: sentences.length,
    meanWords: mean(words),
    p90Words: words[Math.ceil(0.9 * words.length) - 1] ?? 0,
    stops: mean(sentences.map(({ stops }) => stops)),
  }
}
