import type { WorkerRecord } from '../../bench/metrics/result.ts'
import { countText, fixed } from '../format.ts'
import type { ArmSummary } from '../summary/arm-summary.ts'
import type { Column } from '../table.ts'

const total = (workers: readonly WorkerRecord[], of: (worker: WorkerRecord) => number) =>
  workers.reduce((sum, worker) => sum + of(worker), 0)

/** Columns of arms whose load several workers shared: their names, and whether all of it was made, in all repeats. */
export const WORKER_COLUMNS: readonly Column<ArmSummary>[] = [
  { head: 'workers', cell: ({ workers }) => [...new Set(workers.map(({ name }) => name))].join(', ') },
  { head: 'planned', cell: ({ workers }) => countText(total(workers, ({ planned }) => planned)) },
  { head: 'reported', cell: ({ workers }) => countText(total(workers, ({ requests }) => requests)) },
  { head: 'lost workers', cell: ({ workers }) => countText(workers.filter(({ lost }) => lost !== null).length) },
  {
    head: 'clocks off by at most [ms]',
    cell: ({ workers }) => fixed(Math.max(...workers.map(({ clockErrorMs }) => clockErrorMs)), 2),
  },
]
