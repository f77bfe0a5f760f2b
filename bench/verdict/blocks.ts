import { sumOf } from '../core/sums.ts'
import { GOOD_SHARE, isAsGoodAs, isGood } from '../metrics/recovery.ts'
import { wilson } from '../metrics/wilson.ts'
import { deviationOf, type Evidence, type JudgedSecond } from './evidence.ts'
import { signTest } from './trend.ts'

/** Harm to less than this share of requests is no lasting damage. */
export const LASTING_SHARE = 0.02
/** Harm of more than this share of a block makes it bad. */
export const BAD_SHARE = 1 - GOOD_SHARE
/** One-sided error of the sign test. */
const BY_CHANCE = 0.025
/** Fewest requests that show whether a block is good. */
export const REQUESTS_MIN = 20
const Z = 1.96

/** Some seconds together, long enough to hold the requests that a judgement needs. */
export interface Block {
  /** Its first second. */
  readonly fromS: number
  /** Requests that would have succeeded in time without the trigger. */
  readonly good: number
  /** Number of those that did not, less the requests that succeeded only in the run. */
  readonly harm: number
  readonly isBad: boolean
}

/** Share of the good requests that are harmed, with an interval of 95 %. */
export interface HarmShare {
  readonly share: number
  readonly low: number
  readonly high: number
  /** Good requests that it is a share of. */
  readonly requests: number
}

/** Fewest seconds in which the rate before the trigger is measured. */
const RATE_S = 20

/** Requests per second right before the trigger; right after it where none are planned before. */
export function rateBefore({ seconds, triggerFromMs, triggerToMs }: Evidence): number {
  const before = seconds.slice(0, Math.floor(triggerFromMs / 1000)).reverse()
  return rateOfFirst(before) || rateOfFirst(seconds.slice(Math.ceil(triggerToMs / 1000)))
}

/** Rate in the first seconds of a list, at least as many seconds as hold enough requests for a block. */
function rateOfFirst(seconds: readonly JudgedSecond[]): number {
  let requests = 0
  let count = 0
  while (count < seconds.length && (count < RATE_S || requests < REQUESTS_MIN)) {
    requests += seconds[count]!.planned
    count += 1
  }
  return count === 0 ? 0 : requests / count
}

/** Length of a block, s: at least 20 requests at the rate before the trigger and at the rate right after it. */
export function blockLength(evidence: Evidence): number {
  const { seconds, triggerToMs } = evidence
  const before = rateBefore(evidence)
  const after = rateOfFirst(seconds.slice(Math.ceil(triggerToMs / 1000))) || before
  return Math.max(1, Math.ceil(REQUESTS_MIN / Math.max(Math.min(before, after), 0.01)))
}

/**
 * Returns whole blocks of the seconds from `fromS` to before `toS`, without blocks that have no planned request. With a
 * twin harm is counted request by request. Without one it is the shortfall from the good share before the trigger.
 */
export function blocksOf(evidence: Evidence, fromS: number, toS: number, goodBefore: number): Block[] {
  const length = blockLength(evidence)
  const blocks: Block[] = []
  for (let at = fromS; at + length <= toS; at += length) {
    const seconds = evidence.seconds.slice(at, at + length)
    if (sumOf(seconds, ({ planned }) => planned) === 0) continue
    blocks.push(evidence.hasTwin ? paired(at, seconds) : alone(at, seconds, goodBefore))
  }
  return blocks
}

function paired(fromS: number, seconds: readonly JudgedSecond[]): Block & { readonly isByChance: boolean } {
  const good = sumOf(seconds, ({ twinGood }) => twinGood)
  const lost = sumOf(seconds, (second) => second.lost)
  const gained = sumOf(seconds, (second) => second.gained)
  const harm = lost - gained
  const isByChance = signTest(lost, gained) > BY_CHANCE
  return { fromS, good, harm, isByChance, isBad: !isGood({ offered: good, good: good - harm }) && !isByChance }
}

function alone(fromS: number, seconds: readonly JudgedSecond[], goodBefore: number): Block {
  const planned = sumOf(seconds, (second) => second.planned)
  const good = sumOf(seconds, (second) => second.good)
  return {
    fromS,
    good: goodBefore * planned,
    harm: goodBefore * planned - good,
    isBad: !isAsGoodAs(goodBefore, { offered: planned, good }),
  }
}

/** Harm of some blocks together. The interval is the union of Wilson's interval and one of the spread of blocks. */
export function harmOf(blocks: readonly Block[]): HarmShare {
  const requests = sumOf(blocks, ({ good }) => good)
  const harm = sumOf(blocks, (block) => block.harm)
  if (requests === 0) return { share: 0, low: Number.NaN, high: Number.NaN, requests }
  const share = harm / requests
  const [low, high] = wilson(Math.min(Math.max(0, harm), requests), requests)
  if (blocks.length <= 2) return { share, low, high, requests }
  const error = (Z * deviationOf(blocks.map((block) => block.harm)) * Math.sqrt(blocks.length)) / requests
  return { share, low: Math.min(low, share - error), high: Math.max(high, share + error), requests }
}

/** Whether the trigger harmed requests while it lasted. */
export function harmedDuring(evidence: Evidence, goodBefore: number): boolean {
  const fromS = Math.max(0, Math.floor(evidence.triggerFromMs / 1000) - Math.ceil(evidence.knownAfterMs / 1000))
  const toS = Math.ceil(evidence.triggerToMs / 1000)
  const seconds = evidence.seconds.slice(fromS, toS)
  const planned = sumOf(seconds, (second) => second.planned)
  const isAnyBad = evidence.hasTwin && isAnyPairBad(evidence, fromS, toS)
  // Requests that the trigger itself brought have no partner.
  if (isAnyBad || (evidence.hasTwin && planned <= sumOf(seconds, (second) => second.paired))) return isAnyBad
  return !isAsGoodAs(goodBefore, { offered: planned, good: sumOf(seconds, (second) => second.good) })
}

/** Whether a block of these seconds, or all of them together, is bad in the run and not in its twin. */
function isAnyPairBad(evidence: Evidence, fromS: number, toS: number): boolean {
  const { good, harm, isByChance } = paired(fromS, evidence.seconds.slice(fromS, toS))
  if (harm > LASTING_SHARE * good && !isByChance) return true
  const length = blockLength(evidence)
  for (let at = fromS; at < toS; at += length)
    if (paired(at, evidence.seconds.slice(at, Math.min(toS, at + length))).isBad) return true
  return false
}
