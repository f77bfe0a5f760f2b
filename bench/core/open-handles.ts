import { pause, RealClock } from './real-clock.ts'

/** Resources of Node that a client opens, in plain words. Timers are left out, since this program has its own. */
const NAMES: Readonly<Record<string, string>> = {
  TCPSocketWrap: 'TCP sockets',
  TCPServerWrap: 'TCP servers',
  UDPWrap: 'UDP sockets',
  PipeWrap: 'pipes',
  ProcessWrap: 'child processes',
  FSEventWrap: 'file watchers',
}
/** Longest wait for a close that is under way, ms. */
const CLOSE_MAX_MS = 1000
const LOOK_MS = 20

/** Open handles of this process by name, such as `TCP sockets`. Each of them keeps the process alive. */
export type OpenHandles = ReadonlyMap<string, number>

/** Counts the handles that are open now. */
export function openHandles(): OpenHandles {
  const counts = new Map<string, number>()
  for (const resource of process.getActiveResourcesInfo()) {
    const name = NAMES[resource]
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

/** Returns handles beyond those of `before`, as `TCP sockets: 2`; waits a moment for those that are being closed. */
export async function leftOpen(before: OpenHandles): Promise<readonly string[]> {
  const clock = new RealClock()
  let left = beyond(before)
  while (left.length > 0 && clock.nowMs() < CLOSE_MAX_MS) {
    await pause(LOOK_MS)
    left = beyond(before)
  }
  clock.stop()
  return left
}

function beyond(before: OpenHandles): string[] {
  return [...openHandles()].flatMap(([name, count]) => {
    const more = count - (before.get(name) ?? 0)
    return more > 0 ? [`${name}: ${more}`] : []
  })
}
