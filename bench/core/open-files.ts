/** Descriptors of Node itself, the loader, pipes and brokers, with room to spare. */
const OWN_DESCRIPTORS = 64
/** Exchanges over HTTP take a little longer than in virtual time. */
const MARGIN = 0.1

let known: number | undefined

/**
 * Files and connections that this process may have open at once; Infinity where the system does not say. Node itself
 * raises the soft limit to the hard one when it starts.
 */
export function openFilesMax(): number {
  known ??= softLimit()
  return known
}

/** Reads the limit. It takes tens of ms, and longer with many open connections. */
function softLimit(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } }
  const soft = userLimits?.open_files?.soft
  return typeof soft === 'number' ? soft : Number.POSITIVE_INFINITY
}

/** File descriptors that this many connections need; `ends`: how many ends of each are in this process. */
export function descriptorsFor(connections: number, ends: 1 | 2 | 3): number {
  return OWN_DESCRIPTORS + ends * (connections + Math.ceil(MARGIN * connections))
}

/** Connections for which this many descriptors are enough, as {@link descriptorsFor} counts. */
export function connectionsFor(descriptors: number, ends: 1 | 2): number {
  return Math.max(0, Math.floor(Math.floor((descriptors - OWN_DESCRIPTORS) / ends) / (1 + MARGIN)))
}
