import { isCollapse, type VerdictKind } from '../../bench/metrics/verdict.ts'
import { fixed } from '../format.ts'
import type { Tone } from '../span.ts'
import { answerFigure } from './answer-figure.ts'
import type { ArmAnswer } from './summary-data.ts'

/** A recovery that takes less is one at once, ms. */
const AT_ONCE_MS = 500

const WORDS: Readonly<Record<VerdictKind, string>> = {
  absorbed: 'not shaken',
  recovered: 'back',
  slow: 'late',
  oscillating: 'falls again',
  metastable: 'stays down',
  undecided: 'cannot tell',
}

/** When a service is back: `at once` or `after 4.5 s`. */
export function recoveryText(ms: number): string {
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

/** How the verdict on an arm looks; undefined without one. One that most repeats survive, but not all, is not good. */
export function answerTone({ verdict }: Pick<ArmAnswer, 'verdict'>): VerdictTone | undefined {
  if (verdict === null) return undefined
  const tone = TONES[verdict.kind]
  const isMixed = (Object.keys(verdict.counts) as VerdictKind[]).some(isCollapse)
  return tone === 'good' && isMixed ? 'late' : tone
}

/** The verdict on an arm for people: `back after 4.5 s`, `stays down`; `stays down 7, back 3` where its repeats differ. */
export function verdictWords(arm: ArmAnswer): string {
  if (arm.verdict === null) return 'n/a'
  const { kind, counts } = arm.verdict
  const each = Object.entries(counts) as [VerdictKind, number][]
  if (each.length > 1) return each.map(([one, times]) => `${WORDS[one]} ${times}`).join(', ')
  const ms = answerFigure(arm, 'recovery_time')
  if (kind === 'recovered' && Number.isFinite(ms)) return `back ${recoveryText(ms)}`
  if (kind === 'slow') return Number.isFinite(ms) ? `late, ${recoveryText(ms)}` : 'not back yet'
  return WORDS[kind]
}
