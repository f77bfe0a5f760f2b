import type { Cell } from '../../cell.ts'
import type { Mechanism } from '../../core/outcome.ts'
import { loadDurationMs } from '../../load/load.ts'
import { triggerSpan } from '../../load/trigger.ts'
import type { PolicySpec } from '../../policy/stack.ts'
import type { Pair } from '../../twin/pair.ts'
import { CAUSES, type Cause, type Losses } from './loss-causes.ts'
import { Pressure } from './pressure.ts'
import type { RequestCourses } from './request-courses.ts'

/**
 * Counts by cause the requests of the plan that the twin has in time and the run has not. Each has one cause, from its
 * own course. Without a twin these are all requests not in time since the trigger began.
 */
export function lossesOf(cell: Cell, pair: Pair, courses: RequestCourses): Losses {
  const trigger = triggerSpan(cell)!
  const { run, twin } = pair
  const untilMs = Math.min(loadDurationMs(cell.load), 1000 * (pair.seconds - pair.lagS))
  const losses = { trigger: noLosses(), after: noLosses() }
  const pressure = new Pressure(cell, courses)
  for (let id = 0; id < run.count; id++) {
    const plannedMs = run.plannedMs[id]!
    if (plannedMs >= untilMs || run.isGood(id, pair.knownAfterMs)) continue
    const wasGood =
      twin === undefined ? plannedMs >= trigger.fromMs : twin.has(id) && twin.isGood(id, pair.knownAfterMs)
    if (!wasGood) continue
    const cause = causeOf(cell, courses, pressure, id, plannedMs)
    losses[plannedMs < trigger.toMs ? 'trigger' : 'after'][cause] += 1
  }
  return losses
}

function causeOf(cell: Cell, courses: RequestCourses, pressure: Pressure, id: number, plannedMs: number): Cause {
  const kind = courses.kind[id]
  const by = courses.rejectedBy[id]
  const { atTargetMs, elsewhereMs } = courses.timesOf(id, plannedMs)
  const waited = elsewhereMs > atTargetMs
  if (kind === 'rejected') return by ?? 'fault'
  if (kind === 'dead-lettered')
    return by === 'breaker' ? 'dead-by-breaker' : waited && canExpire(cell) ? 'dead-by-expiry' : 'dead-by-failures'
  if (kind === 'failed') return by === 'breaker' ? by : (pressure.on(id, plannedMs) ?? failureOf(cell, by, plannedMs))
  if (waited) return by === 'breaker' ? 'breaker' : cell.armSpec.style === 'queue' ? 'broker' : 'client'
  return pressure.on(id, plannedMs) ?? 'backlog'
}

/** The cause of a failure at a target that could do all attempts of its clients. */
function failureOf({ faults, target }: Cell, by: Mechanism | undefined, plannedMs: number): Cause {
  if (faults.some(({ fromMs, toMs }) => plannedMs >= fromMs && plannedMs < toMs)) return 'fault'
  // The target fails some attempts at all times, and the retry that would have helped was refused.
  if (by === 'budget') return by
  const retriesWithin = target.model === 'chain' && target.tiers.some((tier) => tier.policy.some(retriesAgain))
  return retriesWithin ? 'retries' : 'fault'
}

function retriesAgain(policy: PolicySpec): boolean {
  return policy.kind === 'retry' && policy.retriesMax > 0
}

/** Whether messages expire in the broker. Otherwise only failed deliveries make a dead letter. */
function canExpire({ armSpec }: Cell): boolean {
  return armSpec.style === 'queue' && armSpec.broker.messageTtlMs !== undefined
}

function noLosses(): Record<Cause, number> {
  return Object.fromEntries(CAUSES.map((cause) => [cause, 0])) as Record<Cause, number>
}

/** Returns the mean of the losses of several seeds. */
export function meanLosses(all: readonly Losses[]): Losses {
  const mean = (part: keyof Losses) =>
    Object.fromEntries(
      CAUSES.map((cause) => [cause, all.reduce((sum, losses) => sum + losses[part][cause], 0) / all.length]),
    ) as Record<Cause, number>
  return { trigger: mean('trigger'), after: mean('after') }
}
