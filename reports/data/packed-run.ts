import { ConfigError } from '../../bench/core/config-error.ts'
import { pathText } from '../../bench/core/path-text.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import { packHistogram, unpackBuckets } from './packed-histogram.ts'
import { packTimeline, unpackTimeline } from './packed-timeline.ts'

type Path = readonly (string | number)[]
type Fields = Readonly<Record<string, unknown>>

/** A run as `run.json` holds it: timeline and histograms are packed, the rest is unchanged. */
export function packRun({ phases, timeline, ...run }: RunResult): object {
  return {
    ...run,
    phases: phases.map(({ latencies, goodAfterLoad, ...counts }) => ({
      ...counts,
      goodAfterLoad: packHistogram(goodAfterLoad),
      latencies: eachOf(latencies, packHistogram),
    })),
    timeline: packTimeline(timeline),
  }
}

/**
 * Unpacks the runs in the document of a `run.json` (see {@link packRun}). Values of another shape stay as they are, for
 * the schema to judge. So do the lists that results had before they were packed.
 * @throws ConfigError for packed values that `packRun` could not have written.
 */
export function unpackRuns(document: unknown, file: string): unknown {
  if (!isFields(document)) return document
  const fail = (path: Path, message: string) => new ConfigError(`${file}: ${pathText(path)}: ${message}`)
  const unpack = (name: string) => {
    const runs = document[name]
    return Array.isArray(runs) ? { [name]: runs.map((run, i) => unpackRun(run, [name, i], fail)) } : {}
  }
  return { ...document, ...unpack('runs'), ...unpack('simulated') }
}

function unpackRun(run: unknown, path: Path, fail: (path: Path, message: string) => ConfigError): unknown {
  if (!isFields(run)) return run
  const rowsOf = (packed: Fields) => {
    const rows = unpackTimeline(packed, Number(run.windowMs))
    if (Array.isArray(rows)) return rows
    throw fail([...path, 'timeline', ...rows.path], rows.message)
  }
  const histogramOf = (histogram: unknown, at: Path) => {
    if (!isFields(histogram) || typeof histogram.buckets !== 'string') return histogram
    const buckets = unpackBuckets(histogram.buckets)
    if (buckets === undefined) throw fail([...at, 'buckets'], 'must be the packed counts of buckets')
    return { ...histogram, buckets }
  }
  const phaseOf = (phase: unknown, i: number) => {
    if (!isFields(phase)) return phase
    const at = (...names: string[]) => [...path, 'phases', i, ...names]
    const { latencies, goodAfterLoad } = phase
    return {
      ...phase,
      ...(goodAfterLoad === undefined ? {} : { goodAfterLoad: histogramOf(goodAfterLoad, at('goodAfterLoad')) }),
      ...(isFields(latencies)
        ? { latencies: eachOf(latencies, (histogram, name) => histogramOf(histogram, at('latencies', name))) }
        : {}),
    }
  }
  return {
    ...run,
    ...(Array.isArray(run.phases) ? { phases: run.phases.map(phaseOf) } : {}),
    ...(isFields(run.timeline) ? { timeline: rowsOf(run.timeline) } : {}),
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function eachOf<From, To>(values: Readonly<Record<string, From>>, change: (value: From, name: string) => To) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]))
}
