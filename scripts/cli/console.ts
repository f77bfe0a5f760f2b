import { printable } from '../../bench/core/printable.ts'
import { breathe } from '../../bench/core/real-clock.ts'
import { plainText, type Span } from '../../reports/span.ts'
import { painted } from './painted.ts'

/** Where a command writes: results to `out`, everything else to `err`. */
export interface Console {
  out(text: string): void
  err(text: string): void
  /** Writes a text to `out` in the colours of its parts; undefined where there are no colours. */
  readonly outSpans?: (spans: readonly Span[]) => void
  /** Width of a terminal at `out`; undefined when it is no terminal. */
  readonly outWidth: number | undefined
  readonly errWidth: number | undefined
}

/** Writes a text whose parts have tones, with colours where the console has them. */
export function outSpans(console: Console, spans: readonly Span[]): void {
  if (console.outSpans === undefined) console.out(plainText(spans))
  else console.outSpans(spans)
}

/** The console of a process, which also knows whether its output was taken. */
export interface ProcessConsole extends Console {
  /** Waits until all output is written. Returns why stdout did not take it; undefined when it took all. */
  unwritten(): Promise<string | undefined>
}

/**
 * Writes to stdout and stderr. A reader that has gone away (`| head`) is no error. A full disk is an error at stdout.
 * It is none at stderr, which shows only progress and reasons.
 */
export function processConsole(): ProcessConsole {
  let failure: NodeJS.ErrnoException | undefined
  process.stdout.on('error', (error) => {
    failure ??= error
  })
  process.stderr.on('error', () => undefined)
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    outSpans: (spans) => process.stdout.write(painted(spans, process.stdout)),
    get outWidth() {
      return widthOf(process.stdout)
    },
    get errWidth() {
      return widthOf(process.stderr)
    },
    unwritten: async () => {
      if (process.stdout.writableLength > 0) await new Promise((resolve) => process.stdout.write('', resolve))
      // The stream reports its error a little later.
      await breathe()
      const isTaken = failure === undefined || failure.code === 'EPIPE'
      return isTaken ? undefined : `cannot write to stdout: ${failure!.message}`
    },
  }
}

/** Width of a terminal; undefined without a terminal, and for one that does not know its width (some say 0). */
export function widthOf({ isTTY, columns }: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>): number | undefined {
  return isTTY && columns > 0 ? columns : undefined
}

/**
 * Clears the line of a terminal to write over it. Beside colours, the program writes no other control sequence. It
 * always stands first.
 */
export const CLEAR_LINE = '\r\x1b[2K'

/**
 * A console that makes control characters visible, so that the terminal does not obey them. Names, reasons and messages
 * come from files, peers and services.
 */
export function printableConsole(console: Console): Console {
  return {
    out: (text) => console.out(printable(text)),
    err: (text) => {
      const start = text.startsWith(CLEAR_LINE) ? CLEAR_LINE : ''
      console.err(`${start}${printable(text.slice(start.length))}`)
    },
    outSpans: (spans) =>
      outSpans(
        console,
        spans.map((span) => ({ ...span, text: printable(span.text) })),
      ),
    get outWidth() {
      return console.outWidth
    },
    get errWidth() {
      return console.errWidth
    },
  }
}
