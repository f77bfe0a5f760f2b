import { createHash } from 'node:crypto'
import { withoutSecretsInUrl } from '../../bench/core/secrets.ts'
import type { Cell, Suite } from '../../bench/suite.ts'
import type { SuiteInfo } from '../../reports/run-data.ts'

/** What a result says about its suite. */
export function infoOf(suite: Suite, plan: string | undefined): SuiteInfo {
  const { name, question, about, variants } = suite
  // A suite without thresholds is written as if there were none.
  const thresholds = Object.keys(suite.thresholds).length === 0 ? undefined : suite.thresholds
  return {
    ...{ name, question, about, plan: plan ?? null },
    variants: Object.fromEntries(Object.entries(variants).map(([variant, own]) => [variant, own.about])),
    config: JSON.parse(JSON.stringify({ ...suite, thresholds }, withoutSecrets)),
  }
}

/** Plan hashes of the variants of some cells, by `suite/variant`. `workers`: how many generators share the load of a run. */
export function plansOf(cells: readonly Cell[], workers = 1): Record<string, string> {
  return Object.fromEntries(cells.map((cell) => [`${cell.suite}/${cell.variant}`, planHash(cell, workers)]))
}

/** SHA-256 over all that is done to an arm: load, target, faults and the spans that results are judged by; not what the arm does about it. */
function planHash(
  { load, target, faults, deadlineMs, drainMs, recoverWithinMs, pacing }: Cell,
  workers: number,
): string {
  const plan = { load, target, faults, deadlineMs, drainMs, recoverWithinMs, pacing }
  const text = JSON.stringify(workers === 1 ? plan : { ...plan, workers }, (_, value) =>
    typeof value === 'function' ? String(value) : value,
  )
  return createHash('sha256').update(text).digest('hex')
}

/** Credentials do not reach a file, and a long trace is only counted. */
function withoutSecrets(key: string, value: unknown): unknown {
  if (key === 'headers') return Object.fromEntries(Object.keys(value as object).map((name) => [name, '(not recorded)']))
  if (key === 'body') return '(not recorded)'
  if (key === 'timesMs') return `(${(value as number[]).length} due times)`
  if (key === 'url') return withoutSecretsInUrl(String(value))
  return typeof value === 'function' ? '(a function)' : value
}
