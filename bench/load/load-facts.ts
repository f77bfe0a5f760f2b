import { groupBy } from '../core/group-by.ts'
import { type Load, loadDurationMs, loadRequests } from './load.ts'
import type { Rate, Stage } from './stage.ts'

/** How the requests of a load are spread in time. */
export const ARRIVAL_KINDS = ['constant', 'poisson', 'trace'] as const

/** Number of requests, duration and rates of a load. */
export interface LoadFacts {
  /** Planned requests; for random arrivals their mean. */
  readonly requests: number
  readonly durationMs: number
  readonly arrival: (typeof ARRIVAL_KINDS)[number]
  /** Rates and bursts in their order, such as `50/s for 30 s, 50 to 500/s in 10 s`. */
  readonly rates: string
}

/** Stages that are written out; further ones are only counted. */
const STAGES_MAX = 8

/** Sums up a load. Its rates must be absolute, and its trace must have been read. */
export function loadFactsOf(load: Load): LoadFacts {
  const [requests, durationMs] = [loadRequests(load), loadDurationMs(load)]
  if (load.trace !== undefined) {
    const rates = durationMs === 0 ? 'all at once' : `${rateText((requests * 1000) / durationMs)} on average`
    return { requests, durationMs, arrival: 'trace', rates }
  }
  return { requests, durationMs, arrival: load.arrival, rates: ratesText(load.stages ?? []) }
}

/** `1650 requests in 2.28 s: 250/s for 300 ms, 1200 in bursts of 200 every 80 ms, 250/s for 1.5 s`. */
export function loadText({ requests, durationMs, arrival, rates }: LoadFacts): string {
  const count = `${arrival === 'poisson' ? 'about ' : ''}${requests} ${requests === 1 ? 'request' : 'requests'}`
  const kind = { constant: '', poisson: ' at random (poisson)', trace: ' from a trace' }[arrival]
  return `${count} in ${spanText(durationMs)}${kind}: ${rates}`
}

/** One line for each different load, with the names of its variants. Without names where all have the same load. */
export function loadLines(loads: Readonly<Record<string, LoadFacts>>): string[] {
  const texts = Object.entries(loads).map(([variant, facts]) => ({ variant, text: loadText(facts) }))
  const byText = [...groupBy(texts, ({ text }) => text)]
  if (byText.length === 1) return [byText[0]![0]]
  return byText.map(([text, own]) => `${own.map(({ variant }) => variant).join(', ')}: ${text}`)
}

function ratesText(stages: readonly Stage[]): string {
  const shown = stages.slice(0, STAGES_MAX).map(stageText)
  const more = stages.length - shown.length
  return [...shown, ...(more > 0 ? [`and ${more} more ${more === 1 ? 'stage' : 'stages'}`] : [])].join(', ')
}

function stageText({ durationMs, ratePerSecond, bursts }: Stage): string {
  if (bursts !== undefined) {
    const { size, everyMs, total } = bursts
    return size >= total ? `${total} at once` : `${total} in bursts of ${size} every ${spanText(everyMs)}`
  }
  return heldOrRamped(ratePerSecond!, spanText(durationMs!))
}

function heldOrRamped(rate: Rate, span: string): string {
  if (typeof rate !== 'number') return `${number(rate.from)} to ${rateText(rate.to)} in ${span}`
  return rate === 0 ? `none for ${span}` : `${rateText(rate)} for ${span}`
}

function rateText(perSecond: number): string {
  return `${number(perSecond)}/s`
}

function spanText(ms: number): string {
  return ms < 1000 ? `${number(ms)} ms` : `${number(ms / 1000)} s`
}

/** A number with at most two decimals; below 1 with two significant digits. */
function number(value: number): string {
  return String(value < 1 ? Number(value.toPrecision(2)) : Number(value.toFixed(2)))
}
