import { GOOD_SECONDS } from '../metrics/recovery.ts'
import type { Judgement } from '../metrics/verdict.ts'
import { redriveAhead } from './back.ts'
import { type HarmShare, harmOf, LASTING_SHARE, rateBefore } from './blocks.ts'
import { Cut } from './cut.ts'
import { type Drain, drainOf } from './drain.ts'
import { atThisPace, decided, LOOKS, named, projected, TO_NEXT_LOOK, undecided } from './judgement.ts'

/** The fewest requests whose interval can lie below {@link LASTING_SHARE}. */
const LASTING_REQUESTS_MIN = 188
/** Seconds after the trigger from which on a drain is projected. */
const PROJECTED_FROM_S = 30
/** A run that would be back only after this many horizons does not count as coming back. */
const FAR = 10

/** Judges a run that comes back and falls again. Undefined where that is no pattern. */
export function comesAndGoes(cut: Cut): Judgement | undefined {
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

/** Judges a run that is bad at its end. */
export function bad(cut: Cut): Judgement {
  const isLook = cut.look !== 'before'
  const isGoodNow = cut.goodForS >= GOOD_SECONDS
  if (isGoodNow && !cut.isLasting && cut.look !== 'last') {
    return undecided(
      'too few requests to rule out lasting damage to 2 % of them',
      Math.max(1, toRuleOutDamage(cut), cut.goodNeededS - cut.goodForS),
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

/** Seconds until the interval of the harm can lie below {@link LASTING_SHARE}: it shrinks at best as requests come. */
function toRuleOutDamage(cut: Cut): number {
  const { requests, high } = cut.harmLately
  const missing =
    requests < LASTING_REQUESTS_MIN ? LASTING_REQUESTS_MIN - requests : requests * (high / LASTING_SHARE - 1)
  return missing / Math.max(0.01, rateBefore(cut.evidence))
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
  if (isFalling && arrivesS < FAR * cut.evidence.collapseAfterS && !isOverdue(cut))
    return cut.look === 'last'
      ? projected(arrivesS)
      : undecided(atThisPace(arrivesS), arrivesS - cut.afterS + GOOD_SECONDS)
  if (isGoodNow) return decided('metastable', damage(cut.harmOfGood))
  if (cut.isBadAgain) return badAgain(cut)
  return decided('metastable', `down for ${cut.relapsesS.length === 0 ? '' : 'its last '}${cut.downForS} s`)
}

/** At the last look: whether it should have been back by now, by its pace at the look before. */
function isOverdue({ evidence, afterS, look }: Cut): boolean {
  if (look !== 'last') return false
  const before = new Cut(evidence, LOOKS.at(-2)! * evidence.collapseAfterS, 'look')
  return drainOf(evidence, before.blocks, before.t0, before.endS).arrivesS < afterS
}
