import { figure, type Sample } from '../metrics/sample.ts'
import { reportsOf } from './reports-of.ts'
import type { VirtualReport } from './virtual-child.ts'

/**
 * What a run in virtual time costs, with full ledger and timeline: requests per second, and the tutorial's experiment.
 */
export async function virtual(repeat: number): Promise<Sample[]> {
  const [report] = await reportsOf<VirtualReport>('virtual-child.ts')
  const common = { suite: 'micro', variant: 'default', repeat } as const
  return [
    figure({
      ...common,
      arm: 'virtual time: retry + breaker + timeout, 20 workers',
      metric: 'throughput',
      unit: 'per_second',
      better: 'higher',
      value: report!.requestsPerSecond,
    }),
    figure({
      ...common,
      arm: 'virtual time: the tutorial, both arms',
      metric: 'run_time',
      unit: 'ms',
      better: 'lower',
      value: report!.tutorialMs,
    }),
  ]
}
