import type { Steps } from '../core/steps.ts'
import { loadDurationMs } from '../load/load.ts'
import type { Cell } from '../suite.ts'
import { type Judgement, judge, LOOKS } from '../verdict/rule.ts'
import { lengthened, Pair } from './pair.ts'
import { triggerSpan } from './trigger.ts'

/** A run that is not decided goes on for at least so long, s. */
const STEP_MIN_S = 5
/** And for no more than this share of what has been seen after the trigger, so that it is looked at a few times. */
const STEP_SHARE = 0.5
/** Requests of a run that is still undecided. */
const REQUESTS_MAX = 2_000_000

/** A verdict, and how long it took. */
export interface Decision extends Judgement {
  /** Seconds of load after the trigger that were looked at. */
  readonly afterS: number
  /** Those of them that the plan does not have: its last rate was held for so long. */
  readonly beyondPlanS: number
}

/**
 * Runs a cell in virtual time beside its twin until its verdict is decided: first to the end of its plan, then on at its last rate, at most to three
 * times the horizon. Undefined without a trigger. Yields once for each second. @throws ConfigError when the cell cannot be simulated.
 */
export function* decideSteps(cell: Cell, seed: number, horizonS: number): Steps<number, Decision | undefined> {
  const trigger = triggerSpan(cell)
  if (trigger === undefined) return undefined
  const capS = LOOKS.at(-1)! * horizonS
  const whole = lengthened(cell, capS)
  const pair = new Pair(whole, seed, horizonS)
  const secondsMax = Math.floor(loadDurationMs(whole.load) / 1000)
  const planS = Math.floor(loadDurationMs(cell.load) / 1000) - pair.t0
  let untilS = Math.max(1, planS)
  for (;;) {
    while (pair.seconds < Math.min(secondsMax, pair.t0 + untilS) && !pair.isTwinAgain) {
      pair.step()
      yield pair.seconds
    }
    const afterS = pair.seconds - pair.t0
    const judgement = judge(pair.evidence(), afterS)
    const { kind, neededS } = judgement
    const decision = { ...judgement, afterS, beyondPlanS: Math.max(0, afterS - planS) }
    const isOver = pair.seconds >= secondsMax || pair.isTwinAgain || pair.requests > REQUESTS_MAX
    if (kind !== 'undecided' || neededS === null || isOver) return decision
    untilS = afterS + Math.min(neededS, Math.max(STEP_MIN_S, STEP_SHARE * afterS, toNextLook(afterS, horizonS)))
  }
}

function toNextLook(afterS: number, horizonS: number): number {
  const next = LOOKS.map((look) => look * horizonS).find((atS) => atS > afterS)
  return next === undefined ? 0 : next - afterS
}
