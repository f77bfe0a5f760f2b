import type { ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { epochMs, pause } from '../core/real-clock.ts'

/** A look at the processes that are left, and at a port, is repeated after this time. */
const LOOK_AGAIN_MS = 20
/** Processes that were killed and are not gone by then will not go: they hang in the kernel. */
const GONE_MAX_MS = 10_000
/** A server that accepts a connection and says nothing for so long is not ready. */
const HELLO_MAX_MS = 2_000

/** What a server is asked and what it says when it is ready for work. */
export interface Hello {
  /** Sent as soon as the connection is open; empty for a server that speaks first. */
  readonly ask: string
  /** Of what came so far, one character per byte: whether it says ready, something else, or too little to tell. */
  readonly answer: (text: string) => 'ready' | 'not yet' | 'more'
}

/** Whether a server on 127.0.0.1 is ready for work; no connection, and one that ends, is no. */
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

/** Whether a child is still to end. */
export function lives({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null
}

/**
 * The processes that were started with HOME in this folder, or stand in it, by their ids; none where there is no /proc.
 * Their group alone would miss Erlang's helpers, which have sessions of their own; their parent alone those that lost
 * theirs; HOME alone Redis, which writes over it.
 */
export function processesOf(folder: string): number[] {
  return pids().filter((pid) => {
    try {
      // Somebody's shell may stand in the folder; what is ours has no terminal.
      if (pid === process.pid || hasTerminal(pid)) return false
      return (
        readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) ||
        readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`HOME=${folder}\0`)
      )
    } catch {
      // It has ended since, or is a stranger's.
      return false
    }
  })
}

/** By the fifth field after the name of its program in /proc/<pid>/stat. */
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
 * Kills a process, or with a negative id a group; one that is gone is no error, nor one that was and whose id a
 * stranger has.
 */
export function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

/**
 * Kills a child's group, which it must lead, and what else belongs to the folder. Settles when nothing of it is left.
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
