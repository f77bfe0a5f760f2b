import { NIGHTLY_SCHEMA, type NightlyData, type PartReport } from './nightly-data.ts'

/** For tests: a part that is fine, but for the overrides. */
export function part(overrides: Partial<PartReport> = {}): PartReport {
  return {
    name: 'real',
    about: 'over HTTP',
    state: 'fine',
    seconds: 61,
    summary: '',
    said: '',
    links: [],
    ...overrides,
  }
}

/** For tests: a night with nothing in it, but for the overrides. */
export function nightly(overrides: Partial<NightlyData> = {}): NightlyData {
  return {
    schema: NIGHTLY_SCHEMA,
    status: 'complete',
    startedAt: '2026-01-02T02:17:00.000Z',
    commit: 'c0ffee0000000',
    class: 'linux x64',
    calibration: 50,
    quick: false,
    history: 'history.csv',
    parts: [part()],
    collapses: [],
    falseAlarms: null,
    verdicts: null,
    found: null,
    ...overrides,
  }
}
