/**
 * The package's entry: all that a suite needs, and runs of suites from code. Each export is named here, so that the
 * public API can be read in one place.
 */

export type { Call, Request } from '../../bench/core/call.ts'
export { CannotRunError } from '../../bench/core/cannot-run-error.ts'
export type { Cancel, Clock } from '../../bench/core/clock.ts'
export { ConfigError } from '../../bench/core/config-error.ts'
export type { Outcome } from '../../bench/core/outcome.ts'
export {
  breaker,
  bulkhead,
  callTarget,
  custom,
  deadline,
  decorrelated,
  defineSuite,
  equalJitter,
  exponential,
  fullJitter,
  retry,
  timeout,
  tutorialBreaker,
} from '../../bench/define.ts'
export type { RunResult, RunStatus, Warning } from '../../bench/metrics/result.ts'
export type { Verdict, VerdictKind } from '../../bench/metrics/verdict.ts'
export type { Policy, PolicyContext } from '../../bench/policy/policy.ts'
export type { Suite, SuiteInput } from '../../bench/suite.ts'
export type { DiscardedRun } from '../../reports/data/run-data.ts'
export type { Finding, SummaryMetric, SummaryWarning } from '../../reports/summary/summary-data.ts'
export type { CallContext, CallRequest, CallTarget, SetupContext } from '../../targets/call/call-target.ts'
export type { ProjectConfig } from '../project/config-schema.ts'
export type { ArmResult } from './arm-result.ts'
export type { Explanation, WhyOptions, WhyProgress } from './arm-why.ts'
export { defineConfig } from './define-config.ts'
export { loadSuite } from './load-suite.ts'
export type { MetricName } from './metric-name.ts'
export type { RunOptions, RunProgress, SimulateOptions } from './options.ts'
export { run } from './run.ts'
export { simulate } from './simulate.ts'
export type { SuiteResult } from './suite-result.ts'
