import { degradedMs, drainTimeMs, goodputDeficit } from './degradation.ts'
import { count, type Metric, ratio, whole } from './metric-kind.ts'
import { type Course, recoveryTimeMs } from './recovery.ts'
import type { RunResult } from './result.ts'
import { verdictOf } from './run-verdict.ts'
import type { Scope } from './scope.ts'
import { isCollapse, type Verdict } from './verdict.ts'

/** Metric whose mean over the repeats is P(collapse). A median would hide that some repeats collapsed. */
export const COLLAPSED = 'collapsed'

/** Metrics of the time after a trigger, in the order of the files. */
export const COURSE_METRICS: readonly Metric[] = [
  {
    name: 'recovery_time',
    unit: 'ms',
    better: 'lower',
    about:
      'end of the trigger to the first of five consecutive good seconds: at least 95 % of the requests planned in each succeeded in time, or chance explains that fewer did',
    value: (scope) => ofCourse(scope, recoveryTimeMs),
  },
  {
    name: 'degraded_time',
    unit: 'ms',
    better: 'lower',
    about: 'time in bad seconds (see recovery_time) from a deadline before the trigger on',
    value: (scope) => ofCourse(scope, degradedMs),
  },
  count(
    'goodput_deficit',
    'lower',
    'requests planned from a deadline before the trigger on that did not succeed in time',
    (scope) => ofCourse(scope, goodputDeficit),
  ),
  {
    name: 'drain_time',
    unit: 'ms',
    better: 'lower',
    about:
      'end of the trigger until the backlog at broker and target (in real time: of attempts waited for) is at most its maximum before the trigger',
    value: (scope) => ofCourse(scope, drainTimeMs),
  },
  ratio(
    COLLAPSED,
    'lower',
    '1 for a run whose verdict is metastable or oscillating, else 0: its mean over seeds is P(collapse)',
    (scope) => whole(scope, ({ run }) => ofVerdict(run, collapsed)),
  ),
  {
    name: 'return_time',
    unit: 'ms',
    better: 'lower',
    about:
      'end of the trigger until the run was back for good by its verdict, or will be by its pace; never where it stays down, unknown while undecided',
    value: (scope) => whole(scope, ({ run }) => ofVerdict(run, returnTimeMs)),
  },
  {
    name: 'load_to_decide',
    unit: 'ms',
    better: 'lower',
    about: 'load beyond the plan that would decide the verdict: 0 where it is decided, never where no length would',
    value: (scope) => whole(scope, ({ run }) => ofVerdict(run, loadToDecideMs)),
  },
  ratio(
    'goodput_ratio_spared',
    'higher',
    'requests to shards without a fault that succeeded in time / requests to those shards',
    (scope) => whole(scope, ({ run }) => (run.spared === null ? Number.NaN : run.spared.good / run.spared.requests)),
  ),
]

/** The course of a run with a trigger, cut where an interruption ended the run. */
function ofCourse(scope: Scope, value: (course: Course) => number): number {
  return whole(scope, ({ run }) => {
    const { triggerStartMs, triggerEndMs } = run
    if (triggerStartMs === null || triggerEndMs === null) return Number.NaN
    const loadEndMs = run.status === 'partial' ? Math.min(run.loadEndMs, run.durationMs) : run.loadEndMs
    return value({ ...run, triggerStartMs, triggerEndMs, loadEndMs })
  })
}

function ofVerdict(run: RunResult, value: (verdict: Verdict) => number): number {
  const verdict = verdictOf(run)
  return verdict === undefined ? Number.NaN : value(verdict)
}

function collapsed({ kind }: Verdict): number {
  return kind === 'undecided' ? Number.NaN : Number(isCollapse(kind))
}

function returnTimeMs({ kind, backAfterMs }: Verdict): number {
  return kind === 'undecided' ? Number.NaN : (backAfterMs ?? Number.POSITIVE_INFINITY)
}

function loadToDecideMs({ kind, neededS }: Verdict): number {
  if (kind !== 'undecided') return 0
  return neededS === null ? Number.POSITIVE_INFINITY : 1000 * neededS
}
