import { groupBy } from '../../bench/core/group-by.ts'
import { figureNumber } from '../../bench/thresholds/threshold-result.ts'
import { countText, fixed, percent } from '../format.ts'
import { listed } from './listed.ts'
import { noVerdictText } from './no-verdict.ts'
import type { BareFinding } from './suite-findings.ts'
import type { Finding, SuiteAnswer } from './summary-data.ts'
import { backText } from './verdict-words.ts'

type Of<Kind extends Finding['kind']> = Extract<BareFinding, { kind: Kind }>
type Outcome = Of<'one-arm'>['arm']
/** The name of an arm in a sentence, with its variant where there are several. */
export type NameOf = (arm: { readonly arm: string; readonly variant: string }) => string

/** Sentences that say what a suite shows. */
export function findingsText({ findings }: Pick<SuiteAnswer, 'findings'>): string {
  return findings.map(({ text }) => text).join(' ')
}

/** A finding as one or more sentences. */
export function findingText(finding: BareFinding, nameOf: NameOf): string {
  const sentence = (arm: Outcome) => outcomeText(nameOf(arm), arm)
  switch (finding.kind) {
    case 'interrupted':
      return 'Interrupted before any arm was complete.'
    case 'nothing-valid':
      return 'No run of this suite was valid, so it shows nothing.'
    case 'messages-lost':
      return `${finding.arms.map((arm, i) => lossText(arm, nameOf, i === 0)).join('; ')}.`
    case 'survival':
      return survivalText(finding, nameOf)
    case 'no-verdict':
      return noVerdictText(finding)
    case 'saved-by':
      return `${nameOf(finding)} is saved by its ${listed(finding.elements, 'or')}: ${finding.without} is the same without ${finding.elements.length > 1 ? 'them' : 'it'}.`
    case 'alike': {
      const [last, ...others] = finding.arms.toReversed()
      return `${nameOf(last!)} does the same as ${listed(others.toReversed().map(nameOf))}.`
    }
    case 'none-succeeded':
      return `No request succeeded (mostly ${finding.mostly}): check the target, its address and what it expects.`
    case 'one-arm':
      return `${sentence(finding.arm)}.`
    case 'same-share': {
      const { cheapest, dearest } = finding
      return `All arms completed about the same share in time (${percent(Math.max(figureNumber(cheapest.inTime), figureNumber(dearest.inTime)))}); ${nameOf(cheapest)} needed ${attempts(cheapest)}, ${nameOf(dearest)} ${attempts(dearest)}.`
    }
    case 'best-and-worst':
      return `${sentence(finding.best)}; ${sentence(finding.worst)}.`
    case 'variants':
      return variantsText(finding)
    case 'not-comparable':
      return 'No variant has two valid arms, so none are compared.'
    case 'spread': {
      const ranges = finding.arms.map((arm) => `${nameOf(arm)} ${percent(arm.least)} to ${percent(arm.most)}`)
      return `The share in time differs between repeats: ${ranges.join(', ')}.`
    }
    case 'left-out':
      return `Not valid, and so left out: ${finding.arms.map(nameOf).join(', ')}.`
  }
}

function outcomeText(name: string, arm: Outcome): string {
  const within = arm.deadlineMs === null ? '' : ` within ${arm.deadlineMs} ms`
  const wasted = figureNumber(arm.wasted)
  const waste = Number.isNaN(wasted) ? '' : `, and ${percent(wasted)} of the target's work was wasted`
  return `${name} completed ${percent(figureNumber(arm.inTime))} of the requests${within} with ${attempts(arm)}${waste}`
}

function attempts({ attemptsPerRequest }: Outcome): string {
  return `${fixed(figureNumber(attemptsPerRequest), 2)} attempts per request`
}

function lossText(arm: Of<'messages-lost'>['arms'][number], nameOf: NameOf, isFirst: boolean): string {
  const { lost, confirmed } = arm
  const count = lost === null ? 'an unknown number' : lost === 0 ? 'none' : countText(lost)
  return `${nameOf(arm)} lost ${count} of ${countText(confirmed)}${isFirst ? ' confirmed messages' : ''}`
}

function variantsText({ variants }: Of<'variants'>): string {
  const texts = variants.map(({ variant, gap, arms }, i) => {
    const list = arms.map((arm) => `${arm.arm} ${fixed(figureNumber(arm.attemptsPerRequest), 2)}`).join(', ')
    return `${fixed(figureNumber(gap), 2)}${i === 0 ? ' attempts per request' : ''} in ${variant} (${list})`
  })
  return `The arms differ by ${texts.join(' and by ')}.`
}

function survivalText({ back, down, undecided }: Of<'survival'>, nameOf: NameOf): string {
  type Judged = Held & { readonly arm: string; readonly variant: string }
  const names = (arms: readonly Judged[]) => listed(arms.map(nameOf))
  const group = (arms: readonly Judged[], one: string, several: string, rest: string) =>
    [...groupBy(arms, heldText)].map(([held, own]) => `${names(own)} ${own.length > 1 ? several : one} ${rest}${held}.`)
  const isBack = ({ backAfterMs }: (typeof back)[number]) => backAfterMs !== null
  const returned = back.filter((arm) => arm.verdict !== 'absorbed' && isBack(arm))
  const whenOf = (arm: (typeof back)[number]) =>
    `${arm.verdict === 'slow' ? 'only ' : ''}${backText(arm.backAfterMs!)}${heldText(arm)}`
  const returns = [...groupBy(returned, whenOf)].map(([when, arms], i) => {
    const verb = arms.length > 1 ? 'bring' : 'brings'
    return `${names(arms)} ${i === 0 ? `${verb} the service back ` : ''}${when}`
  })
  const late = back.filter((arm) => arm.verdict !== 'absorbed' && !isBack(arm))
  return [
    ...group(
      back.filter(({ verdict }) => verdict === 'absorbed'),
      'keeps',
      'keep',
      'the service up all the time',
    ),
    ...(returns.length === 0 ? [] : [`${returns.join(', ')}.`]),
    ...group(late, 'is', 'are', 'not back when the load ends'),
    ...group(
      down.filter(({ verdict }) => verdict === 'metastable'),
      'keeps',
      'keep',
      'it down for good',
    ),
    ...group(
      down.filter(({ verdict }) => verdict !== 'metastable'),
      'falls',
      'fall',
      'again and again',
    ),
    ...(undecided.length === 0
      ? []
      : [
          `The ${undecided.length > 1 ? 'verdicts' : 'verdict'} on ${listed(undecided.map(nameOf))} ${undecided.length > 1 ? 'are' : 'is'} undecided.`,
        ]),
  ].join(' ')
}

/** In how many of its repeats an arm has its verdict. */
interface Held {
  readonly times: number
  readonly repeats: number
}

/** ` in 2 of 3 repeats`; empty where all repeats have the same verdict. */
function heldText({ times, repeats }: Held): string {
  return times === repeats ? '' : ` in ${times} of ${repeats} repeats`
}
