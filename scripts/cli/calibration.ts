import { draw, STREAM } from '../../bench/core/draw.ts'
import { elapsedMs } from '../../bench/core/real-clock.ts'

const STEPS = 200_000
/** The first rounds are compiled; the best of the others is taken, because whatever disturbs makes it slower. */
const ROUNDS = 8

/**
 * How fast one core of this machine is now: millions of draws (about 20 integer operations each) per second, the best
 * of some rounds of a few milliseconds. Comparable between runs of one environment class only.
 */
export function calibrationScore(): number {
  let bestMs = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++)
    bestMs = Math.min(
      bestMs,
      elapsedMs(() => compute(round)),
    )
  return Number((STEPS / bestMs / 1000).toFixed(1))
}

/** Each step needs the one before, so that none can be left out. */
function compute(round: number): number {
  let last = round
  for (let step = 0; step < STEPS; step++) last = draw(round, STREAM.service, step, Math.floor(last * 1000))
  return last
}
