import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { PACKAGE } from './own-code.ts'
import { oneLine, printable } from './printable.ts'
import { SUITE_PLACE } from './suite-url.ts'

/**
 * Exit code of a fault of the program itself, as in sysexits.h. Node's own code is 1, which here means that a gate
 * failed.
 */
export const EXIT_CRASH = 70

const SUITE_MODULE = 'the module of the suite'
/** Enough to find the place: the rest of a stack is mostly Node's own. */
const FRAMES_MAX = 5
const MESSAGE_MAX = 500

/** Describes an error that nothing caught: its message, where it was thrown, and where to report it. */
export function crashText(error: unknown, place: string = placeToReport()): string {
  const what = `stormbench ended by an internal error: ${oneLine(messageOf(error), MESSAGE_MAX)}`
  const frames = framesOf(error)
  const report = frames[0]?.includes(SUITE_MODULE)
    ? 'It was thrown by the code of the suite.'
    : isOfNode(frames)
      ? 'It was thrown by Node, perhaps for a client of the suite that does not handle its errors.'
      : `Please report it${frames.length > 0 ? ' with these lines' : ''} ${place}.`
  return printable(`${[what, ...frames, report].join('\n')}\n`)
}

/** For child processes: ends this process with code 70 and a sentence on any error that nothing caught. */
export function exitOnCrash(): void {
  const end = (error: unknown) => {
    process.stderr.write(crashText(error))
    process.exit(EXIT_CRASH)
  }
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)
}

/** Whether no line of a stack is of this program, as where a socket reports an error and nothing listens. */
function isOfNode(frames: readonly string[]): boolean {
  return frames.length > 0 && frames.every((frame) => /\(node:|at node:/.test(frame))
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error, { depth: 1, breakLength: Number.POSITIVE_INFINITY })
  // When several addresses of a host fail, Node's error has only a code and a list.
  const { name, message, code, errors = [] } = error as Error & { code?: string; errors?: unknown[] }
  return `${name}: ${message || code || errors.map(messageOf).join('; ') || 'without a message'}`
}

/** The first lines of a stack, with paths from the root of the program. */
function framesOf(error: unknown): string[] {
  const { stack } = Object(error) as { stack?: unknown }
  if (typeof stack !== 'string') return []
  const lines = stack.split('\n').filter((line) => /^\s+at /.test(line))
  return lines.slice(0, FRAMES_MAX).map((line) =>
    line
      .replace(PACKAGE.href, '')
      .replace(fileURLToPath(PACKAGE), '')
      // A suite module is bundled and runs from its text.
      .replace(SUITE_PLACE, `${SUITE_MODULE}:$1:$2`),
  )
}

/** Returns the place that package.json names, so that a fork names its own. */
function placeToReport(): string {
  const { bugs } = JSON.parse(readFileSync(new URL('package.json', PACKAGE), 'utf8')) as { bugs?: { url: string } }
  return bugs === undefined ? 'to the maintainers of stormbench' : `at ${bugs.url}`
}
