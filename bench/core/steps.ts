import { breathe, RealClock } from './real-clock.ts'

/** A long computation in steps of some milliseconds. It yields its progress after each and returns its result. */
export type Steps<Progress, Result> = Generator<Progress, Result, void>

/** Shortest time between two reports of progress, ms. */
const PROGRESS_MS = 100

export interface StepsOptions<Progress> {
  /** Receives the progress at most every 100 ms. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Ends the computation before its next step. */
  readonly signal?: AbortSignal | undefined
}

/** Runs all steps without a pause. */
export function atOnce<Result>(steps: Steps<unknown, Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/**
 * Runs all steps and gives signals and other work a turn between them. @throws the reason of `signal` once it is
 * aborted.
 */
export async function inSteps<Progress, Result>(
  steps: Steps<Progress, Result>,
  { onProgress, signal }: StepsOptions<Progress> = {},
): Promise<Result> {
  const clock = new RealClock()
  let nextMs = PROGRESS_MS
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (clock.nowMs() >= nextMs) {
      nextMs = clock.nowMs() + PROGRESS_MS
      onProgress?.(step.value)
    }
    await breathe()
    signal?.throwIfAborted()
  }
}
