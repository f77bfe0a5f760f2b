import { FIGURE_MAX } from './unit.ts'

/** 31 years: far above two days, the longest latency that a suite can express. */
const US_MAX = FIGURE_MAX
/**
 * A histogram that records has buckets for values below this from the start, up to 71 minutes. Room for larger values
 * is made when the first one comes.
 */
const SHORT_US = 2 ** 32
const SHORT_BUCKETS = 6400
/** Buckets for all values up to {@link US_MAX}. */
export const BUCKETS_MAX = bucketOf(US_MAX) + 1
/** Largest error of a sum above 2^53 us, as a share of it: a billion values, each rounded by 1e-16. */
const SUM_ROUNDING = 1e-6
/** A percentile needs this many samples beyond it to mean anything. */
const SAMPLES_BEYOND_MIN = 10

/** A histogram as data: counts of the buckets that are not empty, as bucket, count, bucket, count. */
export interface HistogramData {
  readonly count: number
  readonly sumUs: number
  /** Exact; missing in results that were written before it was recorded. */
  readonly minUs?: number
  readonly maxUs: number
  readonly buckets: readonly number[]
}

/**
 * Latencies in whole microseconds, log-linear as HdrHistogram: exact below 512 us, above that 256 buckets for each
 * doubling. A percentile is at most 1/256 (0.4 %) above the true one. Count, minimum and maximum are exact, and so is
 * the sum up to 2^53 us. No percentile and no mean lies outside minimum and maximum. Its size does not depend on the
 * number of values.
 */
export class Histogram {
  #counts: Uint32Array
  #count = 0
  #sumUs = 0
  #minUs = Number.POSITIVE_INFINITY
  #maxUs = 0

  /** `room`: number of buckets at the start. */
  constructor(room = SHORT_BUCKETS) {
    this.#counts = new Uint32Array(room)
  }

  /** Reads a histogram with only the room that it needs, since reports make many of them. */
  static from(data: HistogramData): Histogram {
    const histogram = new Histogram((data.buckets.at(-2) ?? -1) + 1)
    histogram.add(data)
    return histogram
  }

  get count(): number {
    return this.#count
  }

  /** Records a latency; a negative one counts as 0. @throws RangeError for one that no clock can give. */
  record(ms: number): void {
    const us = ms <= 0 ? 0 : Math.round(ms * 1000)
    if (us < SHORT_US) {
      const bucket = shortBucketOf(us)
      if (bucket >= this.#counts.length) this.#makeRoom(SHORT_BUCKETS)
      this.#counts[bucket]! += 1
    } else this.#recordLong(us)
    this.#count += 1
    this.#sumUs += us
    if (us < this.#minUs) this.#minUs = us
    if (us > this.#maxUs) this.#maxUs = us
  }

  #recordLong(us: number): void {
    // Written so that NaN fails too.
    if (!(us <= US_MAX)) throw new RangeError(`a latency must be a number of at most ${US_MAX} us, got ${us}`)
    this.#makeRoom(BUCKETS_MAX)
    this.#counts[bucketOf(us)]! += 1
  }

  #makeRoom(room: number): void {
    if (this.#counts.length >= room) return
    const counts = new Uint32Array(room)
    counts.set(this.#counts)
    this.#counts = counts
  }

  /** Index of the first bucket that is not empty. The maximum is in the last one. Most histograms fill few. */
  get #first(): number {
    return this.#count === 0 ? 0 : bucketOf(this.#minUs)
  }

  /** Adds all values of another histogram. */
  add(other: HistogramData): void {
    const { buckets } = other
    if (buckets.length === 0) return
    if (buckets.at(-2)! >= this.#counts.length)
      this.#makeRoom(buckets.at(-2)! < SHORT_BUCKETS ? SHORT_BUCKETS : BUCKETS_MAX)
    for (let i = 0; i < buckets.length; i += 2) this.#counts[buckets[i]!]! += buckets[i + 1]!
    this.#count += other.count
    this.#sumUs += other.sumUs
    this.#minUs = Math.min(this.#minUs, other.minUs ?? lowestUs(buckets[0]!))
    this.#maxUs = Math.max(this.#maxUs, other.maxUs)
  }

  clear(): void {
    this.#counts.fill(0, this.#first, bucketOf(this.#maxUs) + 1)
    this.#count = 0
    this.#sumUs = 0
    this.#minUs = Number.POSITIVE_INFINITY
    this.#maxUs = 0
  }

  /**
   * Percentile by nearest rank, us: the smallest value that at least the share `q` (0 to 1) of all values does not
   * exceed. `missing` values count as larger than all recorded ones, so the result may be Infinity. NaN without values.
   */
  percentileUs(q: number, missing = 0): number {
    const total = this.#count + missing
    if (total === 0) return Number.NaN
    const rank = Math.max(1, Math.ceil(q * total))
    if (rank > this.#count) return Number.POSITIVE_INFINITY
    if (rank === 1) return this.#minUs
    let seen = 0
    const last = bucketOf(this.#maxUs)
    for (let i = this.#first; i <= last; i++) {
      seen += this.#counts[i]!
      if (seen >= rank) return Math.min(this.#maxUs, highestUs(i))
    }
    throw new Error(`histogram holds ${seen} values, its count says ${this.#count}`)
  }

  /** As {@link percentileUs}, but NaN where fewer than ten values lie beyond it. */
  soundPercentileUs(q: number, missing = 0): number {
    const beyond = (this.#count + missing) * (1 - q)
    return beyond < SAMPLES_BEYOND_MIN - 1e-6 ? Number.NaN : this.percentileUs(q, missing)
  }

  /** NaN without any value. A sum above 2^53 us is rounded, the mean stays between minimum and maximum. */
  meanUs(): number {
    if (this.#count === 0) return Number.NaN
    return Math.min(this.#maxUs, Math.max(this.#minUs, this.#sumUs / this.#count))
  }

  /** NaN without any value. */
  minUs(): number {
    return this.#count === 0 ? Number.NaN : this.#minUs
  }

  /** NaN without any value. */
  maxUs(): number {
    return this.#count === 0 ? Number.NaN : this.#maxUs
  }

  /** Yields each bucket that is not empty: its highest value, us, and its count. */
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
    const minUs = this.#count === 0 ? 0 : this.#minUs
    return { count: this.#count, sumUs: this.#sumUs, minUs, maxUs: this.#maxUs, buckets }
  }
}

/** Merges the values of several histograms. */
export function addedHistograms(histograms: readonly HistogramData[]): HistogramData {
  const all = new Histogram()
  for (const histogram of histograms) all.add(histogram)
  return all.toData()
}

/** Bucket of a value below 2^32 us. */
function shortBucketOf(us: number): number {
  const shift = us < 512 ? 0 : 23 - Math.clz32(us)
  return shift * 256 + (us >>> shift)
}

/**
 * Bucket of any value. Each doubling has equal buckets, so a long value uses that of a shorter one, 21 doublings on.
 */
function bucketOf(us: number): number {
  return us < SHORT_US ? shortBucketOf(us) : shortBucketOf(Math.floor(us / 2 ** 21)) + 21 * 256
}

/**
 * Why data is no histogram: its buckets do not ascend, or do not match its count, sum, minimum and maximum. Undefined
 * when it is one.
 */
export function histogramMistake(data: HistogramData): string | undefined {
  const { count, maxUs, buckets } = data
  if (buckets.length % 2 !== 0) return 'must have a count for each bucket'
  let [before, total] = [-1, 0]
  for (let i = 0; i < buckets.length; i += 2) {
    const [bucket, values] = [buckets[i]!, buckets[i + 1]!]
    if (bucket <= before || bucket >= BUCKETS_MAX || values < 1) return 'must have ascending buckets that are not empty'
    before = bucket
    total += values
  }
  if (total !== count) return `must have buckets that add up to its count, got ${total} values and the count ${count}`
  if (count > 0 && (maxUs > US_MAX || bucketOf(maxUs) !== before))
    return `must have its maximum in the last bucket, got ${maxUs}`
  return minimumMistake(data) ?? sumMistake(data)
}

function minimumMistake({ count, minUs, maxUs, buckets }: HistogramData): string | undefined {
  if (count === 0 || minUs === undefined) return undefined
  if (bucketOf(minUs) !== buckets[0]) return `must have its minimum in the first bucket, got ${minUs}`
  return minUs > maxUs ? `must have a minimum of at most its maximum, ${maxUs}, got ${minUs}` : undefined
}

function sumMistake({ sumUs, minUs = 0, maxUs, buckets }: HistogramData): string | undefined {
  let [least, most] = [0, 0]
  for (let i = 0; i < buckets.length; i += 2) {
    const [bucket, values] = [buckets[i]!, buckets[i + 1]!]
    least += Math.max(minUs, lowestUs(bucket)) * values
    most += Math.min(maxUs, highestUs(bucket)) * values
  }
  const rounding = most > Number.MAX_SAFE_INTEGER ? most * SUM_ROUNDING : 0
  if (sumUs >= least - rounding && sumUs <= most + rounding) return undefined
  return `must have a sum of ${least} to ${most}, got ${sumUs}`
}

function lowestUs(index: number): number {
  return index === 0 ? 0 : highestUs(index - 1) + 1
}

/** The largest whole number of us in a bucket. */
function highestUs(index: number): number {
  if (index < 512) return index
  const shift = Math.floor(index / 256) - 1
  return (index - shift * 256 + 1) * 2 ** shift - 1
}
