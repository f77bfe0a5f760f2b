import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import { epochMs } from '../core/real-clock.ts'
import { judge } from '../metrics/validity.ts'
import { parseSuite } from '../parse-suite.ts'
import { measureReal } from './real.ts'

const cellWith = (changes: object) =>
  cellsOf(
    parseSuite({
      name: 'small',
      question: 'Does it hold?',
      target: { url: 'http://127.0.0.1:1/' },
      load: '100ms@100',
      validity: { dispatchLateMaxMs: 20_000, dispatchDelayP99MaxMs: 20_000, eventLoopDelayP99MaxMs: 20_000 },
      arms: { rpc: { style: 'rpc' } },
      ...changes,
    }),
  )[0]!
type Call = (request: { readonly id: number }, settle: (outcome: object) => void) => void
/** A target that is this function. */
const targetOf = (call: Call, finish: () => Promise<{ target: null }>) => ({
  begin: async () => ({ client: { call }, finish }) as never,
})
const answer: Call = (_, settle) => settle({ kind: 'ok', busyMs: 0 })

test('the measurement of the clients is kept when the counters of the target cannot be read', async () => {
  const cell = cellWith({})
  const targets = targetOf(answer, () => Promise.reject(new Error('the thread is gone')))
  const measurement = await measureReal(cell, { repeat: 1, originEpochMs: epochMs(), targets })
  expect(measurement.result.phases[0]).toMatchObject({ requests: 10, outcomes: { ok: 10 } })
  const { status, warnings } = judge(measurement, cell.validity)
  expect(status).toBe('invalid')
  expect(warnings[0]!.message).toContain("the target's counters could not be read: the thread is gone")
})

test.each([
  ['of the warm-up does not count', 'warmup', false],
  ['of any other phase does', 'baseline', true],
])('a stall of the event loop %s', async (_, phase, counts) => {
  const stages = [
    { durationMs: 1000, ratePerSecond: 20, phase },
    { durationMs: 500, ratePerSecond: 20, phase: 'recovery' },
  ]
  const stall: Call = (request, settle) => {
    const untilMs = epochMs() + 1000
    while (request.id === 1 && epochMs() < untilMs);
    answer(request, settle)
  }
  const targets = targetOf(stall, async () => ({ target: null }))
  const { result } = await measureReal(cellWith({ load: { stages } }), { repeat: 1, originEpochMs: epochMs(), targets })
  expect(result.eventLoopDelayP99Ms > 900).toBe(counts)
})
