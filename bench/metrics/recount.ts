import { RETRY_REASONS } from '../core/call.ts'
import { MECHANISMS, OUTCOME_KINDS } from '../core/outcome.ts'
import { sumOf } from '../core/sums.ts'
import type { PhaseResult, RunResult, WindowRow } from './result.ts'
import { attemptsOf } from './scope.ts'

/** A figure of a run that does not add up: its path, and the rule that it breaks. */
export interface Miscount {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/**
 * Checks that phases, reasons, latencies and windows of a run count the same requests and attempts. Empty when they
 * agree. The ledger of an invalid run may not add up, since nobody uses its figures.
 */
export function recount(run: RunResult): Miscount[] {
  const windows = misplaced(run)
  if (run.status === 'invalid') return windows
  const rows = run.timeline.flatMap(inWindow)
  return [...windows, ...run.phases.flatMap(inPhase), ...inTimeline(run), ...rows, ...atTarget(run)]
}

function inPhase(counts: PhaseResult, index: number): Miscount[] {
  const { requests, outcomes, reasons, late, goodDone, goodAfterLoad, latencies } = counts
  const ended = sumOf(OUTCOME_KINDS, (kind) => outcomes[kind])
  const explained = sumOf(Object.values(reasons), (count) => count)
  const rules: [isBroken: boolean, field: string, message: string][] = [
    [ended !== requests, 'requests', `must be the sum of the outcomes, ${ended}, got ${requests}`],
    [explained !== ended - outcomes.ok, 'reasons', `must add up to ${ended - outcomes.ok}, got ${explained}`],
    [late > outcomes.ok, 'late', `must be at most ok, ${outcomes.ok}, got ${late}`],
    [
      goodAfterLoad.count > goodDone,
      'goodAfterLoad.count',
      `must be at most goodDone, ${goodDone}, got ${goodAfterLoad.count}`,
    ],
    [
      latencies.response.count !== outcomes.ok,
      'latencies.response.count',
      `must be ok, ${outcomes.ok}, got ${latencies.response.count}`,
    ],
    [
      latencies.dispatch_delay.count > requests,
      'latencies.dispatch_delay.count',
      `must be at most requests, ${requests}, got ${latencies.dispatch_delay.count}`,
    ],
    [
      latencies.service.count > attemptsOf(counts),
      'latencies.service.count',
      `must be at most the attempts, ${attemptsOf(counts)}, got ${latencies.service.count}`,
    ],
  ]
  return rules.flatMap(([isBroken, field, message]) =>
    isBroken ? [{ path: ['phases', index, ...field.split('.')], message }] : [],
  )
}

/** Checks windows against phases. A good request counts in the phase and in the window in which it was completed. */
function inTimeline({ phases, timeline }: RunResult): Miscount[] {
  const good = sumOf(phases, ({ outcomes, late }) => outcomes.ok - late)
  const first = sumOf(phases, ({ attempts }) => attempts.first)
  const attempts = sumOf(phases, attemptsOf)
  const windows = (of: (row: WindowRow) => number) => sumOf(timeline, of)
  const rules: [name: string, counted: number, expected: number][] = [
    ['goodDone of the phases', sumOf(phases, ({ goodDone }) => goodDone), good],
    ['offered', windows(({ offered }) => offered), sumOf(phases, ({ requests }) => requests)],
    ['good', windows((row) => row.good), good],
    ['goodPlanned', windows(({ goodPlanned }) => goodPlanned), good],
    ['attempts', windows((row) => row.attempts), attempts],
    ['retries', windows(({ retries }) => retries), attempts - first],
    [
      'redeliveries',
      windows(({ redeliveries }) => redeliveries),
      sumOf(phases, (counts) => counts.attempts.redelivery),
    ],
    ...MECHANISMS.map((by): [string, number, number] => [
      `rejections by ${by}`,
      windows(({ rejections }) => rejections[by]),
      sumOf(phases, ({ rejections }) => rejections[by]),
    ]),
  ]
  return rules.flatMap(([name, counted, expected]) =>
    counted === expected
      ? []
      : [{ path: ['timeline'], message: `must add up to the phases: ${name} must be ${expected}, got ${counted}` }],
  )
}

/**
 * Checks a window: retries and redeliveries are among its attempts, and the number in flight is at most its maximum.
 */
function inWindow(row: WindowRow, index: number): Miscount[] {
  const { retries, redeliveries } = row
  const explained = sumOf(RETRY_REASONS, (reason) => row.retriesAfter[reason])
  const rules: [field: string, counted: number, of: string, most: number][] = [
    ['retries', retries, 'attempts', row.attempts],
    ['retriesAfter', explained, 'retries without redeliveries', retries - redeliveries],
    ['inFlight', row.inFlight, 'inFlightMax', row.inFlightMax],
  ]
  return rules.flatMap(([field, counted, of, most]) =>
    counted <= most
      ? []
      : [{ path: ['timeline', index, field], message: `must be at most ${of}, ${most}, got ${counted}` }],
  )
}

/** Checks that windows follow each other, and that a trigger has both a start and an end. */
function misplaced({ timeline, windowMs, triggerStartMs, triggerEndMs }: RunResult): Miscount[] {
  const index = timeline.findIndex(({ fromMs }, i) => fromMs !== i * windowMs)
  const isTrigger =
    triggerStartMs === null ? triggerEndMs === null : triggerEndMs !== null && triggerStartMs <= triggerEndMs
  return [
    ...(index < 0
      ? []
      : [
          {
            path: ['timeline', index, 'fromMs'],
            message: `must be ${index * windowMs}, got ${timeline[index]!.fromMs}`,
          },
        ]),
    ...(isTrigger
      ? []
      : [{ path: ['triggerEndMs'], message: `must follow triggerStartMs, ${triggerStartMs}, got ${triggerEndMs}` }]),
  ]
}

/** Checks that the target saw no more attempts than were made, and a part of it no more requests than there were. */
function atTarget({ phases, target, spared, status }: RunResult): Miscount[] {
  const attempts = sumOf(phases, attemptsOf)
  const requests = sumOf(phases, (counts) => counts.requests)
  const isSeen = status === 'valid' && target !== null && target.attempts > attempts
  const executions = target?.leafAttempts ?? target?.ok ?? 0
  const isExecuted = target !== null && (target.duplicates ?? 0) > executions
  const isSpared = spared !== null && (spared.good > spared.requests || spared.requests > requests)
  return [
    ...(isSeen
      ? [{ path: ['target', 'attempts'], message: `must be at most those made, ${attempts}, got ${target.attempts}` }]
      : []),
    ...(isExecuted
      ? [
          {
            path: ['target', 'duplicates'],
            message: `must be at most the executions, ${executions}, got ${target.duplicates}`,
          },
        ]
      : []),
    ...(isSpared
      ? [
          {
            path: ['spared'],
            message: `must hold good <= requests <= ${requests}, got ${spared.good} and ${spared.requests}`,
          },
        ]
      : []),
  ]
}
