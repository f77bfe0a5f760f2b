import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { NODE_OPTIONS } from '../../bench/core/own-code.ts'
import { RealClock } from '../../bench/core/real-clock.ts'
import type { CommandLine, Ended } from './program-child.testing.ts'

const CHILD = fileURLToPath(new URL('program-child.testing.ts', import.meta.url))
/** No hostile input may keep a command busy for longer, on a machine that does nothing else. */
const COMMAND_MAX_MS = 10_000
/**
 * On a busy machine the limit is this many times what loading the program took, about a second otherwise; tests end at
 * 60 s.
 */
const LOADINGS_MAX = 10
const BUSY_MAX_MS = 50_000

/**
 * A process that has loaded the program and runs one command after the other. Unlike a call in this process it can be
 * ended when it hangs.
 */
export class ProgramProcess {
  readonly #child: ChildProcess
  readonly #limitMs: number
  #printed = ''

  /** Starts one. It ends with this process, and does not keep it alive. */
  static async start(): Promise<ProgramProcess> {
    const clock = new RealClock()
    const child = fork(CHILD, {
      execArgv: [...NODE_OPTIONS, '--max-old-space-size=1024'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    await once(child, 'message')
    return new ProgramProcess(child, Math.min(BUSY_MAX_MS, Math.max(COMMAND_MAX_MS, LOADINGS_MAX * clock.nowMs())))
  }

  private constructor(child: ChildProcess, limitMs: number) {
    this.#child = child
    this.#limitMs = limitMs
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#printed += text
      })
    }
    for (const handle of [child, child.channel!, child.stdout as Socket, child.stderr as Socket]) handle.unref()
  }

  /** Whether it can run another command. */
  get isAlive(): boolean {
    return this.#child.connected && !this.#child.killed
  }

  /**
   * Runs a command. What went past the program's console is counted to `err`. Rejects when the command is still busy at
   * its limit.
   */
  async run(command: CommandLine): Promise<Ended> {
    const child = this.#child
    const done = new AbortController()
    const clock = new RealClock()
    const inTime = new Promise<never>((_, reject) => {
      const cancel = clock.at(this.#limitMs, () => {
        child.kill('SIGKILL')
        reject(new Error(`still busy after ${this.#limitMs} ms: ${command.argv.join(' ')}`))
      })
      done.signal.addEventListener('abort', cancel)
    })
    const answer = once(child, 'message', { signal: done.signal }).then(([ended]) => ended as Ended)
    const death = once(child, 'close', { signal: done.signal }).then(
      ([code]): Ended => ({ code: code ?? -1, out: '', err: '' }),
    )
    death.catch(() => undefined)
    answer.catch(() => undefined)
    child.send(command)
    try {
      const ended = await Promise.race([answer, death, inTime])
      const err = ended.err + this.#printed
      this.#printed = ''
      return { ...ended, err }
    } finally {
      done.abort()
    }
  }
}
