import { z } from 'zod'
import { isCollapse, type VerdictKind } from '../../../bench/metrics/verdict.ts'
import { listed } from '../../../reports/summary/listed.ts'
import type { ArmResult } from '../arm-result.ts'
import { readOptions } from '../read-options.ts'
import { failureText } from './failure-text.ts'
import { type JudgedArm, type Matched, matched, nameOf } from './judged-arm.ts'
import { type ChosenArms, chosenArms, chosenFields, receivedResult } from './received.ts'
import { verdictText, whyNotValid } from './verdict-text.ts'

const schema = z.strictObject(chosenFields)

/**
 * Passes when no seed of the arms collapses, and all are decided. With `.not` it passes when a seed of an arm
 * collapses. @throws ConfigError for options that do not fit the result.
 */
export function toSurvive(received: unknown, options: ChosenArms = {}, isNot = false): Matched {
  const result = receivedResult(received)
  const chosen = chosenArms(result, readOptions(schema, options) as ChosenArms)
  const names = listed(chosen.map((arm) => nameOf(result, arm)))
  return matched(chosen.map(judged), isNot, (failed) =>
    failureText(result, `${names} ${isNot ? 'not ' : ''}to survive`, failed, ({ state }) => {
      if (state === 'open') return undefined
      return state === 'broken' ? isCollapse : isSurvival
    }),
  )
}

function isSurvival(kind: VerdictKind): boolean {
  return !isCollapse(kind) && kind !== 'undecided'
}

function judged(arm: ArmResult): JudgedArm {
  const invalid = whyNotValid(arm)
  if (invalid !== undefined) return { arm, state: 'open', text: invalid }
  const kinds = arm.verdict?.runs.map(({ kind }) => kind) ?? []
  const text = verdictText(arm)
  if (kinds.some(isCollapse)) return { arm, state: 'broken', text }
  if (kinds.length > 0 && kinds.every(isSurvival)) return { arm, state: 'holds', text }
  return {
    arm,
    state: 'open',
    text: kinds.length === 0 ? text : `${text} An undecided seed is no survival, and no collapse.`,
  }
}
