import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OwnTarget } from '../../targets/http/own-target.ts'
import { modelSchema } from '../../targets/spec.ts'
import { cellsOf } from '../cell.ts'
import { epochMs, pause } from '../core/real-clock.ts'
import { retry, timeout } from '../define.ts'
import type { RunResult } from '../metrics/result.ts'
import { parseSuite } from '../parse-suite.ts'
import { runReal } from './real.ts'
import { TargetHost } from './target-host.ts'
import { runVirtual } from './virtual.ts'

const PATIENT = { dispatchLateMaxMs: 20_000, dispatchDelayP99MaxMs: 20_000, eventLoopDelayP99MaxMs: 20_000 }
const model = { model: 'workers', slots: 50, service: { kind: 'constant', ms: 2 } }
const host = new TargetHost()
afterAll(() => host.close())

/** Counts of a run that chance decides, whatever answers it. */
const decided = ({ phases }: RunResult) =>
  phases.map(({ requests, outcomes, attempts, expectedFailures }) => ({
    requests,
    outcomes,
    attempts,
    expectedFailures,
  }))

describe.concurrent('a service behind the fault proxy', () => {
  let target: OwnTarget
  beforeAll(async () => {
    target = await OwnTarget.start()
    await target.reset({ model: modelSchema.parse(model), faults: [], seed: 7, originEpochMs: epochMs() })
  })
  afterAll(() => target.stop())

  test('meets the same dice as a model with the same faults, in virtual time', async () => {
    const cellWith = (answers: object) =>
      cellsOf(
        parseSuite({
          name: 'same',
          question: 'Is a fault before a service that of a model?',
          target: answers,
          faults: [
            { kind: 'errors', ratio: 0.4, fromMs: 0, toMs: 86_400_000 },
            { kind: 'latency', delay: { kind: 'uniform', minMs: 0, maxMs: 10 }, fromMs: 0, toMs: 86_400_000 },
          ],
          load: { arrival: 'poisson', plan: '500ms@200' },
          validity: PATIENT,
          arms: { rpc: { style: 'rpc', policy: [retry({ retriesMax: 2 }), timeout({ timeoutMs: 20_000 })] } },
        }),
      )[0]!
    const cell = cellWith({ url: target.workUrl, warmUpMs: 0 })
    await host.prepare(cell.target)
    const real = await runReal(cell, host, { repeat: 1 })
    expect(real.warnings).toEqual([])
    expect(decided(real)).toEqual(decided(runVirtual(cellWith(model), { repeat: 1 })))
    const attempts = real.phases.reduce((sum, counts) => sum + counts.attempts.first + counts.attempts.retry, 0)
    const { injected, requests, passed, answered, notPassed } = real.proxy!
    expect({ requests, passed, answered, notPassed }).toEqual({
      requests: attempts,
      passed: attempts,
      answered: attempts,
      notPassed: 0,
    })
    expect(real.answers).toEqual({
      statuses: { 200: attempts - injected['http 503']! },
      unanswered: { 'injected http 503': injected['http 503'] },
      resent: 0,
    })
  })
})

test('the faults are the trigger of a run at a service, and fail the requests in it alone', async () => {
  let arrived = 0
  const server = createServer((_, response) => {
    arrived += 1
    void pause(5).then(() => response.end('ok'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const [cell] = cellsOf(
    parseSuite({
      name: 'back',
      question: 'Does it come back?',
      deadlineMs: 20_000,
      target: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, warmUpMs: 0 },
      faults: [{ kind: 'outage', mode: 'refused', fromMs: 1000, toMs: 2000 }],
      load: '3s@40',
      validity: PATIENT,
      arms: { rpc: { style: 'rpc' } },
    }),
  )
  await host.prepare(cell!.target)
  await host.meet([cell!])
  const before = arrived
  const run = await runReal(cell!, host, { repeat: 1 })
  server.closeAllConnections()
  server.close()

  expect(run).toMatchObject({ status: 'valid', warnings: [], triggerStartMs: 1000, triggerEndMs: 2000 })
  expect(run.verdict?.afterS).toBe(1)
  const failedIn = (phase: string) => run.phases.find((counts) => counts.phase === phase)!.outcomes.failed
  const refused = failedIn('trigger')
  // The last requests of a phase may arrive late, in the next one.
  expect(refused).toBeGreaterThan(20)
  expect(failedIn('baseline') + failedIn('recovery')).toBeLessThan(20)
  const { addedMaxMs, injected, passed } = run.proxy!
  expect(addedMaxMs).not.toBeNull()
  expect({ passed, ...injected }).toEqual({ passed: 120 - injected.refused!, refused: injected.refused })
  expect(run.answers).toMatchObject({ statuses: { 200: passed }, unanswered: { 'injected refused': injected.refused } })
  expect(arrived - before).toBeGreaterThanOrEqual(passed)
})
