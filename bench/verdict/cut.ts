import { meanOf, sumOf } from '../core/sums.ts'
import { GOOD_SECONDS } from '../metrics/recovery.ts'
import { type Block, blockLength, blocksOf, type HarmShare, harmedDuring, harmOf, LASTING_SHARE } from './blocks.ts'
import { excessOpen, openBefore, usualOpen } from './drain.ts'
import type { Evidence } from './evidence.ts'
import { withoutUsualSpells } from './usual.ts'

/** Good requests in which lasting damage is looked for. */
const LASTING_REQUESTS = 300
/** This many good spells that ended in a bad block are a pattern. */
const RELAPSES_MIN = 3
/** Good seconds required where a custom policy does not declare its memory. */
export const UNKNOWN_MEMORY_S = 60
/** Good blocks required where a block is longer than a second, and the most seconds of them. */
const GOOD_BLOCKS = 3
const GOOD_BLOCKS_MAX_S = 60

/** A run is judged `before` its horizon, at a `look` from the horizon on, or at the `last` look, which must decide. */
export type Look = 'before' | 'look' | 'last'

/** A bad block that followed a good spell. */
interface Relapse {
  readonly fromS: number
  /** Length of the good spell, s. */
  readonly goodS: number
}

/** Measures a run as known some seconds after its trigger. It gives no verdict. */
export class Cut {
  readonly evidence: Evidence
  readonly afterS: number
  readonly look: Look
  /** First whole second after the trigger, end of the load, and end of the seconds whose requests have known ends. */
  readonly t0: number
  readonly endS: number
  readonly knownS: number
  /** Share of requests before the trigger that succeeded in time; without requests there, the twin's share after it. */
  readonly goodBefore: number
  readonly harmedDuring: boolean
  readonly blocks: readonly Block[]
  /** Length of a block, s. */
  readonly blockS: number
  /** Lengths of good spells that ended in a bad block, s. */
  readonly relapsesS: readonly number[]
  /** Begin of the latest bad spell: the last relapse, else the end of the trigger. */
  readonly badFromS: number
  /** Begin of the good seconds at the end. */
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

  /** Share of the requests of some seconds that succeeded in time; NaN without requests. */
  #goodIn(fromS: number, toS: number): number {
    const seconds = this.evidence.seconds.slice(fromS, toS)
    return sumOf(seconds, ({ good }) => good) / sumOf(seconds, ({ planned }) => planned)
  }

  /** Share of the requests after the trigger that would have succeeded without it. */
  #goodOfTwin(): number {
    const seconds = this.evidence.seconds.slice(this.t0, this.knownS)
    return sumOf(seconds, ({ twinGood }) => twinGood) / sumOf(seconds, ({ paired }) => paired)
  }

  /** Seconds between warm-up and trigger, without the first five if there are enough. None where these two meet. */
  #before(): [fromS: number, toS: number] {
    const startS = Math.floor(this.evidence.triggerFromMs / 1000)
    const lagS = Math.ceil(this.evidence.knownAfterMs / 1000)
    const warmS = Math.ceil(this.evidence.warmUpEndMs / 1000)
    const fromS = Math.max(warmS, Math.min(warmS + 5, startS - lagS - 5))
    return [fromS, Math.min(startS, Math.max(fromS + 1, startS - lagS))]
  }

  /** Number of good seconds at the end; 0 where no request came in them, and where they hold no whole block. */
  get goodForS(): number {
    return this.#goodBlocks.length === 0 || this.#isIdle(this.goodFromS) ? 0 : this.knownS - this.goodFromS
  }

  /** Whether no request came in the later half of the time after the trigger. */
  get isIdle(): boolean {
    return this.#isIdle(this.t0 + Math.floor((this.knownS - this.t0) / 2))
  }

  #isIdle(fromS: number): boolean {
    return this.evidence.seconds.slice(fromS, this.knownS).every(({ planned }) => planned === 0)
  }

  /** Finds the bad blocks that follow a good spell. The trigger counts as a bad block if it harmed a request. */
  #relapses(): Relapse[] {
    const relapses: Relapse[] = []
    let goodFromS = this.harmedDuring ? this.t0 : undefined
    let wasBad = true
    for (const { isBad, fromS } of this.blocks) {
      // Seconds without requests between two bad blocks are no good spell.
      const goodS = goodFromS === undefined || wasBad ? 0 : fromS - goodFromS
      if (isBad && goodS >= GOOD_SECONDS) relapses.push({ fromS, goodS })
      if (isBad) goodFromS = fromS + this.blockS
      wasBad = isBad
    }
    return relapses
  }

  /** Known seconds of the latest bad spell. */
  get badForS(): number {
    return this.knownS - this.badFromS
  }

  /** Length of the bad spell of a run that is still bad, s; up to the end of the load where it was never good. */
  get downForS(): number {
    return this.relapsesS.length === 0 ? Math.floor(this.afterS) : this.badForS
  }

  /** Whether it was good for longer than it has been bad again. */
  get isBadAgain(): boolean {
    return Math.max(0, ...this.relapsesS) > this.badForS
  }

  /** Requests whose ends should be known and that are still open, and not in the twin. Without a twin, an estimate. */
  get waiting(): number {
    const { evidence, t0, endS } = this
    const usual = usualOpen(evidence, t0, endS)
    if (evidence.hasTwin) {
      const { waiting } = evidence.seconds[endS - 1]!
      // At the last look a usual number of stragglers decides nothing.
      return this.look === 'last' && waiting <= usual ? 0 : waiting
    }
    const open = meanOf(excessOpen(evidence, Math.max(t0, endS - GOOD_SECONDS), endS))
    const excess = open - meanOf(openBefore(evidence))
    return excess > usual ? Math.round(excess) : 0
  }

  /** Good seconds that a run needs to count as back. */
  get goodNeededS(): number {
    const blocksS = this.blockS > 1 ? Math.min(GOOD_BLOCKS_MAX_S, GOOD_BLOCKS * this.blockS) : 0
    const memoryS = this.evidence.customPolicies.length > 0 ? UNKNOWN_MEMORY_S : 0
    const windowS = this.evidence.windowMs / 1000
    return Math.max(GOOD_SECONDS, blocksS, memoryS, windowS, 2 * Math.max(0, ...this.relapsesS))
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
    if (this.#goodBlocks.length === 0) return false
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
