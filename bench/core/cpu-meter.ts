import { cpus } from 'node:os'

/** CPU time since the system started, ms over all cores. */
export interface CpuTimes {
  /** Spent on any program or on the system. */
  readonly busyMs: number
  /** Busy or not: the number of cores times the time that has passed. */
  readonly totalMs: number
  /** Spent on this process, with all its threads. */
  readonly ownMs: number
}

/** Times of one core count in steps of 10 ms: below this a share of them means nothing. */
const SPAN_MIN_MS = 100

/** CPU time as the system counts it now. */
export function cpuTimes(): CpuTimes {
  let busyMs = 0
  let totalMs = 0
  for (const { times } of cpus()) {
    const { idle, ...busy } = times
    const coreBusyMs = Object.values(busy).reduce((sum, ms) => sum + ms, 0)
    busyMs += coreBusyMs
    totalMs += coreBusyMs + idle
  }
  const { user, system } = process.cpuUsage()
  return { busyMs, totalMs, ownMs: (user + system) / 1000 }
}

/**
 * Cores that other programs kept busy between two readings, 0 to the number of cores: what the system counts as busy, less what this process
 * used. Null when too little time has passed, or where the system does not count.
 */
export function othersCores(from: CpuTimes, to: CpuTimes, cores = cpus().length): number | null {
  const totalMs = to.totalMs - from.totalMs
  if (cores === 0 || totalMs < SPAN_MIN_MS * cores) return null
  const othersMs = to.busyMs - from.busyMs - (to.ownMs - from.ownMs)
  return Math.min(cores, Math.max(0, (othersMs / totalMs) * cores))
}
