import { meanOf, sumOf } from '../core/sums.ts'
import { GOOD_SECONDS } from '../metrics/recovery.ts'
import { type Block, blockLength, blocksOf, type HarmShare, harmedDuring, harmOf } from './blocks.ts'
import { excessOpen, openBefore, usualOpen } from './drain.ts'
import type { Evidence } from './evidence.ts'
import { withoutUsualSpells } from './usual.ts'

/** Harm of less than this share is no lasting damage. */
export const LASTING_SHARE = 0.02
/** Good requests that are looked at for lasting damage. */
const LASTING_REQUESTS = 300
/** Good spells that ended in a bad block: as many are a pattern. */
const RELAPSES_MIN = 3
/** Good seconds asked for where a custom policy has a memory that is not known. */
export const UNKNOWN_MEMORY_S = 60
/** Where a block is longer than a second: so many of them, at most so long. */
const GOOD_BLOCKS = 3
const GOOD_BLOCKS_MAX_S = 60

/**
 * Whether a run is looked at `before` its horizon, at a `look` from there on, or at the `last` one, which has to
 * decide.
 */
export type Look = 'before' | 'look' | 'last'

/** A bad block that followed a good spell. */
interface Relapse {
  readonly fromS: number
  /** Length of the good spell, s. */
  readonly goodS: number
}

/** A run as it is seen some seconds after its trigger: what is measured, and no verdict. */
export class Cut {
  readonly evidence: Evidence
  readonly afterS: number
  readonly look: Look
  /** First whole second after the trigger, end of the load, and end of the seconds whose requests are known. */
  readonly t0: number
  readonly endS: number
  readonly knownS: number
  /** Share of the requests before the trigger that succeeded in time; without any, that of the twin after it. */
  readonly goodBefore: number
  readonly harmedDuring: boolean
  readonly blocks: readonly Block[]
  /** Length of a block, s. */
  readonly blockS: number
  /** Lengths of good spells that ended in a bad block, s. */
  readonly relapsesS: readonly number[]
  /** The latest bad spell began here: its last relapse, else the end of the trigger. */
  readonly badFromS: number
  /** The seconds from here on are good. */
  readonly goodFromS: number
  readonly #goodBlocks: readonly Block[]

  constructor(evidence: Evidence, afterS: number, look: Look) {
    this.evidence = evidence
    this.afterS = afterS
    this.look = look
    this.t0 = Math.ceil(evidence.triggerToMs / 1000)
    this.endS = Math.min(evidence.seconds.length, this.t0 + Math.floor(afterS))
    this.knownS = this.endS - Math.ceil(evidence.knownAfterMs / 1000)
    this.blockS = blockLength(evidence)
    const [fromS, toS] = this.#before()
    const before = this.#goodIn(fromS, toS)
    this.goodBefore = Number.isNaN(before) && evidence.hasTwin ? this.#goodOfTwin() : before
    const after = blocksOf(evidence, this.t0, this.knownS, this.goodBefore)
    this.blocks = evidence.hasTwin ? after : withoutUsualSpells(blocksOf(evidence, fromS, toS, this.goodBefore), after)
    this.harmedDuring = harmedDuring(evidence, this.goodBefore)
    const relapses = this.#relapses()
    this.relapsesS = relapses.map(({ goodS }) => goodS)
    this.badFromS = relapses.at(-1)?.fromS ?? this.t0
    const lastBad = this.lastBad
    this.goodFromS = lastBad === undefined ? this.t0 : lastBad.fromS + this.blockS
    this.#goodBlocks = this.blocks.filter((block) => block.fromS >= this.goodFromS)
  }

  get lastBad(): Block | undefined {
    return this.blocks.findLast(({ isBad }) => isBad)
  }

  /** Share of the requests of some seconds that succeeded in time; NaN without any. */
  #goodIn(fromS: number, toS: number): number {
    const seconds = this.evidence.seconds.slice(fromS, toS)
    return sumOf(seconds, ({ good }) => good) / sumOf(seconds, ({ planned }) => planned)
  }

  /** The share after the trigger that would have succeeded without it. */
  #goodOfTwin(): number {
    const seconds = this.evidence.seconds.slice(this.t0, this.knownS)
    return sumOf(seconds, ({ twinGood }) => twinGood) / sumOf(seconds, ({ paired }) => paired)
  }

  /** Seconds between warm-up and trigger, without the first ones when there are more. None where these two meet. */
  #before(): [fromS: number, toS: number] {
    const startS = Math.floor(this.evidence.triggerFromMs / 1000)
    const lagS = Math.ceil(this.evidence.knownAfterMs / 1000)
    const warmS = Math.ceil(this.evidence.warmUpEndMs / 1000)
    const fromS = Math.max(warmS, Math.min(warmS + 5, startS - lagS - 5))
    return [fromS, Math.min(startS, Math.max(fromS + 1, startS - lagS))]
  }

  /** Good seconds at the end; 0 where no request came in them, since nothing was good then. */
  get goodForS(): number {
    return this.#isIdle(this.goodFromS) ? 0 : this.knownS - this.goodFromS
  }

  /** No request came in the later half of the time after the trigger. */
  get isIdle(): boolean {
    return this.#isIdle(this.t0 + Math.floor((this.knownS - this.t0) / 2))
  }

  #isIdle(fromS: number): boolean {
    return this.evidence.seconds.slice(fromS, this.knownS).every(({ planned }) => planned === 0)
  }

  /** The trigger counts as bad if it harmed anybody. */
  #relapses(): Relapse[] {
    const relapses: Relapse[] = []
    let last = this.harmedDuring ? -1 : undefined
    this.blocks.forEach(({ isBad, fromS }, i) => {
      if (!isBad) return
      const goodS = last === undefined ? 0 : (i - last - 1) * this.blockS
      if (goodS >= GOOD_SECONDS) relapses.push({ fromS, goodS })
      last = i
    })
    return relapses
  }

  /** Seconds that are known of the latest bad spell. */
  get badForS(): number {
    return this.knownS - this.badFromS
  }

  /** The same for a run that is still bad; where it was never good, up to the end of the load. */
  get downForS(): number {
    return this.relapsesS.length === 0 ? Math.floor(this.afterS) : this.badForS
  }

  /** Whether it was good for longer than it has been bad again. */
  get isBadAgain(): boolean {
    return Math.max(0, ...this.relapsesS) > this.badForS
  }

  /** Requests open beyond the usual in its last seconds; 0 where no more are than is usual. */
  get openInExcess(): number {
    const { evidence, t0, endS } = this
    const usual = evidence.hasTwin ? 0 : meanOf(openBefore(evidence))
    const excess = meanOf(excessOpen(evidence, Math.max(t0, endS - GOOD_SECONDS), endS)) - usual
    return excess > usualOpen(evidence, t0, endS) ? Math.round(excess) : 0
  }

  /** Good seconds that a run needs to count as back. */
  get goodNeededS(): number {
    const blocksS = this.blockS > 1 ? Math.min(GOOD_BLOCKS_MAX_S, GOOD_BLOCKS * this.blockS) : 0
    const memoryS = this.evidence.customPolicies.length > 0 ? UNKNOWN_MEMORY_S : 0
    return Math.max(GOOD_SECONDS, blocksS, memoryS, 2 * Math.max(0, ...this.relapsesS))
  }

  get isPattern(): boolean {
    return this.relapsesS.length >= RELAPSES_MIN && this.goodForS < this.goodNeededS
  }

  get harmOfGood(): HarmShare {
    return harmOf(this.#goodBlocks)
  }

  /** Harm over the shortest end of the good seconds that holds enough requests. */
  get harmLately(): HarmShare {
    const good = this.#goodBlocks
    let requests = 0
    const first = good.findLast((block) => {
      requests += block.good
      return requests >= LASTING_REQUESTS && this.knownS - block.fromS >= GOOD_SECONDS
    })
    return harmOf(first === undefined ? good : good.filter(({ fromS }) => fromS >= first.fromS))
  }

  get #harmOfLastThird(): HarmShare {
    const thirdS = Math.max(60, Math.floor((this.knownS - this.t0) / 3))
    return harmOf(this.#goodBlocks.filter(({ fromS }) => fromS >= this.knownS - thirdS))
  }

  get isClean(): boolean {
    if (this.harmLately.high < LASTING_SHARE || this.#harmOfLastThird.high < LASTING_SHARE) return true
    return this.look === 'last' && this.harmOfGood.share <= LASTING_SHARE
  }

  get isLasting(): boolean {
    if (this.isClean) return false
    const isSure = this.harmOfGood.low > LASTING_SHARE && this.#harmOfLastThird.share > LASTING_SHARE
    return this.look === 'last' || isSure
  }

  get isGoodAtEnd(): boolean {
    return this.goodForS >= GOOD_SECONDS && this.isClean && !this.isPattern
  }

  /** Whether all that comes after is the same in the twin. */
  get isTwinForGood(): boolean {
    return this.evidence.isTwinAgain && this.endS === this.evidence.seconds.length
  }

  /** Whether the last seconds were those of the twin, to the last request. */
  get isTwinLately(): boolean {
    const fromS = this.endS - GOOD_SECONDS
    return (
      this.evidence.hasTwin &&
      fromS >= this.t0 &&
      this.evidence.seconds.slice(fromS, this.endS).every(({ isSame }) => isSame)
    )
  }
}
