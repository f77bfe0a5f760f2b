import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { groupBy } from '../../bench/core/group-by.ts'
import { collapseOf, countVerdicts } from '../../bench/metrics/collapse.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import { verdictOf } from '../../bench/metrics/run-verdict.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import type { ThresholdResult } from '../../bench/thresholds/threshold-result.ts'
import { placeName } from '../../reports/export/figure.ts'
import { readData } from '../../reports/files/write.ts'
import { counted } from '../../reports/format.ts'
import type { ArmCollapse } from '../../reports/nightly/nightly-data.ts'
import { DATA_FILE } from '../../reports/run/render.ts'
import { figureText } from '../../reports/run/threshold-columns.ts'

/** Summary of a result folder of this night. */
export interface NightlyResult {
  readonly folder: string
  readonly runs: number
  readonly figures: number
  readonly bad: number
  /** Thresholds that failed and why runs must not be used, one per line. */
  readonly doubts: readonly string[]
  /** Of simulated runs. */
  readonly collapses: readonly ArmCollapse[]
}

/** Reads a result folder; undefined when there is none, or one that was there before `since` (ISO 8601). */
export function resultOf(folder: string, since: string): NightlyResult | undefined {
  if (!existsSync(join(folder, DATA_FILE))) return undefined
  const { environment, runs, measured, thresholds } = readData(folder)
  if (environment.startedAt < since) return undefined
  const bad = [...runs, ...measured].filter(({ status }) => status !== 'valid').length
  const simulated = runs.filter(({ clock }) => clock === 'virtual')
  return {
    folder,
    runs: runs.length,
    figures: measured.length,
    bad,
    doubts: [...thresholds.flatMap(failureOf), ...runs.flatMap(doubtsOf), ...measuredDoubts(measured)],
    collapses: collapsesOf(simulated),
  }
}

/** Counts of a part's results, in a few words. */
export function resultText(results: readonly NightlyResult[]): string {
  const sum = (key: 'runs' | 'figures' | 'bad') => results.reduce((total, result) => total + result[key], 0)
  const parts = [
    sum('runs') === 0 ? '' : counted(sum('runs'), 'run'),
    sum('figures') === 0 ? '' : counted(sum('figures'), 'figure'),
    sum('bad') === 0 ? '' : `${sum('bad')} of them not to be used`,
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function failureOf(result: ThresholdResult): string[] {
  const { threshold, expression, verdict } = result
  if (verdict !== 'failed') return []
  return [`${placeName(result)}: failed ${threshold}: ${expression}, measured ${figureText(result, 'measured')}`]
}

function doubtsOf(run: RunResult): string[] {
  const why = run.warnings.filter(({ severity }) => severity === 'invalid').map(({ message }) => message)
  if (run.status === 'valid') return []
  return [`${placeName(run)} repeat ${run.repeat}: ${[run.status, ...why].join('; ')}`]
}

function measuredDoubts(measured: readonly Sample[]): string[] {
  const bad = measured.filter(({ status }) => status !== 'valid')
  return [...groupBy(bad, placeName)].map(([place, own]) => {
    const metrics = [...new Set(own.map(({ metric }) => metric))]
    return `${place}: ${own[0]!.status}: ${metrics.join(', ')}`
  })
}

/** Of the arms that have a verdict. */
function collapsesOf(runs: readonly RunResult[]): ArmCollapse[] {
  return [...groupBy(runs, ({ variant, arm }) => `${variant} ${arm}`).values()].flatMap((own) => {
    const verdicts = own.flatMap((run) => verdictOf(run) ?? [])
    if (verdicts.length === 0) return []
    const { suite, variant, arm } = own[0]!
    const { share, low, high, seeds } = collapseOf(countVerdicts(verdicts.map(({ kind }) => kind)))
    return [{ suite, variant, arm, seeds, low, high, share: Number.isNaN(share) ? null : share }]
  })
}
