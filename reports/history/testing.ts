import type { Entry } from './entry.ts'

/** For tests: the n-th night of a nightly run, from 0. */
export function nightAt(n: number): string {
  const month = String(Math.floor(n / 28) + 1).padStart(2, '0')
  return `2026-${month}-${String((n % 28) + 1).padStart(2, '0')}T02:00:00.000Z`
}

/** For tests: a measured median latency of the first night, but for the overrides. */
export function entry(overrides: Partial<Entry> = {}): Entry {
  return {
    at: nightAt(0),
    night: overrides.at ?? nightAt(0),
    commit: 'c0ffee0000000',
    class: 'linux x64',
    calibration: 50,
    plan: 'd026432e38c3',
    suite: 'burst',
    variant: 'default',
    arm: 'queue',
    metric: 'response_p50',
    unit: 'us',
    better: 'lower',
    kind: 'noisy',
    seed: 7,
    n: 3,
    median: 100_000,
    status: 'valid',
    ...overrides,
  }
}

/** For tests: one series, a night for each value. */
export function entries(medians: readonly number[], overrides: Partial<Entry> = {}): Entry[] {
  return medians.map((median, n) => entry({ at: nightAt(n), commit: `c${n}`, median, ...overrides }))
}

/** For tests: `count` values that differ from `level` by -2, -1, 0, 1, 2 % in turn, rather like a quiet machine. */
export function around(level: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => level + (level / 100) * (((i * 3) % 5) - 2))
}
