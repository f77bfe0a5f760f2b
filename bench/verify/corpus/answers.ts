import { isCollapse, type Judgement, type VerdictKind } from '../../metrics/verdict.ts'
import { lengthened, Pair } from '../../twin/pair.ts'
import { judge } from '../../verdict/rule.ts'
import type { System } from './system.ts'

/** Times at which each course is cut, s after its trigger. */
export const CUTS_S = [30, 60, 120, 240, 480, 960] as const

/** The verdict of one course at one cut. */
export interface Answer {
  readonly cutS: number
  readonly verdict: VerdictKind
  /** Why, in words. */
  readonly reason: string
}

/** Runs a system beside its twin once, and judges it at each cut up to its last one by the facts known there. */
export function answersOf({ cell, lastCutS }: System, seed: number, cutsS: readonly number[] = CUTS_S): Answer[] {
  const pair = new Pair(lengthened(cell, lastCutS), seed)
  return cutsS
    .filter((cutS) => cutS <= lastCutS)
    .map((cutS) => {
      const { kind, reason } = judgedAt(pair, cutS)
      return { cutS, verdict: kind, reason }
    })
}

/** Judges a pair at a cut. A run that is its twin again is decided early, because all that follows is the same. */
function judgedAt(pair: Pair, cutS: number): Judgement {
  const cutAt = pair.t0 + cutS
  while (pair.seconds < cutAt && !pair.isTwinAgain) pair.step()
  const early = judge(pair.evidence(), pair.seconds - pair.t0)
  if (early.kind !== 'undecided') return early
  // The twin may be down by chance at this moment, so the run goes on to its cut.
  while (pair.seconds < cutAt) pair.step()
  return judge(pair.evidence(), pair.seconds - pair.t0)
}

/** Returns the end that a verdict claims. */
export function sideOf(verdict: VerdictKind): 'back' | 'down' | 'undecided' {
  if (verdict === 'undecided') return verdict
  return isCollapse(verdict) ? 'down' : 'back'
}
