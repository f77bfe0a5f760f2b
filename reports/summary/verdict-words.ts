import { isCollapse, type Verdict, type VerdictKind } from '../../bench/metrics/verdict.ts'
import { fixed } from '../format.ts'
import type { Tone } from '../span.ts'
import type { ArmAnswer } from './summary-data.ts'

/** A service that is back before this, ms, is back at once. */
const AT_ONCE_MS = 500

const WORDS: Readonly<Record<VerdictKind, string>> = {
  absorbed: 'not shaken',
  recovered: 'back',
  slow: 'late',
  oscillating: 'falls again',
  metastable: 'stays down',
  undecided: 'undecided',
}

/** When a service is back: `at once` or `after 4.5 s`. */
export function backText(ms: number): string {
  return ms < AT_ONCE_MS ? 'at once' : `after ${fixed(ms / 1000, 1)} s`
}

export type VerdictTone = Extract<Tone, 'good' | 'late' | 'bad' | 'unknown'>
const TONES: Readonly<Record<VerdictKind, VerdictTone>> = {
  absorbed: 'good',
  recovered: 'good',
  slow: 'late',
  oscillating: 'bad',
  metastable: 'bad',
  undecided: 'unknown',
}

/** Tone of the verdict on an arm; undefined without one. If most repeats survive but not all, it is not good. */
export function answerTone({ verdict }: Pick<ArmAnswer, 'verdict'>): VerdictTone | undefined {
  if (verdict === null) return undefined
  const tone = TONES[verdict.kind]
  const isMixed = (Object.keys(verdict.counts) as VerdictKind[]).some(isCollapse)
  return tone === 'good' && isMixed ? 'late' : tone
}

/**
 * The verdict on an arm for people: `back after 4.5 s`, `stays down`; `stays down 7, back 3` where its repeats differ.
 */
export function verdictWords(arm: ArmAnswer): string {
  if (arm.verdict === null) return 'n/a'
  const { kind, counts, backAfterMs, isProjected } = arm.verdict
  const each = Object.entries(counts) as [VerdictKind, number][]
  if (each.length > 1) return each.map(([one, times]) => `${WORDS[one]} ${times}`).join(', ')
  if (backAfterMs === null || kind === 'absorbed') return WORDS[kind]
  if (isProjected) return `${WORDS[kind]}, in about ${Math.ceil(backAfterMs / 1000)} s`
  return `${WORDS[kind]}${kind === 'slow' ? ',' : ''} ${backText(backAfterMs)}`
}

/** The reason of a verdict and the load that would decide it: `a breaker is open; 60 s of load more would decide`. */
export function reasonText({ kind, reason, neededS }: Pick<Verdict, 'kind' | 'reason' | 'neededS'>): string {
  if (kind !== 'undecided' || neededS === null) return reason
  return `${reason}; ${Math.ceil(neededS)} s of load more would decide`
}
