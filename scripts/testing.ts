import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Console } from './cli/console.ts'
import { type Place, runProgram } from './program.ts'
import { projectAt } from './project/find-project.ts'

/** For tests: a console without a terminal, and what was printed to it so far. */
export function captured(): { readonly console: Console; readonly printed: { out: string; err: string } } {
  const printed = { out: '', err: '' }
  const console = {
    out: (text: string) => {
      printed.out += text
    },
    err: (text: string) => {
      printed.err += text
    },
    outWidth: undefined,
    errWidth: undefined,
  }
  return { console, printed }
}

/** For tests: the place of a user whose project lies in a folder, whatever is above it. */
export function placeIn(folder: string): Place {
  return { folder, project: () => projectAt(folder, folder) }
}

/** For tests: a temporary folder of a user who runs the program there. */
export class Desk {
  readonly folder = mkdtempSync(join(tmpdir(), 'stormbench-'))

  /** Writes a file into the folder and returns its path. */
  file(name: string, content: string | Uint8Array | object): string {
    const path = join(this.folder, name)
    mkdirSync(dirname(path), { recursive: true })
    const isWhole = typeof content === 'string' || content instanceof Uint8Array
    writeFileSync(path, isWhole ? content : JSON.stringify(content))
    return path
  }

  /** Runs a command line, as it would run without a terminal. */
  async run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
    const { console, printed } = captured()
    const code = await runProgram(argv, console, placeIn(this.folder))
    return { code, ...printed }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/**
 * A suite that takes a fraction of a second. Its bounds are wide: what a test looks at must not depend on a quiet
 * machine.
 */
export const SMALL_SUITE = {
  name: 'small',
  question: 'Does it hold?',
  repeats: 1,
  deadlineMs: 20_000,
  target: { model: 'workers', slots: 4, service: { kind: 'constant', ms: 2 } },
  load: '300ms@100',
  validity: { dispatchLateMaxMs: 20_000, dispatchDelayP99MaxMs: 20_000, eventLoopDelayP99MaxMs: 20_000 },
  arms: {
    rpc: { style: 'rpc', policy: [{ kind: 'timeout', timeoutMs: 10_000 }] },
    queue: { style: 'queue', broker: { depthMax: 100, deliveriesMax: 3 }, consumers: { concurrency: 4 } },
  },
}
