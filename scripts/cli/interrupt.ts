import { setMaxListeners } from 'node:events'
import { EXIT } from './exit-code.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What goes on now and can be ended early. */
const stops = new Set<(why: string) => void>()

/**
 * A signal that is given at the first Ctrl-C (or TERM, or a closed terminal), so that what was measured can be written;
 * the second ends the process at once. `what`: is done meanwhile. `release` gives the signals back.
 */
export function onInterrupt(
  tell: (text: string) => void,
  what = 'what was measured is being written',
): {
  readonly signal: AbortSignal
  readonly release: () => void
} {
  const controller = new AbortController()
  // Every point of a map that waits for a thread listens.
  setMaxListeners(0, controller.signal)
  const stop = (why: string) => {
    tell(`\n${why}; ${what} (Ctrl-C ends at once)\n`)
    controller.abort()
  }
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted)
    stop('stopping')
  }
  for (const name of SIGNALS) process.on(name, interrupt)
  stops.add(stop)
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, interrupt)
      stops.delete(stop)
    },
  }
}

/** Ends early what goes on, as Ctrl-C does; false when nothing goes on that could save anything. */
export function stopAll(why: string): boolean {
  for (const stop of stops) stop(why)
  return stops.size > 0
}
