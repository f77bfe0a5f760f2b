import type { Incident, Testimony } from '../core/broker-info.ts'
import { sumOf } from '../core/sums.ts'
import type { ExperimentResult } from '../engine/experiment.ts'
import type { Measurement } from '../engine/real.ts'
import { addAnswers } from '../metrics/answers.ts'
import { addedHistograms, Histogram } from '../metrics/histogram.ts'
import { type BrokerRecord, LATENCIES, type PhaseResult, type WindowRow } from '../metrics/result.ts'
import { latenciesOf } from '../metrics/timeline.ts'

type Result = Measurement['result']

/**
 * Merges the measurements of several generators into one. Counts are sums, latencies come from all histograms. The
 * largest numbers in flight within a window and in the queues cannot be known, so the sum of each one's largest bounds
 * them from above. Ages, durations and delays are the largest of any. @throws Error when there is nothing to merge.
 */
export function merge(parts: readonly Measurement[]): Measurement {
  if (parts.length === 0) throw new Error('no generator measured anything')
  const results = parts.map(({ result }) => result)
  const responses = range(Math.max(...parts.map((part) => part.responses.length))).map((i) =>
    addedHistograms(parts.flatMap((part) => part.responses[i] ?? [])),
  )
  const timeline = mergeTimelines(results.map((result) => result.timeline)).map((row, i) =>
    responses[i] === undefined ? row : { ...row, ...latenciesOf(Histogram.from(responses[i])) },
  )
  const [first] = results as [Result, ...Result[]]
  const brokers = results.flatMap(({ broker }) => broker ?? [])
  const answers = addAnswers(results.flatMap((result) => result.answers ?? []))
  const result = {
    ...first,
    durationMs: largest(results, ({ durationMs }) => durationMs),
    phases: first.phases.map((_, i) => mergePhases(results.map(({ phases }) => phases[i]!))),
    timeline,
    spared: sparedOf(results),
    inFlightMax: largest(timeline, ({ inFlightMax }) => inFlightMax),
    queueDepthMax: sumOf(results, ({ queueDepthMax }) => queueDepthMax),
    queueAgeMaxMs: largest(results, ({ queueAgeMaxMs }) => queueAgeMaxMs),
    eventLoopDelayP99Ms: largest(results, ({ eventLoopDelayP99Ms }) => eventLoopDelayP99Ms),
    // For each generator, the others and the host of the target are other programs.
    othersCores: null,
    ...(answers && { answers }),
    ...(brokers.length > 0 && { broker: mergeBrokers(brokers, brokers.length === parts.length) }),
  }
  return {
    result,
    responses,
    errors: {
      count: sumOf(parts, ({ errors }) => errors.count),
      first: parts.find(({ errors }) => errors.first !== null)?.errors.first ?? null,
    },
    attemptsUnsure: sumOf(parts, ({ attemptsUnsure }) => attemptsUnsure),
    abandonedEarly: sumOf(parts, ({ abandonedEarly }) => abandonedEarly),
    attemptsNotSent: sumOf(parts, ({ attemptsNotSent }) => attemptsNotSent),
    unrest: parts.find(({ unrest }) => unrest !== undefined)?.unrest,
    interrupted: parts.some(({ interrupted }) => interrupted),
    notRemoved: parts.flatMap(({ notRemoved }) => notRemoved),
  }
}

function mergePhases(phases: readonly PhaseResult[]): PhaseResult {
  const useful = phases.map(({ usefulBusyMs }) => usefulBusyMs)
  return {
    phase: phases[0]!.phase,
    spanMs: largest(phases, ({ spanMs }) => spanMs),
    requests: sumOf(phases, ({ requests }) => requests),
    outcomes: sums(phases.map(({ outcomes }) => outcomes)),
    reasons: sums(phases.map(({ reasons }) => reasons)),
    late: sumOf(phases, ({ late }) => late),
    goodDone: sumOf(phases, ({ goodDone }) => goodDone),
    goodAfterLoad: addedHistograms(phases.map(({ goodAfterLoad }) => goodAfterLoad)),
    duplicates: sumOf(phases, ({ duplicates }) => duplicates),
    attempts: sums(phases.map(({ attempts }) => attempts)),
    rejections: sums(phases.map(({ rejections }) => rejections)),
    usefulBusyMs: useful.some((ms) => ms === null) ? null : sumOf(useful, (ms) => ms!),
    expectedFailures: sumOf(phases, ({ expectedFailures }) => expectedFailures),
    latencies: Object.fromEntries(
      LATENCIES.map((name) => [name, addedHistograms(phases.map(({ latencies }) => latencies[name]))]),
    ) as PhaseResult['latencies'],
  }
}

/** Merges windows. A generator that is done early has nothing in flight, and its breakers stay as they were. */
function mergeTimelines(timelines: readonly (readonly WindowRow[])[]): WindowRow[] {
  const longest = timelines.reduce((long, rows) => (rows.length > long.length ? rows : long))
  return longest.map(({ fromMs, phase }, i) => {
    const rows = timelines.flatMap((timeline) => timeline[i] ?? [])
    const inTarget = rows.map(({ targetInFlight }) => targetInFlight)
    return {
      fromMs,
      phase,
      offered: sumOf(rows, ({ offered }) => offered),
      good: sumOf(rows, ({ good }) => good),
      goodPlanned: sumOf(rows, ({ goodPlanned }) => goodPlanned),
      attempts: sumOf(rows, ({ attempts }) => attempts),
      retries: sumOf(rows, ({ retries }) => retries),
      retriesAfter: sums(rows.map(({ retriesAfter }) => retriesAfter)),
      redeliveries: sumOf(rows, ({ redeliveries }) => redeliveries),
      inFlightMax: sumOf(rows, ({ inFlightMax }) => inFlightMax),
      inFlight: sumOf(rows, ({ inFlight }) => inFlight),
      targetInFlight: inTarget.some((n) => n === null) ? null : sumOf(inTarget, (n) => n!),
      open: sumOf(rows, ({ open }) => open),
      queueDepth: sumOf(rows, ({ queueDepth }) => queueDepth),
      queueAgeMs: largest(rows, ({ queueAgeMs }) => queueAgeMs),
      breakersOpen: sumOf(timelines, (timeline) => (timeline[i] ?? timeline.at(-1))?.breakersOpen ?? 0),
      rejections: sums(rows.map(({ rejections }) => rejections)),
      p50Us: null,
      p99Us: null,
      maxUs: null,
    }
  })
}

/**
 * Merges the brokers' records. Each generator has its own queue in the same broker, so bounds and counts add up. The
 * number of lost messages is known only when all have reported it.
 */
function mergeBrokers(brokers: readonly BrokerRecord[], isAll: boolean): BrokerRecord {
  const incidents: Incident[] = brokers.flatMap((broker) => broker.incidents)
  const lost = brokers.map(({ seen }) => seen.lost)
  const seen = sums(brokers.map(({ seen: { lost: _, ...counts } }) => counts)) as Omit<Testimony, 'lost'>
  return {
    ...brokers[0]!,
    depthMax: sumOf(brokers, ({ depthMax }) => depthMax),
    seen: { ...seen, lost: !isAll || lost.some((n) => n === null) ? null : sumOf(lost, (n) => n!) },
    incidents: incidents.sort((a, b) => a.atMs - b.atMs),
  }
}

function sparedOf(results: readonly ExperimentResult[]): ExperimentResult['spared'] {
  if (results.some(({ spared }) => spared === null)) return null
  return {
    requests: sumOf(results, ({ spared }) => spared!.requests),
    good: sumOf(results, ({ spared }) => spared!.good),
  }
}

/** Adds up counts by name. */
function sums<Name extends string>(records: readonly Readonly<Record<Name, number>>[]): Record<Name, number> {
  const names = [...new Set(records.flatMap((record) => Object.keys(record) as Name[]))]
  return Object.fromEntries(names.map((name) => [name, sumOf(records, (record) => record[name] ?? 0)])) as Record<
    Name,
    number
  >
}

function largest<T>(list: readonly T[], of: (item: T) => number): number {
  return list.reduce((most, item) => Math.max(most, of(item)), 0)
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i)
}
