import { printable } from '../../bench/core/printable.ts'

/** Where a command writes: results to `out`, everything else to `err`. */
export interface Console {
  out(text: string): void
  err(text: string): void
  /** Width of a terminal at `out`; undefined when it is no terminal. */
  readonly outWidth: number | undefined
  readonly errWidth: number | undefined
}

/** The terminal, or whatever stands in for it. A reader that has gone away (`| head`) is no error. */
export function processConsole(): Console {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    get outWidth() {
      return process.stdout.isTTY ? process.stdout.columns : undefined
    },
    get errWidth() {
      return process.stderr.isTTY ? process.stderr.columns : undefined
    },
  }
}

/** Clears the line of a terminal to write over it: the one control sequence that the program writes itself, always first. */
export const CLEAR_LINE = '\r\x1b[2K'

/** A console that shows control characters rather than having the terminal obey them: names, reasons and messages come from files, peers and services. */
export function printableConsole(console: Console): Console {
  return {
    out: (text) => console.out(printable(text)),
    err: (text) => {
      const start = text.startsWith(CLEAR_LINE) ? CLEAR_LINE : ''
      console.err(`${start}${printable(text.slice(start.length))}`)
    },
    get outWidth() {
      return console.outWidth
    },
    get errWidth() {
      return console.errWidth
    },
  }
}
