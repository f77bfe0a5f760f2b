import type { ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { epochMs, pause } from '../core/real-clock.ts'

/** Time between two looks at the processes that are left. */
const LOOK_AGAIN_MS = 20
/** Killed processes that still exist after this time hang in the kernel. */
const GONE_MAX_MS = 10_000
/** A server that accepts a connection and is silent for this time is not ready. */
const HELLO_MAX_MS = 2_000

/** Question to a server, and the answer of one that is ready for work. */
export interface Hello {
  /** Sent as soon as the connection is open; empty for a server that speaks first. */
  readonly ask: string
  /** Judges the text so far, one character per byte: ready, something else, or too short to decide. */
  readonly answer: (text: string) => 'ready' | 'not yet' | 'more'
}

/** Whether a server on 127.0.0.1 is ready for work. A failed or ended connection counts as no. */
export function answers(port: number, { ask, answer }: Hello): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    const settle = (ready: boolean) => {
      socket.destroy()
      resolve(ready)
    }
    let text = ''
    socket
      .setEncoding('latin1')
      .setTimeout(HELLO_MAX_MS, () => settle(false))
      .on('connect', () => socket.write(ask, 'latin1'))
      .on('data', (more: string) => {
        text += more
        const is = answer(text)
        if (is !== 'more') settle(is === 'ready')
      })
      .on('error', () => settle(false))
      .on('close', () => settle(false))
  })
}

/** Whether a child process has started and not ended. */
export function lives({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null
}

/**
 * Returns the ids of the processes that have this folder as HOME or as working folder. Empty where there is no /proc.
 * No other mark finds all of them. Erlang's helpers leave the process group, some processes lose their parent, and
 * Redis overwrites HOME.
 */
export function processesOf(folder: string): number[] {
  return pids().filter((pid) => {
    try {
      // A user's shell may have this working folder. Our processes have no terminal.
      if (pid === process.pid || hasTerminal(pid)) return false
      return (
        readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) ||
        readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`HOME=${folder}\0`)
      )
    } catch {
      // It has ended since, or belongs to another user.
      return false
    }
  })
}

/** Reads the fifth field after the program's name in /proc/<pid>/stat. */
function hasTerminal(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[4] !== '0'
}

function pids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

/**
 * Kills a process, or a group for a negative id. It is no error if the process is gone, even if its id now belongs to
 * another user's process.
 */
export function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

/**
 * Kills a child's group, which the child must lead, and all other processes of the folder. Settles when none is left.
 */
export async function killAll(child: ChildProcess | undefined, folder: string): Promise<void> {
  if (child !== undefined && lives(child)) killNow(-child.pid!)
  const startMs = epochMs()
  while (child !== undefined && lives(child)) {
    await pause(1)
    if (epochMs() - startMs > GONE_MAX_MS) throw new Error(`process ${child.pid} does not end`)
  }
  for (;;) {
    const left = processesOf(folder)
    if (left.length === 0) return
    if (epochMs() - startMs > GONE_MAX_MS) throw new Error(`processes ${left.join(', ')} of ${folder} do not end`)
    left.forEach(killNow)
    await pause(LOOK_AGAIN_MS)
  }
}
