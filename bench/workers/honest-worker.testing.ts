import { modelCall } from '../../targets/model/model-call.ts'
import { Target } from '../../targets/model/target.ts'
import { isService } from '../../targets/spec.ts'
import { type Cell, seedOf } from '../cell.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { Experiment } from '../engine/experiment.ts'
import type { Measurement } from '../engine/real.ts'
import type { Share } from '../load/share.ts'
import { ThrownCounter } from '../metrics/thrown.ts'
import type { FromWorker } from './from-worker.ts'
import { Increments } from './increments.ts'
import { shareOf } from './share-of.ts'

/** Time between two reports, ms of the run. It is no multiple of a window. */
const EVERY_MS = 3130

type Report = FromWorker & { readonly kind: 'report' }

/**
 * For tests: all reports of a worker that runs its share of a cell in virtual time, as they are sent. `stopMs`: time of
 * the order to stop.
 */
export function honestReports(cell: Cell, share: Share, stopMs = Number.POSITIVE_INFINITY): Report[] {
  if (isService(cell.target)) throw new Error('no model')
  const clock = new VirtualClock()
  const seed = seedOf(cell, 1)
  const target = new Target(clock, cell.target, cell.faults, seed)
  const errors = new ThrownCounter()
  const options = { seed, share, keepResponses: true, onError: errors.add }
  const experiment = new Experiment(clock, shareOf(cell, share), modelCall(target), options)
  const increments = new Increments()
  const reports: Report[] = []
  const report = (final: boolean, interrupted: boolean) => {
    const counts = { attemptsUnsure: 0, attemptsNotSent: 0, abandonedEarly: 0, interrupted, notRemoved: [] }
    const own = { repeat: 1, clock: 'real' as const, target: null, eventLoopDelayP99Ms: 1, othersCores: 0.3 }
    const result = { ...experiment.result(), ...own }
    const generated: Measurement = { result, responses: experiment.responses, errors: errors.thrown, ...counts }
    const message = { kind: 'report', run: 1, final, increment: increments.next(generated) }
    reports.push(JSON.parse(JSON.stringify(message)))
  }
  experiment.begin()
  const endMs = Math.min(experiment.endMs, stopMs)
  for (let atMs = EVERY_MS; atMs < endMs && !experiment.done; atMs += EVERY_MS) {
    clock.runUntil(() => experiment.done, atMs)
    report(false, true)
  }
  clock.runUntil(() => experiment.done, endMs)
  const interrupted = !experiment.done && endMs === stopMs
  experiment.end()
  report(true, interrupted)
  return reports
}
