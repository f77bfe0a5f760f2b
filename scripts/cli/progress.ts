import type { Cell } from '../../bench/cell.ts'
import { DEFAULT_VARIANT } from '../../bench/core/default-variant.ts'
import { oneLine } from '../../bench/core/printable.ts'
import { RealClock } from '../../bench/core/real-clock.ts'
import type { Progress } from '../../bench/engine/experiment.ts'
import { CLEAR_LINE, type Console } from './console.ts'

const PLAIN_EVERY_MS = 3000

/** `12.3/60.0 s` of the load. */
export function elapsedText({ elapsedMs, totalMs }: Pick<Progress, 'elapsedMs' | 'totalMs'>): string {
  return `${(Math.min(elapsedMs, totalMs) / 1000).toFixed(1)}/${(totalMs / 1000).toFixed(1)} s`
}

/**
 * Shows the progress of a run: on a terminal one line that is overwritten, elsewhere a plain line every few seconds.
 */
export class ProgressLine {
  readonly #console: Console
  readonly #quiet: boolean
  readonly #clock = new RealClock()
  #shownMs = Number.NEGATIVE_INFINITY
  #live = false

  constructor(console: Console, quiet: boolean) {
    this.#console = console
    this.#quiet = quiet
  }

  /** `place`: number of this run and of all runs, such as `3/8`. */
  show(cell: Cell, place: string, progress: Progress): void {
    const { phase, elapsedMs, totalMs, requests, good, retries } = progress
    const doing = elapsedMs > totalMs ? `draining ${((elapsedMs - totalMs) / 1000).toFixed(1)} s` : phase
    const where = cell.variant === DEFAULT_VARIANT ? cell.arm : `${cell.variant} ${cell.arm}`
    this.line(
      `${place} ${cell.suite} ${where} ${doing} ${elapsedText(progress)}, offered ${requests}, good ${good}, retries ${retries}`,
    )
  }

  /** Prints a line that stays. */
  say(text: string): void {
    if (this.#quiet) return
    this.clear()
    this.#console.err(`${text}\n`)
  }

  line(text: string): void {
    if (this.#quiet) return
    const width = this.#console.errWidth
    if (width !== undefined) {
      this.#console.err(`${CLEAR_LINE}${oneLine(text, 1000).slice(0, Math.max(1, width - 1))}`)
      this.#live = true
      return
    }
    const nowMs = this.#clock.nowMs()
    if (nowMs - this.#shownMs < PLAIN_EVERY_MS) return
    this.#shownMs = nowMs
    this.#console.err(`${oneLine(text, 1000)}\n`)
  }

  /** Removes the live line. */
  clear(): void {
    if (this.#live) this.#console.err(CLEAR_LINE)
    this.#live = false
  }
}
