import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { inOwnGroup, passInterrupt } from '../../bench/core/child-group.ts'
import { NODE_OPTIONS, ownModule } from '../../bench/core/own-code.ts'
import { EXIT } from './exit-code.ts'

/** No command may take longer than this, ms. */
const CHILD_MAX_MS = 4 * 3600 * 1000
/** The last characters of each output, at most this many, are kept. */
const KEPT_MAX = 200_000

/** Outcome of one command. */
export interface ChildResult {
  /** Its exit code; null when it was ended by a signal. */
  readonly code: number | null
  readonly out: string
  readonly err: string
  /** A signal, a bug or an unknown exit code ended it. */
  readonly crashed: boolean
}

/** A stormbench that a child process runs. */
export interface ChildProgram {
  /** The folder where it stands. */
  readonly folder: string
  /** Arguments of Node before those of the command; undefined for the program that runs here. */
  readonly args: readonly string[] | undefined
}

export interface ChildOptions {
  /** @defaultValue the program that runs here, in the same folder */
  readonly program?: ChildProgram
  /** Aborted at Ctrl-C. */
  readonly signal: AbortSignal
  /** Receives each line that it writes to stderr. */
  readonly onLine: (line: string) => void
}

/** Runs a command of this program. */
export type RunCommand = (args: readonly string[], options: ChildOptions) => Promise<ChildResult>

/** Arguments of Node that run the program that runs here. */
const THIS_PROGRAM: readonly string[] = [...NODE_OPTIONS, fileURLToPath(ownModule('../main', import.meta.url))]

const CODES: readonly (number | null)[] = Object.values(EXIT)

/** Runs a command of this program in a child process, so that its crash harms nothing else. */
export async function runInChild(
  args: readonly string[],
  {
    program: { folder, args: program = THIS_PROGRAM } = { folder: process.cwd(), args: undefined },
    signal,
    onLine,
  }: ChildOptions,
): Promise<ChildResult> {
  const child = spawn(process.execPath, [...program, ...args], {
    cwd: folder,
    ...inOwnGroup(),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: CHILD_MAX_MS,
    killSignal: 'SIGKILL',
    env: { ...process.env, INIT_CWD: folder },
  })
  const kill = () => child.kill('SIGKILL')
  const interrupt = () => passInterrupt(child)
  process.once('exit', kill)
  signal.addEventListener('abort', interrupt)
  if (signal.aborted) interrupt()
  let out = ''
  let err = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    out = `${out}${text}`.slice(-KEPT_MAX)
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    err = `${err}${text}`.slice(-KEPT_MAX)
    const line = text.trimEnd().split('\n').at(-1)
    if (line) onLine(line)
  })
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, out, err, crashed: !CODES.includes(code) || code === EXIT.bug || hasThrown(err) }
  } finally {
    process.off('exit', kill)
    signal.removeEventListener('abort', interrupt)
  }
}

/**
 * Whether Node ended with an uncaught error, with exit code 1 like a failed gate. Commits from before the exit code for
 * bugs end so.
 */
function hasThrown(err: string): boolean {
  return /\nNode\.js v\d+\.\d+\.\d+\s*$/.test(err)
}
