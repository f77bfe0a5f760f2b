import { createHash } from 'node:crypto'
import { type Cell, cellsOf } from '../../bench/cell.ts'
import { withoutSecretsInUrl } from '../../bench/core/secrets.ts'
import { type LoadFacts, loadFactsOf } from '../../bench/load/load-facts.ts'
import type { Suite } from '../../bench/suite.ts'
import type { SuiteInfo } from '../../reports/data/run-data.ts'
import { type ParametersSpec, parameterNames } from '../../targets/parameters.ts'
import { PEM_OPTIONS, type TlsSpec } from '../../targets/tls.ts'

/** Entry of a result about its suite. */
export function infoOf(suite: Suite, plan: string | undefined): SuiteInfo {
  const { name, question, about, variants } = suite
  // A suite without thresholds has no field for them.
  const thresholds = Object.keys(suite.thresholds).length === 0 ? undefined : suite.thresholds
  return {
    name,
    question,
    about,
    plan: plan ?? null,
    loads: loadsOf(cellsOf(suite)),
    variants: Object.fromEntries(Object.entries(variants).map(([variant, own]) => [variant, own.about])),
    config: JSON.parse(JSON.stringify({ ...suite, thresholds }, withoutSecrets)),
  }
}

/** Facts about the load of each variant, by its name. */
export function loadsOf(cells: readonly Cell[]): Record<string, LoadFacts> {
  const loads: Record<string, LoadFacts> = {}
  for (const { variant, load } of cells) loads[variant] ??= loadFactsOf(load)
  return loads
}

/**
 * Plan hashes of the variants of some cells, by `suite/variant`. `workers`: number of generators that share the load of
 * a run.
 */
export function plansOf(cells: readonly Cell[], workers = 1): Record<string, string> {
  const plans: Record<string, string> = {}
  // The arms of a variant share its plan.
  for (const cell of cells) plans[`${cell.suite}/${cell.variant}`] ??= planHash(cell, workers)
  return plans
}

/**
 * SHA-256 over everything that is done to an arm: load, target, faults and the spans that results are judged by. The
 * reaction of the arm is left out. So is the text of a call, which belongs to the client of the user. Two commits may
 * differ in it, as in the service behind a URL.
 */
function planHash(
  { load, target, faults, deadlineMs, drainMs, recoverWithinMs, collapseAfterMs, pacing }: Cell,
  workers: number,
): string {
  const plan = { load, target, faults, deadlineMs, drainMs, recoverWithinMs, collapseAfterMs, pacing }
  const text = JSON.stringify(workers === 1 ? plan : { ...plan, workers }, (key, value) => {
    if (key === 'timesMs') return TIMES
    if (typeof value !== 'function') return value
    return OF_CLIENT.includes(key) ? FUNCTION : String(value)
  })
  const hash = createHash('sha256')
  const [before, after] = text.split(JSON.stringify(TIMES))
  hash.update(before!)
  if (after !== undefined) {
    for (const part of jsonParts(load.trace!.timesMs!)) hash.update(part)
    hash.update(after)
  }
  return hash.digest('hex')
}

/** Stands for a function in a result. */
const FUNCTION = '(a function)'
/** Functions of a target that hold the user's client. */
const OF_CLIENT: readonly string[] = ['setup', 'call', 'teardown']

/** Stands for the due times in a text: as one text they would be larger than everything else. */
const TIMES = '\u0000due times'
/** Due times put into text at once. */
const TIMES_AT_ONCE = 10_000

/** A list of numbers as JSON, in parts. */
function* jsonParts(numbers: readonly number[]): Generator<string> {
  for (let i = 0; i < numbers.length; i += TIMES_AT_ONCE) {
    yield `${i === 0 ? '[' : ','}${JSON.stringify(numbers.slice(i, i + TIMES_AT_ONCE)).slice(1, -1)}`
  }
  yield numbers.length === 0 ? '[]' : ']'
}

/** Credentials do not reach a file, and a long trace is only counted. */
function withoutSecrets(key: string, value: unknown): unknown {
  if (key === 'headers') return Object.fromEntries(Object.keys(value as object).map((name) => [name, '(not recorded)']))
  if (key === 'body') return '(not recorded)'
  if (key === 'tls') return tlsInfo(value as TlsSpec)
  if (key === 'parameters') return parametersInfo(value as ParametersSpec)
  if (key === 'timesMs') return `(${(value as number[]).length} due times)`
  if (key === 'url') return withoutSecretsInUrl(String(value))
  return typeof value === 'function' ? FUNCTION : value
}

/** Names of parameters and number of rows. The values may be secrets. */
function parametersInfo(parameters: ParametersSpec): unknown {
  const { file, rows, columns, create, order } = parameters
  const names = parameterNames(parameters)
  if (create !== undefined) return { create: '(a function)', names }
  return { file, order, names, rows: rows?.length ?? Object.values(columns ?? {})[0]?.length }
}

/** Options of TLS, of certificates and keys only that they were given. */
function tlsInfo(tls: TlsSpec): unknown {
  const given = PEM_OPTIONS.filter((option) => tls[option] !== undefined)
  return { ...tls, ...Object.fromEntries(given.map((option) => [option, '(not recorded)'])) }
}
