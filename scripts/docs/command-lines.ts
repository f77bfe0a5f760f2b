/** A command of this project as a page shows it. */
export interface CommandLine {
  /** The npm script: `bench`, `nightly`, ... */
  readonly script: string
  /** The words after it, without quotes. */
  readonly words: readonly string[]
}

/**
 * Finds all commands of npm scripts in a text: in code blocks, inline code and markers. A comment after `#` is no part
 * of a command.
 */
export function commandLines(text: string): CommandLine[] {
  return [...text.matchAll(/npm run (?:-s )?([\w:]+)([^`#\n]*)/g)].map(([, script, rest]) => {
    const line = rest!.replace(/(&&|-->|\||, ).*$/, '').trim()
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
    return { script: script!, words: words[0] === '--' ? words.slice(1) : words }
  })
}
