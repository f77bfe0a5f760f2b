/** One level of a sweep over connections. */
export interface Level {
  readonly connections: number
  readonly requestsPerSecond: number
}

/** A level is saturated when it has this share of the best throughput. */
const SATURATED = 0.95

/**
 * Returns the knee of a closed loop: the level with the fewest connections that has at least 95 % of the best
 * throughput. More connections only wait longer. Undefined when no level had any throughput.
 */
export function kneeOf(levels: readonly Level[]): Level | undefined {
  const best = Math.max(0, ...levels.map(({ requestsPerSecond }) => requestsPerSecond))
  if (best === 0) return undefined
  return levels
    .filter(({ requestsPerSecond }) => requestsPerSecond >= SATURATED * best)
    .reduce((least, level) => (level.connections < least.connections ? level : least))
}
