import { type RunData, SCHEMA } from './run-data.ts'

/** For tests: data of a result folder, empty but for the given fields. */
export function runData(fields: Partial<RunData> = {}): RunData {
  return {
    schema: SCHEMA,
    status: 'complete',
    environment: { class: 'linux x64', calibration: 50, startedAt: '2026-01-01T00:00:00.000Z', commit: 'c0ffee' },
    plans: {},
    interleaved: null,
    suites: [],
    runs: [],
    discarded: [],
    simulated: [],
    measured: [],
    thresholds: [],
    ...fields,
  }
}
