import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { inOwnGroup } from '../../bench/core/child-group.ts'

/** No tool may take longer than this, ms. */
const TOOL_MAX_MS = 30 * 60 * 1000
/** The last characters of the output, at most this many, are shown. */
const SHOWN_MAX = 3000
const IS_WINDOWS = process.platform === 'win32'

/** A tool of the user, such as npm. */
export interface ToolOptions {
  /** Program and arguments, or a line for the shell. */
  readonly command: readonly string[] | string
  readonly folder: string
  /** Aborted at Ctrl-C, which ends the tool and what it started. */
  readonly signal: AbortSignal
}

/** Runs a tool to its end. @throws CannotRunError with the command and the end of its output when it failed. */
export async function runTool({ command, folder, signal }: ToolOptions): Promise<void> {
  const line = typeof command === 'string' ? command : command.join(' ')
  // On Windows the tools are scripts that only a shell starts.
  const isShell = typeof command === 'string' || IS_WINDOWS
  const [program, ...args] = isShell ? [line] : command
  const child = spawn(program!, args, {
    cwd: folder,
    shell: isShell,
    // All that it starts can be ended with it.
    ...inOwnGroup(),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TOOL_MAX_MS,
    killSignal: 'SIGKILL',
  })
  const kill = () => endAll(child.pid)
  process.once('exit', kill)
  signal.addEventListener('abort', kill)
  if (signal.aborted) kill()
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = `${output}${text}`.slice(-SHOWN_MAX)
    })
  }
  try {
    const [code, ended] = (await once(child, 'close')) as [number | null, string | null]
    if (code === 0) return
    const how = code === null ? `was ended by ${ended}` : `ended with code ${code}`
    throw new CannotRunError(`\`${line}\` ${how}:\n${output.trim() || 'it printed nothing'}`)
  } catch (error) {
    if (error instanceof CannotRunError) throw error
    throw new CannotRunError(`\`${line}\` could not be started: ${(error as Error).message}`)
  } finally {
    process.off('exit', kill)
    signal.removeEventListener('abort', kill)
  }
}

/** Ends a process and, where there are process groups, all that it started. */
function endAll(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(IS_WINDOWS ? pid : -pid, 'SIGTERM')
  } catch {
    // It has ended already.
  }
}
