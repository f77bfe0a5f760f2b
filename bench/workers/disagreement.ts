import { isOfGenerator } from '../core/http-failure.ts'
import { sumOf } from '../core/sums.ts'
import type { Measurement } from '../engine/real.ts'
import { attemptsOf } from '../metrics/scope.ts'

/** Facts of target and arm that decide which parts a report may have. */
export interface Reportable {
  /** Whether the arm names a broker, which may keep a queue that was not removed. */
  readonly hasBroker: boolean
  /** Whether the target is a service of the user. Then answers are counted here, and it may not have been at rest. */
  readonly isService: boolean
}

/**
 * Returns which fields of a report contradict each other. Undefined when none do. `recount` checks the counts of the
 * ledger. A report that passes may still hold errors of its worker, which make the run invalid with their reason.
 */
export function disagreement(
  report: Measurement,
  isFinal: boolean,
  { hasBroker, isService }: Reportable,
): string | undefined {
  const { result, errors, attemptsUnsure, attemptsNotSent, abandonedEarly, interrupted, notRemoved, unrest } = report
  const attempts = sumOf(result.phases, attemptsOf)
  const [answered, latencies] = [sumOf(result.phases, ({ outcomes }) => outcomes.ok), responsesOf(report)]
  const largest = result.timeline.reduce((most, { inFlightMax }) => Math.max(most, inFlightMax), 0)
  const rules: readonly (readonly [isBroken: boolean, field: string, rule: string])[] = [
    [
      errors.count > 0 !== (errors.first !== null),
      'errors.first',
      `must be ${errors.count > 0 ? 'a text' : 'null'}, count is ${errors.count}`,
    ],
    [attemptsUnsure > attempts, 'attemptsUnsure', `must be at most the attempts, ${attempts}, got ${attemptsUnsure}`],
    [
      attemptsNotSent > attemptsUnsure,
      'attemptsNotSent',
      `must be at most attemptsUnsure, ${attemptsUnsure}, got ${attemptsNotSent}`,
    ],
    [abandonedEarly > attempts, 'abandonedEarly', `must be at most the attempts, ${attempts}, got ${abandonedEarly}`],
    [!isFinal && !interrupted, 'interrupted', 'must be true before the last report'],
    [!hasBroker && notRemoved.length > 0, 'notRemoved', 'must be empty, the arm names no broker'],
    [!isService && unrest !== undefined, 'unrest', 'must be left out, the target is no service of the user'],
    [
      isService !== (result.answers !== undefined),
      'answers',
      isService ? 'must be counted, the target is a service of the user' : 'must be left out, the target counts them',
    ],
    [
      isFinal ? result.inFlightMax !== largest : result.inFlightMax < largest,
      'inFlightMax',
      `must be that of the windows, ${largest}, got ${result.inFlightMax}`,
    ],
    [
      isFinal ? latencies !== answered : latencies > answered,
      'responses',
      `must hold the latencies of ok, ${answered}, got ${latencies}`,
    ],
  ]
  const broken = rules.find(([isBroken]) => isBroken)
  return broken === undefined ? answersMistake(report, attempts) : `${broken[1]}: ${broken[2]}`
}

/**
 * Each attempt has at most one answer. Attempts without an answer are those that the target may not have seen.
 */
function answersMistake(
  { result, attemptsUnsure, attemptsNotSent }: Measurement,
  attempts: number,
): string | undefined {
  if (result.answers === undefined) return undefined
  const { statuses, unanswered, calls } = result.answers
  const without = sumOf(Object.values(unanswered), (count) => count)
  const answered = sumOf(Object.values(statuses), (count) => count) + (calls?.ok ?? 0)
  const notSent = sumOf(Object.entries(unanswered), ([reason, count]) => (isOfGenerator(reason) ? count : 0))
  if (without !== attemptsUnsure)
    return `answers.unanswered: must add up to attemptsUnsure, ${attemptsUnsure}, got ${without}`
  if (notSent !== attemptsNotSent)
    return `answers.unanswered: must hold attemptsNotSent, ${attemptsNotSent}, as those of the generator, got ${notSent}`
  const unexpected = sumOf(Object.values(result.answers.unexpected ?? {}), (count) => count)
  if (unexpected > answered) return `answers.unexpected: must be at most the answers, ${answered}, got ${unexpected}`
  if (answered + without > attempts)
    return `answers: must be at most the attempts, ${attempts}, got ${answered + without}`
  return undefined
}

function responsesOf({ responses }: Measurement): number {
  return sumOf(responses, ({ count }) => count)
}
