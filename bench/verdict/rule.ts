import { sumOf } from '../core/sums.ts'
import { GOOD_SECONDS } from '../metrics/recovery.ts'
import type { Judgement } from '../metrics/verdict.ts'
import { back, done } from './back.ts'
import { bad, comesAndGoes } from './bad.ts'
import { REQUESTS_MIN } from './blocks.ts'
import { Cut } from './cut.ts'
import type { Evidence } from './evidence.ts'
import { LOOKS, undecided } from './judgement.ts'

/** Seconds for which a twin is down and may still come back. */
const TWIN_DOWN_S = 10
/** Seconds of a twin's downtime that show a system which needs no trigger to go down. */
const TWIN_DOWN_LONG_S = 60

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
