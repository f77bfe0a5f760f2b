import { meanOf, sumOf } from '../core/sums.ts'
import { GOOD_SECONDS } from '../metrics/recovery.ts'
import type { Judgement, VerdictKind } from '../metrics/verdict.ts'
import { type HarmShare, harmOf, REQUESTS_MIN, rateBefore } from './blocks.ts'
import { Cut, LASTING_SHARE, UNKNOWN_MEMORY_S } from './cut.ts'
import { type Drain, drainOf, excessOpen, usualOpen } from './drain.ts'
import type { Evidence, Timer } from './evidence.ts'

/** The fewest requests whose interval can lie below {@link LASTING_SHARE}. */
const LASTING_REQUESTS_MIN = 188
/** Seconds after the trigger from which on a drain is projected. */
const PROJECTED_FROM_S = 30
/** Looks at a run that is still down but recovers, in multiples of the horizon. */
export const LOOKS = [1, 1.5, 2, 3] as const
/** Seconds for which a twin is down and may still come back. */
const TWIN_DOWN_S = 10
/** Seconds of a twin's downtime that show a system which needs no trigger to go down. */
const TWIN_DOWN_LONG_S = 60
/** A run that would be back only after this many horizons does not count as coming back. */
const FAR = 10
/** Seconds needed by a run that only the next look decides. {@link judge} cuts them there. */
const TO_NEXT_LOOK = Number.POSITIVE_INFINITY

/**
 * Judges a system by the facts known `afterS` seconds after its trigger, when the load ends. `absorbed`, `recovered`
 * and `slow` may be said at any time. `metastable` and `oscillating` are said only at the horizon of the suite, so the
 * answer does not depend on where a run is cut.
 */
export function judge(evidence: Evidence, afterS: number): Judgement {
  const horizonS = evidence.collapseAfterS
  for (const look of LOOKS) {
    const atS = look * horizonS
    if (afterS < atS) {
      const judgement = judgeCut(new Cut(evidence, afterS, 'before'))
      const { neededS } = judgement
      return neededS === null
        ? judgement
        : { ...judgement, neededS: Math.max(1, Math.ceil(Math.min(neededS, atS - afterS))) }
    }
    const isLast = look === LOOKS.at(-1)
    const judgement = judgeCut(new Cut(evidence, atS, isLast ? 'last' : 'look'))
    if (judgement.kind !== 'undecided') return judgement
    // A run that no length decides is not looked at again. Nothing is read after the last look.
    if (judgement.neededS === null || isLast) return { ...judgement, neededS: null }
  }
  throw new Error('the last look decides')
}

function judgeCut(cut: Cut): Judgement {
  return (
    unfit(cut) ??
    (cut.isTwinForGood ? done(cut) : undefined) ??
    (cut.isGoodAtEnd ? back(cut) : comesAndGoes(cut)) ??
    bad(cut)
  )
}

function unfit(cut: Cut): Judgement | undefined {
  const knownAfterS = cut.knownS - cut.t0
  const leastS = Math.max(GOOD_SECONDS, cut.blockS)
  if (knownAfterS < leastS) {
    const tooShort = horizonTooShort(cut)
    if (tooShort !== undefined) return undecided(tooShort)
    return undecided(`only ${Math.max(0, knownAfterS)} s after the trigger are known`, leastS - knownAfterS)
  }
  if (cut.isIdle) return undecided(`no requests in its last ${Math.ceil(knownAfterS / 2)} s`, knownAfterS)
  if (Number.isNaN(cut.goodBefore)) return undecided('no requests come before its trigger')
  if (cut.goodBefore < 0.5) {
    return undecided(`bad before its trigger: ${(100 * cut.goodBefore).toFixed(1)} % of requests in time`)
  }
  if (!twinIsDown(cut, TWIN_DOWN_S)) return undefined
  return undecided('it goes down without its trigger as well', twinIsDown(cut, TWIN_DOWN_LONG_S) ? null : TWIN_DOWN_S)
}

/** Says why even the last look knows too little; undefined when it knows enough. */
function horizonTooShort({ evidence, blockS }: Cut): string | undefined {
  const { collapseAfterS, knownAfterMs } = evidence
  const lagS = Math.ceil(knownAfterMs / 1000)
  const lookedAtS = Math.floor(LOOKS.at(-1)! * collapseAfterS)
  if (lookedAtS - lagS >= Math.max(GOOD_SECONDS, blockS)) return undefined
  const takes =
    blockS > lagS ? `${REQUESTS_MIN} requests take ${blockS} s` : `the end of a request is known after ${lagS} s`
  return `its collapseAfterMs is too short: ${takes}, and at most ${lookedAtS} s after the trigger are looked at`
}

/** Whether the twin's share of good requests in its last seconds is less than half of that before the trigger. */
function twinIsDown(cut: Cut, lastS: number): boolean {
  const fromS = cut.knownS - Math.max(lastS, 5 * cut.blockS)
  if (!cut.evidence.hasTwin || (lastS > TWIN_DOWN_S && fromS < cut.t0)) return false
  const last = cut.evidence.seconds.slice(Math.max(cut.t0, fromS), cut.knownS)
  return sumOf(last, ({ twinGood }) => twinGood) / sumOf(last, ({ paired }) => paired) < cut.goodBefore / 2
}

function back(cut: Cut): Judgement {
  const ahead = redriveAhead(cut)
  if (ahead !== undefined) return ahead
  if (cut.evidence.seconds[cut.endS - 1]!.breakersOpen > 0 && !cut.isTwinLately) {
    const openMs = cut.evidence.timers.find(({ name }) => name === 'breaker.openMs')?.ms ?? GOOD_SECONDS * 1000
    return undecided('a breaker is open', openMs / 1000)
  }
  const isCertain = cut.isTwinLately && cut.relapsesS.length === 0 && cut.evidence.customPolicies.length === 0
  if (isCertain) return done(cut)
  if (backlogGrows(cut)) {
    if (cut.look === 'before') return undecided('the backlog grows', TO_NEXT_LOOK)
    return decided('metastable', 'the backlog grows')
  }
  const waiting = stillWaiting(cut)
  if (waiting !== undefined) return waiting
  const missingS = cut.goodNeededS - cut.goodForS
  if (missingS > 0) return undecided(`good for ${cut.goodForS} s only${ofUnknownMemory(cut)}`, missingS)
  return done(cut)
}

/** Requests that the trigger left open go on when a timer runs out, and may take the run down again. */
function stillWaiting(cut: Cut): Judgement | undefined {
  const [timer] = cut.evidence.timers
  const missingS = (timer?.ms ?? 0) / 1000 - cut.goodForS
  const open = missingS > 0 ? cut.openInExcess : 0
  if (open === 0) return undefined
  const reason = `${open} more requests are open than without the trigger, and a timer may still run out: ${named(timer!)}`
  return undecided(reason, cut.look === 'last' ? null : missingS)
}

function named({ name, ms }: Timer): string {
  return `${name} of ${ms / 1000} s`
}

/** Says so when a custom policy is the reason that more good seconds are required. */
function ofUnknownMemory({ evidence: { customPolicies } }: Cut): string {
  if (customPolicies.length === 0) return ''
  return `; custom policy ${customPolicies.join(', ')} does not declare memoryMs, so ${UNKNOWN_MEMORY_S} good seconds are required`
}

function done(cut: Cut): Judgement {
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

function redriveAhead(cut: Cut): Judgement | undefined {
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

function comesAndGoes(cut: Cut): Judgement | undefined {
  if (!cut.isPattern) return undefined
  const count = cut.relapsesS.length
  if (cut.look === 'before') return undecided(`came back and fell again ${count} times`, TO_NEXT_LOOK)
  const isBad = (i: number) => cut.blocks[i]?.isBad === true
  const inGoodSpells = harmOf(cut.blocks.filter((_, i) => !isBad(i - 1) && !isBad(i) && !isBad(i + 1)))
  if (inGoodSpells.share > LASTING_SHARE) return decided('metastable', damage(harmOf(cut.blocks)))
  return goesOn(cut) || cut.look === 'last'
    ? decided('oscillating', `came back and fell again ${count} times`)
    : undecided(`came back and fell again ${count} times`, TO_NEXT_LOOK)
}

/** Whether the harm of the second half is more than half of that of the first. */
function goesOn({ blocks }: Cut): boolean {
  const half = Math.floor(blocks.length / 2)
  return harmOf(blocks.slice(half)).share > 0.5 * harmOf(blocks.slice(0, half)).share
}

/** Judges a run at a look: a bad spell shorter than the good one before it is no collapse yet. */
function badAgain(cut: Cut): Judgement {
  const reason = `good for ${Math.max(...cut.relapsesS)} s, then bad again for ${cut.badForS} s`
  if (cut.look !== 'last') return undecided(reason, TO_NEXT_LOOK)
  return goesOn(cut) ? decided('oscillating', reason) : undecided(reason)
}

function damage({ share }: HarmShare): string {
  return `lasting damage to ${(100 * share).toFixed(1)} % of requests`
}

function bad(cut: Cut): Judgement {
  const isLook = cut.look !== 'before'
  const isGoodNow = cut.goodForS >= GOOD_SECONDS
  if (isGoodNow && !cut.isLasting && cut.look !== 'last') {
    const neededS = (LASTING_REQUESTS_MIN - cut.harmLately.requests) / Math.max(0.01, rateBefore(cut.evidence))
    return undecided(
      'too few requests to rule out lasting damage to 2 % of them',
      Math.max(1, neededS, cut.goodNeededS - cut.goodForS),
    )
  }
  const ahead = redriveAhead(cut)
  if (ahead !== undefined) return ahead
  const timer = cut.evidence.timers[0]
  const timersS = 2 * ((timer?.ms ?? 0) / 1000) + 10
  if (cut.afterS < timersS && cut.look !== 'last')
    return undecided(`a timer may still run out: ${named(timer!)}`, timersS - cut.afterS)
  const drain = drainOf(cut.evidence, cut.blocks, cut.t0, cut.endS)
  return isLook ? atHorizon(cut, drain, isGoodNow) : beforeHorizon(cut, drain)
}

function beforeHorizon(cut: Cut, { isFalling, arrivesS, atLatestS }: Drain): Judgement {
  // Once open work is back to its usual amount, it cannot show when a run that is still down will be good.
  if (isFalling && arrivesS <= cut.afterS)
    return undecided(
      'the backlog has drained, but requests still fail or come late',
      cut.endS - cut.knownS + GOOD_SECONDS,
    )
  if (cut.afterS > PROJECTED_FROM_S && atLatestS < cut.evidence.collapseAfterS) return projected(arrivesS)
  if (isFalling && Number.isFinite(arrivesS))
    return undecided(atThisPace(arrivesS), arrivesS - cut.afterS + GOOD_SECONDS)
  return undecided(`down to the end, for ${cut.downForS} s, with no sign of recovery`, TO_NEXT_LOOK)
}

function atHorizon(cut: Cut, { isFalling, arrivesS }: Drain, isGoodNow: boolean): Judgement {
  if (isFalling && arrivesS < FAR * cut.evidence.collapseAfterS)
    return cut.look === 'last'
      ? projected(arrivesS)
      : undecided(atThisPace(arrivesS), arrivesS - cut.afterS + GOOD_SECONDS)
  if (isGoodNow) return decided('metastable', damage(cut.harmOfGood))
  if (cut.isBadAgain) return badAgain(cut)
  return decided('metastable', `down for ${cut.relapsesS.length === 0 ? '' : 'its last '}${cut.downForS} s`)
}

function decided(kind: VerdictKind, reason: string): Judgement {
  return { kind, reason, neededS: null, backAfterMs: null, isProjected: false }
}

function undecided(reason: string, neededS: number | null = null): Judgement {
  return { ...decided('undecided', reason), neededS: neededS === null ? null : Math.max(1, Math.ceil(neededS)) }
}

function projected(arrivesS: number): Judgement {
  return { ...decided('slow', atThisPace(arrivesS)), backAfterMs: 1000 * arrivesS, isProjected: true }
}

function atThisPace(arrivesS: number): string {
  return `recovering: at this pace it is back about ${Math.ceil(arrivesS)} s after its trigger`
}
