/** In a window with fewer attempts chance decides which of them are first ones. */
const ATTEMPTS_MIN = 20

/** Attempts that were started, in one second or per second. */
export interface AttemptCounts {
  readonly first: number
  readonly all: number
}

/**
 * Attempts per second around each second: the mean over the shortest window, as far back as ahead, that holds at least
 * 20 attempts.
 */
export function windowMeans(seconds: readonly (AttemptCounts | undefined)[]): AttemptCounts[] {
  return Array.from(seconds, (_, s) => meanAround(seconds, s))
}

function meanAround(seconds: readonly (AttemptCounts | undefined)[], s: number): AttemptCounts {
  let [first, all] = [0, 0]
  const add = (counts: AttemptCounts | undefined) => {
    first += counts?.first ?? 0
    all += counts?.all ?? 0
  }
  add(seconds[s])
  let [fromS, toS] = [s, s + 1]
  while (all < ATTEMPTS_MIN && (fromS > 0 || toS < seconds.length)) {
    if (fromS > 0) add(seconds[--fromS])
    if (toS < seconds.length) add(seconds[toS++])
  }
  return { first: first / (toS - fromS), all: all / (toS - fromS) }
}
