/** A command of this project as a page shows it. */
export interface CommandLine {
  /** The npm script: `bench`, `nightly`, ... */
  readonly script: string
  /** The words after it, without quotes. */
  readonly words: readonly string[]
}

/** A command of an npm script, or of the program in somebody else's project. */
const COMMAND_LINE = /(?:npm run (?:-s )?([\w:]+)|npx stormbench)([^`#\n]*)/g

/**
 * Finds all commands of npm scripts and of the program in a text: in code blocks, inline code and markers. A comment
 * after `#` is no part of a command.
 */
export function commandLines(text: string): CommandLine[] {
  return [...text.matchAll(COMMAND_LINE)].map(([, script = 'bench', rest]) => {
    const line = rest!.replace(/(&&|-->|\||, ).*$/, '').trim()
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
    return { script, words: words[0] === '--' ? words.slice(1) : words }
  })
}
