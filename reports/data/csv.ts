import { RETRY_REASONS } from '../../bench/core/call.ts'
import { MECHANISMS } from '../../bench/core/outcome.ts'
import type { RunResult, WindowRow } from '../../bench/metrics/result.ts'
import { type Sample, samplesOf } from '../../bench/metrics/sample.ts'
import { type Summary, summarise } from '../../bench/metrics/summary.ts'
import { SERIES_COLUMNS } from '../csv/series-columns.ts'
import { csvValue } from '../format.ts'
import { type Column, toCsv } from '../table.ts'
import type { RunData } from './run-data.ts'

/** All known samples of a result folder, in configuration order. */
export function allSamples(data: RunData): Sample[] {
  return [...data.runs.flatMap(samplesOf), ...data.measured.filter(({ value }) => !Number.isNaN(value))]
}

const SAMPLE_COLUMNS: readonly Column<Sample>[] = [
  ...SERIES_COLUMNS,
  { head: 'repeat', cell: ({ repeat }) => String(repeat) },
  { head: 'seed', cell: ({ seed }) => String(seed) },
  { head: 'requests', cell: ({ requests }) => String(requests) },
  { head: 'value', cell: ({ value, unit }) => csvValue(value, unit) },
  { head: 'status', cell: ({ status }) => status },
]

const SUMMARY_COLUMNS: readonly Column<Summary>[] = [
  ...SERIES_COLUMNS,
  { head: 'n', cell: ({ n }) => String(n) },
  { head: 'median', cell: ({ median, unit }) => csvValue(median, unit) },
  { head: 'ci_lo', cell: ({ ciLow, unit }) => csvValue(ciLow, unit) },
  { head: 'ci_hi', cell: ({ ciHigh, unit }) => csvValue(ciHigh, unit) },
  { head: 'min', cell: ({ min, unit }) => csvValue(min, unit) },
  { head: 'max', cell: ({ max, unit }) => csvValue(max, unit) },
  { head: 'status', cell: ({ status }) => status },
]

interface TimelineLine {
  readonly run: RunResult
  readonly row: WindowRow
}

const TIMELINE_COLUMNS: readonly Column<TimelineLine>[] = [
  { head: 'suite', cell: ({ run }) => run.suite },
  { head: 'arm', cell: ({ run }) => run.arm },
  { head: 'variant', cell: ({ run }) => run.variant },
  { head: 'repeat', cell: ({ run }) => String(run.repeat) },
  { head: 'phase', cell: ({ row }) => row.phase },
  { head: 'from_ms', cell: ({ row }) => String(row.fromMs) },
  { head: 'window_ms', cell: ({ run }) => String(run.windowMs) },
  { head: 'offered', cell: ({ row }) => String(row.offered) },
  { head: 'good', cell: ({ row }) => String(row.good) },
  { head: 'good_planned', cell: ({ row }) => String(row.goodPlanned) },
  { head: 'attempts', cell: ({ row }) => String(row.attempts) },
  { head: 'retries', cell: ({ row }) => String(row.retries) },
  ...RETRY_REASONS.map(
    (reason): Column<TimelineLine> => ({
      head: `retries_after_${reason}`,
      cell: ({ row }) => String(row.retriesAfter[reason]),
    }),
  ),
  { head: 'redeliveries', cell: ({ row }) => String(row.redeliveries) },
  { head: 'in_flight_max', cell: ({ row }) => String(row.inFlightMax) },
  { head: 'target_in_flight', cell: ({ row }) => String(row.targetInFlight ?? '') },
  { head: 'queue_depth', cell: ({ row }) => String(row.queueDepth) },
  { head: 'open', cell: ({ row }) => String(row.open) },
  { head: 'queue_age_us', cell: ({ row }) => String(Math.round(row.queueAgeMs * 1000)) },
  { head: 'breakers_open', cell: ({ row }) => String(row.breakersOpen) },
  ...MECHANISMS.map(
    (by): Column<TimelineLine> => ({
      head: `rejections_${by}`,
      cell: ({ row }) => String(row.rejections[by]),
    }),
  ),
  { head: 'p50_us', cell: ({ row }) => String(row.p50Us ?? '') },
  { head: 'p99_us', cell: ({ row }) => String(row.p99Us ?? '') },
  { head: 'max_us', cell: ({ row }) => String(row.maxUs ?? '') },
]

/** `samples.csv`: one value per line. */
export function samplesCsv(samples: readonly Sample[]): string {
  return toCsv(SAMPLE_COLUMNS, samples)
}

/** `summary.csv`: each metric over the repeats. */
export function summaryCsv(samples: readonly Sample[]): string {
  return toCsv(SUMMARY_COLUMNS, summarise(samples))
}

/** `timeline.csv`: one row per window and run. */
export function timelineCsv(runs: readonly RunResult[]): string {
  return toCsv(TIMELINE_COLUMNS, timelineLines(runs))
}

function* timelineLines(runs: readonly RunResult[]): Generator<TimelineLine> {
  for (const run of runs) for (const row of run.timeline) yield { run, row }
}
