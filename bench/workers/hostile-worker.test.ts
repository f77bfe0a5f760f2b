import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Chance, mutatedJson } from '../../scripts/run/mutated.testing.ts'
import { cellsOf } from '../cell.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import { epochMs } from '../core/real-clock.ts'
import type { Measurement } from '../engine/real.ts'
import type { TargetHost } from '../engine/target-host.ts'
import type { RunResult } from '../metrics/result.ts'
import { parseSuite } from '../parse-suite.ts'
import { type FromWorker, parseFromWorker } from './from-worker.ts'
import { honestReports } from './honest-worker.testing.ts'
import { runShared } from './run-shared.ts'
import { finalReport, poolOf, reportOf, type Script, ScriptedLink, willing } from './worker-link.testing.ts'

// Fake timers and wall time: half a minute of waiting takes no time.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const RUN = 1
const CONTROL = /\p{Cc}/u
const suite = {
  name: 'shared',
  question: 'Who is to be trusted?',
  load: '8s@20',
  drainMs: 1000,
  target: { model: 'workers', slots: 4, service: { kind: 'constant', ms: 5 } },
  arms: { rpc: { style: 'rpc' } },
}
const cell = cellsOf(parseSuite(suite))[0]!
const host = { address: async () => null, serve: async () => async () => null } as unknown as TargetHost

type Report = FromWorker & { readonly kind: 'report' }

/** Answers of an honest worker, and its reports one after the other after the start. */
const REPORTS = honestReports(cell, { index: 1, count: 2 })
const honest = reportOf(cell, { index: 0, count: 2 })
const reliable: Script = (message) => (message.kind === 'start' ? finalReport(RUN, honest) : willing()(message))

/** Runs the cell with an honest worker and one with these messages. */
async function runWith(name: string, script: Script, later: readonly unknown[] = []) {
  const links = [new ScriptedLink('honest', reliable), new ScriptedLink(name, script)] as const
  const source = { kind: 'data', suite } as const
  const ending = runShared(cell, host, { pool: poolOf(links), workers: 2, repeat: 1, run: RUN, source })
  ending.catch(() => undefined)
  await vi.advanceTimersByTimeAsync(10)
  for (const message of later) links[1].say(message)
  await vi.advanceTimersByTimeAsync(120_000)
  return ending
}

const [first, second] = [REPORTS[0]!, REPORTS.at(-1)!]
const changed = (more: object) =>
  JSON.parse(JSON.stringify(first).replace(/"requests":\d+/, JSON.stringify(more).slice(1, -1)))

const withErrors = (errors: Measurement['errors'], report = first) => {
  const { increment } = report
  return { ...report, increment: { ...increment, generated: { ...increment.generated, errors } } }
}

test.each<[string, readonly unknown[], string]>([
  ['nothing that is known', [{ kind: 'hello' }], 'kind: '],
  ['no object', ['hello'], 'a message must be an object'],
  [
    'a count below 0',
    [changed({ requests: -5 })],
    'increment.generated.result.phases[0].requests: must be at least 0, got -5',
  ],
  ['no number', [changed({ requests: null })], 'increment.generated.result.phases[0].requests: must be'],
  [
    'more than its share',
    [changed({ requests: 81 })],
    'requests of phase baseline: must be at most its share, 80, got 81',
  ],
  ['fewer requests than results', [changed({ requests: 1 })], 'phases.0.requests: must be the sum of the outcomes'],
  ['errors without the first of them', [withErrors({ count: 1, first: null })], 'errors.first: must be a text'],
  ['a run that has not begun', [{ ...first, run: 9 }], 'run: must be at most 1, got 9'],
  ['a report twice', [first, first], 'report 2 is missing, got 1'],
  ['a report out of order', [REPORTS[1]], 'report 1 is missing, got 2'],
  ['a report after the last', [...REPORTS, second], 'a report after the last'],
  ['a clock of another age', [{ kind: 'pong', n: 1, epochMs: 1e300 }], 'epochMs: must be at most 8640000000000000'],
])('a worker that sends %s is lost with its reason; the run is invalid', async (_, messages, why) => {
  const { status, workers, phases } = await runWith('hostile', willing(), messages)
  expect([status, workers!.map(({ lost }) => lost?.why)]).toEqual([
    'invalid',
    [undefined, expect.stringContaining(`it sent what no worker would: ${why.slice(0, 60)}`)],
  ])
  // Only its earlier reports count.
  expect(phases[0]!.requests).toBe(160)
  expect(phases[0]!.outcomes.ok).toBe(80 + workers![1]!.requests)
})

test('a worker that reports its own errors is not lost: the first of them makes the run invalid', async () => {
  const last = withErrors({ count: 2, first: 'boom' }, second)
  const result = await runWith('honest too', willing(), [...REPORTS.slice(0, -1), last])
  expect(result.workers!.map(({ lost }) => lost)).toEqual([null, null])
  expect([result.status, mistakesIn(result)]).toEqual(['invalid', troublesOf(last.increment.generated)])
})

test('names and reasons are one printable line', async () => {
  const reason = `\u001b]0;owned\u0007\r\nINVALID \u202e${'x'.repeat(10_000)}`
  const failing: Script = (message) =>
    message.kind === 'start' ? { kind: 'failed', run: RUN, reason } : willing()(message)
  const { workers, warnings } = await runWith('hostile', failing)
  expect(workers![1]!.lost!.why).toMatch(/^\\u001b\]0;owned\\u0007 INVALID \\u202ex+\.\.\.$/)
  expect(workers![1]!.lost!.why.length).toBeLessThanOrEqual(2000)
  expect(warnings[0]!.message).not.toMatch(CONTROL)
})

test('whatever a worker sends, the run ends with a result or with the reason why it could not be made', async () => {
  const words = [
    { kind: 'alive' },
    { kind: 'ready', run: RUN, environmentClass: 'linux' },
    { kind: 'pong', n: 1, epochMs: epochMs() },
    {
      kind: 'progress',
      run: RUN,
      progress: { phase: 'baseline', elapsedMs: 1, totalMs: 2, requests: 3, good: 2, retries: 1 },
    },
    { kind: 'refused', run: RUN, reason: 'no' },
    { kind: 'failed', run: RUN, reason: 'no' },
    { kind: 'left' },
    ...REPORTS,
  ].map((message) => JSON.stringify(message))
  const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 })
  await fc.assert(
    fc.asyncProperty(seed, fc.integer({ min: 0, max: 20 }), async (chanceSeed, honestCount) => {
      const chance = new Chance(chanceSeed)
      // Honest for a while, then anything.
      const said: unknown[] = []
      const script: Script = (message) => {
        said.push(said.length < honestCount ? willing()(message) : parsed(mutatedJson(chance.of(words), chance)))
        return said.at(-1)
      }
      const later = [
        ...REPORTS.slice(0, chance.below(4)),
        ...Array.from({ length: chance.below(8) }, () => parsed(mutatedJson(chance.of(words), chance))),
      ]
      const result = await runWith('hostile', script, later).catch((error: Error) => error)
      if (result instanceof Error) expect(result).toBeInstanceOf(CannotRunError)
      else {
        expect(result.phases[0]!.requests).toBe(160)
        const last = [...said, ...later].find(isLastReport)
        const isLost = result.workers![1]!.lost !== null
        const troubles = isLost ? [expect.stringContaining('was lost')] : troublesOf(last!.increment.generated)
        expect(result.status).toBe(troubles.length === 0 ? 'valid' : 'invalid')
        // A lost worker may have reported other trouble before.
        expect(mistakesIn(result)).toEqual(isLost ? expect.arrayContaining(troubles) : troubles)
      }
      expect(JSON.stringify(result instanceof Error ? result.message : result)).not.toMatch(CONTROL)
    }),
    { numRuns: 500, examples: [[560358781, 11]] },
  )
}, 120_000)

test('any value is a message, or an error that says why not in one printable line', () => {
  const anything = fc.oneof(
    fc.anything(),
    fc.record({ kind: fc.constantFrom('report', 'ready', 'pong', 'left'), run: fc.anything() }),
  )
  fc.assert(
    fc.property(anything, (value) => {
      try {
        expect(parseFromWorker(value)).toHaveProperty('kind')
      } catch (error) {
        expect((error as Error).message).not.toMatch(CONTROL)
      }
    }),
  )
})

function isLastReport(message: unknown): message is Report {
  const { kind, final } = Object(message) as Partial<Report>
  return kind === 'report' && final === true
}

const mistakesIn = ({ warnings }: RunResult) =>
  warnings.flatMap(({ severity, message }) => (severity === 'invalid' ? [message] : []))

/** Reasons for which an honest worker makes a run invalid by its own report. */
function troublesOf({ errors, result }: Measurement): string[] {
  const { eventLoopDelayP99Ms: delayMs } = result
  return [
    ...(errors.count === 0
      ? []
      : [`${errors.count} errors were thrown or reported during the run, the first: ${errors.first}`]),
    ...(delayMs <= 50
      ? []
      : [`Event-loop delay of the generator: 99th percentile ${delayMs.toFixed(1)} ms, bound 50 ms.`]),
  ]
}

/** Parses JSON. Returns undefined for other text, which reaches no controller. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
