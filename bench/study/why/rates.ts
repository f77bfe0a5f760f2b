import type { Cell } from '../../cell.ts'
import { sumOf } from '../../core/sums.ts'
import { wholeSeconds } from '../../load/load.ts'
import { triggerSpan } from '../../load/trigger.ts'
import type { Pair } from '../../twin/pair.ts'
import type { RequestCourses } from './request-courses.ts'
import type { Rates } from './why-data.ts'

/** Seconds after the trigger at which attempts are counted by kind, besides the end of the load. */
const AFTER_S = [1, 10]

/** Counts of one second. */
export type SecondRates = Omit<Rates, 'afterMs' | 'isEnd'>

/** Counts each second of the plan of a run, as far as it was run. */
export function secondsOf(
  cell: Cell,
  { run, seconds }: Pick<Pair, 'run' | 'seconds'>,
  courses: RequestCourses,
): SecondRates[] {
  const count = Math.min(wholeSeconds(cell.load), seconds)
  const [offered, goodput] = [new Float64Array(count), new Float64Array(count)]
  const add = (counts: Float64Array, atMs: number) => {
    const s = Math.floor(atMs / 1000)
    if (s < count) counts[s]! += 1
  }
  for (let id = 0; id < run.count; id++) {
    if (!run.has(id)) continue
    add(offered, run.plannedMs[id]!)
    if (run.isGood(id, cell.deadlineMs ?? Number.POSITIVE_INFINITY)) add(goodput, run.endedMs[id]!)
  }
  return Array.from(offered, (requests, s) => ({ offered: requests, goodput: goodput[s]!, ...attemptsIn(courses, s) }))
}

/** Attempts of one second at all shards. */
function attemptsIn(courses: RequestCourses, s: number): Omit<SecondRates, 'offered' | 'goodput'> {
  const shards = courses.seconds.flatMap((seconds) => seconds[s] ?? [])
  const [attempts, first] = [sumOf(shards, ({ all }) => all), sumOf(shards, (shard) => shard.first)]
  const afterFailed = sumOf(shards, ({ retriesAfter }) => retriesAfter.failed)
  const afterTimeout = sumOf(shards, ({ retriesAfter }) => retriesAfter.timeout)
  const afterRejected = sumOf(shards, ({ retriesAfter }) => retriesAfter.rejected)
  const redeliveries = sumOf(shards, (shard) => shard.redeliveries)
  const hedges = attempts - first - afterFailed - afterTimeout - afterRejected - redeliveries
  return { attempts, first, afterFailed, afterTimeout, afterRejected, hedges, redeliveries }
}

/**
 * Rates of attempts by kind after the trigger, mean over the seeds of one cell. They are those of the seconds that end
 * 1 s and 10 s after it, and of the last second of the load that all seeds were run to.
 */
export function ratesOf(cell: Cell, seeds: readonly { readonly seconds: readonly SecondRates[] }[]): Rates[] {
  const first = Math.ceil(triggerSpan(cell)!.toMs / 1000)
  const last = Math.min(...seeds.map(({ seconds }) => seconds.length)) - first
  if (last < 1) return []
  return [...AFTER_S.filter((second) => second < last), last].map((second) => ({
    afterMs: second * 1000,
    isEnd: first + second === wholeSeconds(cell.load),
    ...meansOf(seeds.flatMap(({ seconds }) => seconds[first + second - 1] ?? [])),
  }))
}

function meansOf(seconds: readonly SecondRates[]): SecondRates {
  const names = Object.keys(seconds[0]!) as (keyof SecondRates)[]
  const mean = (name: keyof SecondRates) => sumOf(seconds, (second) => second[name]) / seconds.length
  return Object.fromEntries(names.map((name) => [name, mean(name)])) as unknown as SecondRates
}
