import { setMaxListeners } from 'node:events'
import { EXIT } from './exit-code.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * A signal that is given at the first Ctrl-C (or TERM, or a closed terminal), so that what was measured can be written; the second ends the
 * process at once. `what`: is done meanwhile. `release` gives the signals back.
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
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted)
    tell(`\nstopping; ${what} (once more to end at once)\n`)
    controller.abort()
  }
  for (const name of SIGNALS) process.on(name, stop)
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, stop)
    },
  }
}
