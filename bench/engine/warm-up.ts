import { pathOf } from '../../targets/http/url-template.ts'
import { isProxied, isService, type ServiceSpec } from '../../targets/spec.ts'
import type { Cell } from '../cell.ts'
import { type Load, planOf } from '../load/load.ts'
import { type Share, WHOLE } from '../load/share.ts'
import { ARRIVALS_MAX } from '../load/trace.ts'
import type { ArmSpec } from '../suite.ts'
import { PAIRS } from './added-time.ts'

/** Limits of a warm-up, requests/s and attempts at once. More of them warm up no better. */
const RATE_MAX_PER_SECOND = 5000
const AT_ONCE_MAX = 50

/** Load sent to a service before the first run; its answers are thrown away. */
export interface WarmUp {
  readonly requests: number
  readonly durationMs: number
  /** A request that is due while this many wait for an answer is left out. */
  readonly atOnceMax: number
  /** Id of its first request. No run has its ids, and neither has the warm-up of another worker. */
  readonly firstId: number
}

/**
 * Returns a warm-up that asks no more of a service than the cells that use it. It has as many requests as their load
 * has in its first `warmUpMs`, evenly spread, and no more at once than any of their arms.
 */
export function warmUpOf(cells: readonly Cell[], service: ServiceSpec, { index, count }: Share = WHOLE): WarmUp {
  const { warmUpMs } = service
  const users = cells.filter(({ target }) => isService(target) && nameOf(target) === nameOf(service))
  const begins = users.map(({ load, seed }) => arrivalsWithin(load, seed, warmUpMs))
  const requests = Math.min((RATE_MAX_PER_SECOND * warmUpMs) / 1000, ...begins)
  const atOnceMax = Math.min(AT_ONCE_MAX, ...users.map(({ armSpec }) => attemptsAtOnceMax(armSpec)))
  return {
    requests: Math.ceil(requests / count),
    durationMs: warmUpMs,
    atOnceMax: Math.ceil(atOnceMax / count),
    firstId: (1 + index) * ARRIVALS_MAX,
  }
}

/** Counts the arrivals of a load within `durationMs` of its first arrival. */
function arrivalsWithin(load: Load, seed: number, durationMs: number): number {
  let firstMs: number | undefined
  let count = 0
  for (const dueMs of planOf(load, seed)) {
    firstMs ??= dueMs
    if (dueMs - firstMs >= durationMs) break
    count += 1
  }
  return count
}

/** Most attempts that the clients of an arm wait for at once; Infinity where nothing limits them. */
export function attemptsAtOnceMax(arm: ArmSpec): number {
  const [policy, processes] =
    arm.style === 'rpc' ? [arm.policy, arm.clients] : [arm.consumers.policy, arm.consumers.count]
  const consumers = arm.style === 'rpc' ? Number.POSITIVE_INFINITY : arm.consumers.concurrency
  const bulkheads = policy.flatMap((one) => (one.kind === 'bulkhead' ? [one.inFlightMax] : []))
  return processes * Math.min(consumers, ...bulkheads)
}

/** Returns a line for each service of these cells: the warm-up that all workers together send to it. */
export function warmUpTexts(cells: readonly Cell[]): string[] {
  const texts = cells.flatMap(({ target }) => (isService(target) ? [warmUpText(target, warmUpOf(cells, target))] : []))
  return [...new Set(texts)]
}

/** Distinguishes services: an address or a function, whatever is sent to it. */
function nameOf(service: ServiceSpec): unknown {
  return service.model === 'url' ? service.url : service.call
}

/** Describes the load sent to a service before the first run. Query and credentials of its URL are left out. */
export function warmUpText(service: ServiceSpec, { requests, durationMs, atOnceMax }: WarmUp): string {
  const [name, what] =
    service.model === 'url' ? [bareUrl(service.url), `${service.method} requests`] : ['target.call', 'calls']
  const seconds = durationMs / 1000
  const isMeasured = service.model === 'url' && isProxied(service)
  const added = isMeasured
    ? ` ${PAIRS} more through the fault proxy and ${PAIRS} past it show the time that it adds.`
    : ''
  const atRest = `Single ${what} before each run show when the service is at rest.${added}`
  if (requests === 0) return `no warm-up of ${name}. ${atRest}`
  const size = `${requests} ${what} in ${seconds} s (${Math.round(requests / seconds)}/s, at most ${atOnceMax} at once)`
  return `warm-up of ${name}: ${size}. target.warmUpMs sets its length, 0 leaves it out. ${atRest}`
}

function bareUrl(url: string): string {
  const [pathname] = pathOf(url).split('?')
  return `${new URL(url).origin}${pathname}`
}
