import { setMaxListeners } from 'node:events'
import { EXIT } from './exit-code.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Functions that end the current work early. */
const stops = new Set<(why: string) => void>()

/**
 * A signal that is given at the first Ctrl-C (or TERM, or a closed terminal), so that what was measured can be written.
 * The second ends the process at once. `doing`: the work in between. `release` gives the signals back.
 */
export function onInterrupt(
  print: (text: string) => void,
  doing = 'writing what was measured',
): {
  readonly signal: AbortSignal
  readonly release: () => void
} {
  const controller = new AbortController()
  // Every point of a map that waits for a thread listens.
  setMaxListeners(0, controller.signal)
  const stop = (why: string) => {
    print(`\n${why}; ${doing} (Ctrl-C ends at once)\n`)
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

/** Ends the work early, as Ctrl-C does; false when no work is under way that could save anything. */
export function stopAll(why: string): boolean {
  for (const stop of stops) stop(why)
  return stops.size > 0
}
