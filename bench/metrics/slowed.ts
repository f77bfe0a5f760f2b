import { Histogram, type HistogramData } from './histogram.ts'
import { LATENCIES, type LatencyName, type RunResult } from './result.ts'

/** A copy of a run in which every latency is `factor` times as long. For checks that a slow-down is detected. */
export function slowed(run: RunResult, factor: number): RunResult {
  return {
    ...run,
    phases: run.phases.map((phase) => ({
      ...phase,
      latencies: Object.fromEntries(LATENCIES.map((name) => [name, slower(phase.latencies[name], factor)])) as Record<
        LatencyName,
        HistogramData
      >,
    })),
  }
}

function slower(data: HistogramData, factor: number): HistogramData {
  const histogram = new Histogram()
  for (const [us, count] of Histogram.from(data).values()) {
    for (let i = 0; i < count; i++) histogram.record((us * factor) / 1000)
  }
  return histogram.toData()
}
