/** Values up to 2^32 - 1 us (71 minutes); longer ones count as that. */
const US_MAX = 2 ** 32 - 1
const BUCKETS = 6400
/** A percentile needs this many samples beyond it to mean anything. */
const SAMPLES_BEYOND_MIN = 10

/** A histogram as data: counts of the buckets that are not empty, as bucket, count, bucket, count. */
export interface HistogramData {
  readonly count: number
  readonly sumUs: number
  readonly maxUs: number
  readonly buckets: readonly number[]
}

/**
 * Latencies in whole microseconds, log-linear as HdrHistogram: exact below 512 us, above that 256 buckets for each
 * doubling, so that a percentile is at most 1/256 (0.4 %) above the true one. Its size does not depend on the number of
 * values.
 */
export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS)
  #count = 0
  #sumUs = 0
  #maxUs = 0
  /** The first bucket that is not empty; the last one is that of the maximum. Most histograms fill few of the 6400. */
  #first = BUCKETS

  static from(data: HistogramData): Histogram {
    const histogram = new Histogram()
    histogram.add(data)
    return histogram
  }

  get count(): number {
    return this.#count
  }

  /** Records a latency; a negative one counts as 0. */
  record(ms: number): void {
    const us = ms <= 0 ? 0 : Math.min(US_MAX, Math.round(ms * 1000))
    const bucket = bucketOf(us)
    this.#counts[bucket]! += 1
    if (bucket < this.#first) this.#first = bucket
    this.#count += 1
    this.#sumUs += us
    if (us > this.#maxUs) this.#maxUs = us
  }

  /** Adds all values of another histogram. */
  add(other: HistogramData): void {
    const { buckets } = other
    for (let i = 0; i < buckets.length; i += 2) this.#counts[buckets[i]!]! += buckets[i + 1]!
    if (buckets.length > 0) this.#first = Math.min(this.#first, buckets[0]!)
    this.#count += other.count
    this.#sumUs += other.sumUs
    this.#maxUs = Math.max(this.#maxUs, other.maxUs)
  }

  clear(): void {
    this.#counts.fill(0, this.#first, bucketOf(this.#maxUs) + 1)
    this.#first = BUCKETS
    this.#count = 0
    this.#sumUs = 0
    this.#maxUs = 0
  }

  /**
   * The value that at least the share `q` (0 to 1) of all values does not exceed (nearest rank), us. `missing` values
   * count as larger than all recorded ones: where they decide, the result is Infinity. NaN without any value.
   */
  percentileUs(q: number, missing = 0): number {
    const total = this.#count + missing
    if (total === 0) return Number.NaN
    const rank = Math.max(1, Math.ceil(q * total))
    if (rank > this.#count) return Number.POSITIVE_INFINITY
    let seen = 0
    const last = bucketOf(this.#maxUs)
    for (let i = this.#first; i <= last; i++) {
      seen += this.#counts[i]!
      if (seen >= rank) return Math.min(this.#maxUs, highestUs(i))
    }
    throw new Error(`histogram holds ${seen} values, its count says ${this.#count}`)
  }

  /** The same, NaN where fewer than ten values lie beyond it. */
  soundPercentileUs(q: number, missing = 0): number {
    const beyond = (this.#count + missing) * (1 - q)
    return beyond < SAMPLES_BEYOND_MIN - 1e-6 ? Number.NaN : this.percentileUs(q, missing)
  }

  /** NaN without any value. */
  meanUs(): number {
    return this.#count === 0 ? Number.NaN : this.#sumUs / this.#count
  }

  /** NaN without any value. */
  maxUs(): number {
    return this.#count === 0 ? Number.NaN : this.#maxUs
  }

  /** Each bucket that is not empty: the highest value it stands for, us, and how many it holds. */
  *values(): Generator<readonly [us: number, count: number]> {
    const last = bucketOf(this.#maxUs)
    for (let i = this.#first; i <= last; i++) {
      if (this.#counts[i]! > 0) yield [Math.min(this.#maxUs, highestUs(i)), this.#counts[i]!]
    }
  }

  toData(): HistogramData {
    const buckets: number[] = []
    const last = bucketOf(this.#maxUs)
    for (let i = this.#first; i <= last; i++) if (this.#counts[i]! > 0) buckets.push(i, this.#counts[i]!)
    return { count: this.#count, sumUs: this.#sumUs, maxUs: this.#maxUs, buckets }
  }
}

function bucketOf(us: number): number {
  const shift = us < 512 ? 0 : 23 - Math.clz32(us)
  return shift * 256 + (us >>> shift)
}

/** Why data is no histogram: its buckets do not ascend, or do not add up to its count, sum and maximum. Undefined when it is one. */
export function histogramMistake({ count, sumUs, maxUs, buckets }: HistogramData): string | undefined {
  if (buckets.length % 2 !== 0) return 'must have a count for each bucket'
  let [before, total, least, most] = [-1, 0, 0, 0]
  for (let i = 0; i < buckets.length; i += 2) {
    const [bucket, values] = [buckets[i]!, buckets[i + 1]!]
    if (bucket <= before || bucket >= BUCKETS || values < 1) return 'must have ascending buckets that are not empty'
    before = bucket
    total += values
    least += lowestUs(bucket) * values
    most += Math.min(maxUs, highestUs(bucket)) * values
  }
  if (total !== count) return `must have buckets that add up to its count, got ${total} values and the count ${count}`
  if (count > 0 && (maxUs > US_MAX || bucketOf(maxUs) !== before))
    return `must have its maximum in the last bucket, got ${maxUs}`
  return sumUs < least || sumUs > most ? `must have a sum of ${least} to ${most}, got ${sumUs}` : undefined
}

function lowestUs(index: number): number {
  return index === 0 ? 0 : highestUs(index - 1) + 1
}

/** The highest whole number of us that falls into a bucket. */
function highestUs(index: number): number {
  if (index < 512) return index
  const shift = Math.floor(index / 256) - 1
  return (index - shift * 256 + 1) * 2 ** shift - 1
}
