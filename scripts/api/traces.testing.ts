import { vi } from 'vitest'
import { epochMs, pause } from '../../bench/core/real-clock.ts'

const EVENTS = ['exit', 'SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException', 'unhandledRejection', 'warning'] as const

/** Longest time in which a closed resource must be gone, ms. It takes some turns of the event loop. */
const GONE_WITHIN_MS = 5000

/** For tests: texts that a call prints, and what it leaves in this process: listeners and active resources. */
export async function tracesOf(
  call: () => Promise<unknown>,
): Promise<{ readonly printed: readonly string[]; readonly left: readonly string[] }> {
  const printed: string[] = []
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed.push(String(text))
      return true
    }),
  )
  const before = counts()
  try {
    await call()
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  const left = () => [...counts()].flatMap(([name, count]) => (count > (before.get(name) ?? 0) ? [name] : []))
  const untilMs = epochMs() + GONE_WITHIN_MS
  while (left().length > 0 && epochMs() < untilMs) await pause(10)
  return { printed, left: left() }
}

/** Listeners of the process and active resources of it, by kind. */
function counts(): Map<string, number> {
  const all = new Map<string, number>(EVENTS.map((event) => [event, process.listenerCount(event)]))
  for (const kind of process.getActiveResourcesInfo()) all.set(kind, (all.get(kind) ?? 0) + 1)
  return all
}
