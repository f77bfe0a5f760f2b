import { COMMAND } from '../../../bench/core/own-code.ts'
import type { VerdictKind } from '../../../bench/metrics/verdict.ts'
import { wrapped } from '../../../reports/wrapped.ts'
import type { SuiteResult } from '../suite-result.ts'
import type { JudgedArm } from './judged-arm.ts'
import { nameOf } from './judged-arm.ts'
import { QuickWhy } from './quick-why.ts'

const WIDTH = 100
/** More arms than these are listed, but not explained. */
const EXPLAINED_MAX = 3

/** Words the failure of an expectation: each arm with what was found, and why. `isMeant`: verdicts to explain. */
export function failureText(
  result: SuiteResult,
  title: string,
  failed: readonly JudgedArm[],
  isMeant: (judged: JudgedArm) => ((kind: VerdictKind) => boolean) | undefined,
): string {
  const why = new QuickWhy(result)
  let explained = 0
  const parts = failed.flatMap((judged) => {
    const { arm, text } = judged
    const found = `${nameOf(result, arm)}: ${text}`
    const meant = isMeant(judged)
    if (meant === undefined || explained >= EXPLAINED_MAX) return [found]
    explained += 1
    const sentence = why.sentence(arm, meant)
    return sentence === undefined ? [found] : [found, sentence]
  })
  const broken = failed.find(({ state }) => state === 'broken')
  const more = broken === undefined || broken.arm.verdict === null ? [] : [adviceOn(result, broken)]
  return [`expected ${title}`, ...parts, ...more].map((part) => wrapped(part, WIDTH)).join('\n\n')
}

/** A failure searches no changes, which takes longest. */
function adviceOn({ arms, suite }: SuiteResult, { arm: { arm, variant } }: JudgedArm): string {
  const isOneVariant = arms.every((one) => one.variant === variant)
  const names = [suite, ...(isOneVariant ? [] : ['--variant', variant]), '--arm', arm]
  return `The smallest changes that would help: ${COMMAND} why ${names.join(' ')}`
}
