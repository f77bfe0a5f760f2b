import { groupBy } from '../../bench/core/group-by.ts'
import type { RunResult, RunStatus } from '../../bench/metrics/result.ts'
import { verdictOf } from '../../bench/metrics/run-verdict.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import { isCollapse } from '../../bench/metrics/verdict.ts'
import type { RunData } from '../data/run-data.ts'
import { reasonText } from '../summary/verdict-words.ts'
import { classNameOf, type JunitCase, type JunitResult, type JunitSuite } from './junit-xml.ts'

/**
 * A result as test report: one suite for each of its suites, one case for each run. An invalid run is an error; a
 * partial one is skipped.
 */
export function runSuites(data: RunData): JunitSuite[] {
  const { startedAt, commit, class: machine, calibration } = data.environment
  const head = {
    timestamp: startedAt,
    properties: { commit: commit ?? '', class: machine, calibration: String(calibration), status: data.status },
  }
  const measured = groupBy(data.measured, ({ suite }) => suite)
  return [
    ...[...groupBy(data.runs, ({ suite }) => suite)].map(([name, runs]) => ({
      ...head,
      name,
      cases: runs.map(runCase),
    })),
    ...[...measured].map(([name, samples]) => ({ ...head, name, cases: measuredCases(samples) })),
  ]
}

function runCase(run: RunResult): JunitCase {
  const { arm, repeat, seed, durationMs, status, warnings, clock } = run
  const verdict = verdictOf(run)
  const doubts = warnings.filter(({ severity }) => severity === 'invalid').map(({ message }) => message)
  return {
    name: `${arm} repeat ${repeat} seed ${seed}`,
    className: classNameOf(run),
    seconds: durationMs / 1000,
    result: resultOf(status, doubts.join('; ')),
    properties: {
      clock,
      ...(verdict === undefined ? {} : { verdict: verdict.kind, collapsed: String(isCollapse(verdict.kind)) }),
      ...(verdict === undefined || verdict.reason === '' ? {} : { reason: reasonText(verdict) }),
    },
  }
}

/** Figures that are measured without load: one case for each arm, whose worst figure decides. */
function measuredCases(samples: readonly Sample[]): JunitCase[] {
  return [...groupBy(samples, (sample) => `${classNameOf(sample)} ${sample.arm}`).values()].map((own) => {
    const status = (['invalid', 'partial'] as const).find((worse) => own.some((sample) => sample.status === worse))
    const bad = own.filter((sample) => sample.status === status).map(({ metric }) => metric)
    return {
      name: own[0]!.arm,
      className: classNameOf(own[0]!),
      seconds: 0,
      result: resultOf(status ?? 'valid', [...new Set(bad)].join(', ')),
      properties: {},
    }
  })
}

function resultOf(status: RunStatus, why: string): JunitResult | null {
  if (status === 'invalid') return { kind: 'error', type: 'invalid', message: why }
  return status === 'partial' ? { kind: 'skipped', type: 'partial', message: why || 'interrupted' } : null
}
