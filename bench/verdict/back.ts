import { meanOf } from '../core/sums.ts'
import { GOOD_SECONDS } from '../metrics/recovery.ts'
import type { Judgement } from '../metrics/verdict.ts'
import { type Cut, UNKNOWN_MEMORY_S } from './cut.ts'
import { excessOpen, usualOpen } from './drain.ts'
import { decided, named, TO_NEXT_LOOK, undecided } from './judgement.ts'

/** Judges a run that is good at its end. */
export function back(cut: Cut): Judgement {
  const ahead = redriveAhead(cut)
  if (ahead !== undefined) return ahead
  if (cut.evidence.seconds[cut.endS - 1]!.breakersOpen > 0 && !cut.isTwinLately) {
    const openMs = cut.evidence.timers.find(({ name }) => name === 'breaker.openMs')?.ms ?? GOOD_SECONDS * 1000
    return undecided('a breaker is open', openMs / 1000)
  }
  const { customPolicies, windowMs } = cut.evidence
  const isForgotten = customPolicies.length === 0 && cut.goodForS >= windowMs / 1000
  const isCertain = cut.isTwinLately && cut.relapsesS.length === 0 && isForgotten
  if (isCertain) return done(cut)
  if (backlogGrows(cut)) {
    if (cut.look === 'before') return undecided('the backlog grows', TO_NEXT_LOOK)
    return decided('metastable', 'the backlog grows')
  }
  const waiting = stillWaiting(cut)
  if (waiting !== undefined) return waiting
  const missingS = cut.goodNeededS - cut.goodForS
  if (missingS > 0) return undecided(`good for ${cut.goodForS} s only${ofMemory(cut)}`, missingS)
  return done(cut)
}

/** Requests that the trigger left open go on when a timer runs out, and may take the run down again. */
function stillWaiting(cut: Cut): Judgement | undefined {
  const [timer] = cut.evidence.timers
  const missingS = (timer?.ms ?? 0) / 1000 - cut.goodForS
  const open = missingS > 0 ? cut.waiting : 0
  if (open === 0) return undefined
  const reason = `${open} requests are still open that would have ended without the trigger, and a timer may still run out: ${named(timer!)}`
  return undecided(reason, cut.look === 'last' ? null : missingS)
}

/** Says so when the memory of a policy is the reason that more good seconds are required. */
function ofMemory({ goodForS, evidence: { customPolicies, windowMs } }: Cut): string {
  if (windowMs > 1000 * goodForS) return `; a window remembers results of the last ${windowMs / 1000} s`
  if (customPolicies.length === 0) return ''
  return `; custom policy ${customPolicies.join(', ')} does not declare memoryMs, so ${UNKNOWN_MEMORY_S} good seconds are required`
}

/** A run that is back for good. */
export function done(cut: Cut): Judgement {
  const { lastBad } = cut
  if (lastBad === undefined && !cut.harmedDuring) return { ...decided('absorbed', ''), backAfterMs: 0 }
  const { triggerToMs, recoverWithinMs } = cut.evidence
  const backAfterMs = lastBad === undefined ? 0 : Math.max(0, 1000 * cut.goodFromS - triggerToMs)
  return { ...decided(backAfterMs <= recoverWithinMs ? 'recovered' : 'slow', ''), backAfterMs }
}

/** Whether open work grows. Without a deadline every success is good, so only the backlog shows an overload. */
function backlogGrows(cut: Cut): boolean {
  const fromS = Math.max(cut.t0, cut.endS - Math.max(10, cut.goodForS))
  const excess = excessOpen(cut.evidence, fromS, cut.endS)
  const half = Math.floor(excess.length / 2)
  return meanOf(excess.slice(half)) - meanOf(excess.slice(0, half)) > usualOpen(cut.evidence, cut.t0, cut.endS)
}

/** Says so when dead letters are still to be published again. */
export function redriveAhead(cut: Cut): Judgement | undefined {
  const { redrive, seconds, knownAfterMs } = cut.evidence
  if (redrive === undefined) return undefined
  const atS = redrive.atMs / 1000
  const parked = seconds[Math.min(seconds.length - 1, Math.max(0, Math.floor(atS) - 1))]!.open
  const untilS =
    atS + (redrive.ratePerSecond === null ? 0 : parked / redrive.ratePerSecond) + Math.ceil(knownAfterMs / 1000)
  if (untilS <= cut.endS) return undefined
  return undecided(
    `a redrive at ${atS} s is not over`,
    untilS + GOOD_SECONDS + Math.ceil(knownAfterMs / 1000) - cut.endS,
  )
}
