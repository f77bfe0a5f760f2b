import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** For tests: the program as its user starts it, in a separate process with this folder. */
export interface OwnProcess {
  readonly process: ChildProcess
  /** Settles when it has ended, with what it printed. */
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>
}

/** For tests: starts the program in a separate process. */
export function startProgram(folder: string, argv: readonly string[]): OwnProcess {
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
  const loader = new URL('typescript.mjs', import.meta.url).href
  const child = spawn(process.execPath, ['--import', loader, main, ...argv], {
    env: { ...process.env, INIT_CWD: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    err += text
  })
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }))
  return { process: child, ended }
}
