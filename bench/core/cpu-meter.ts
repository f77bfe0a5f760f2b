import { cpus } from 'node:os'
import { epochMs } from './real-clock.ts'

/** CPU time since the system started, ms over all cores. */
export interface CpuTimes {
  readonly wallMs: number
  /** Spent on any program or on the system. Time that a hypervisor takes away does not count. */
  readonly busyMs: number
  /** Spent on this process, with all its threads. */
  readonly ownMs: number
}

/** The system counts times of a core in steps of 10 ms, so a share of less than this means nothing. */
const SPAN_MIN_MS = 100

/** CPU time as the system counts it now. */
export function cpuTimes(): CpuTimes {
  const busyMs = cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0)
  const { user, system } = process.cpuUsage()
  return { wallMs: epochMs(), busyMs, ownMs: (user + system) / 1000 }
}

/**
 * Cores that other programs kept busy between two readings, 0 to the number of cores: busy time of the system less time
 * of this process. Null when less than 100 ms have passed, or where the system does not count.
 */
export function othersCores(from: CpuTimes, to: CpuTimes, cores = cpus().length): number | null {
  const wallMs = to.wallMs - from.wallMs
  if (cores === 0 || wallMs < SPAN_MIN_MS) return null
  const othersMs = to.busyMs - from.busyMs - (to.ownMs - from.ownMs)
  return Math.min(cores, Math.max(0, othersMs / wallMs))
}
