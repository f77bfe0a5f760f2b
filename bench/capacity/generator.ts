import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { NODE_OPTIONS, ownModule } from '../core/own-code.ts'
import type { GeneratorName, Job, JobResult } from './job.ts'

/** A load generator in a separate process, so that the CPU time of that process is its own. */
export class Generator {
  readonly #child: ChildProcess
  readonly #gone: Promise<never>

  private constructor(child: ChildProcess) {
    this.#child = child
    this.#gone = once(child, 'exit').then(([code, signal]) => {
      throw new Error(`the generator's process ended (${signal ?? `code ${code}`})`)
    })
    // `#answer` rejects with this error. After `stop` nobody waits for it.
    this.#gone.catch(() => undefined)
  }

  /** @throws Error when the process ends before it is ready. */
  static async start(name: GeneratorName): Promise<Generator> {
    const child = fork(fileURLToPath(ownModule('./generator-child', import.meta.url)), [name], {
      execArgv: [...NODE_OPTIONS],
      serialization: 'advanced',
    })
    const generator = new Generator(child)
    await generator.#answer()
    return generator
  }

  /** Measures one job. @throws Error when the process ends meanwhile. */
  async measure(job: Job): Promise<JobResult> {
    this.#child.send(job)
    return (await this.#answer()) as JobResult
  }

  stop(): void {
    this.#child.kill('SIGKILL')
  }

  async #answer(): Promise<unknown> {
    const [answer] = await Promise.race([once(this.#child, 'message'), this.#gone])
    return answer
  }
}
