import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { METRICS } from '../../bench/metrics/metric.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import { ALL_SUITES } from '../../bench/suites/catalogue.ts'
import { JUDGED_METRICS } from '../../bench/thresholds/judged-metric.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'
import { textOf } from './json-schema.ts'
import { jsonSchemas } from './json-schemas.ts'
import { type JsonSchema, type OptionRow, optionRows, TABLE_NAMES } from './option-rows.ts'
import { pages } from './pages.ts'

const { 'suite.json': schema, 'config.json': config } = jsonSchemas() as Record<
  'suite.json' | 'config.json',
  JsonSchema
>
const ajv = new Ajv({ allowUnionTypes: true, strictRequired: false, formats: { uri: true } })
// Editors know it beside the keywords of the standard.
ajv.addKeyword('patternErrorMessage')
const check = ajv.compile(schema)
const isValid = (suite: unknown) => check(JSON.parse(JSON.stringify(suite)))

/** Options with their meaning, `name: meaning`, of all objects in a schema. */
function described(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  const own = Object.entries(Object((node as { properties?: object }).properties) as Record<string, object>).map(
    ([key, { description }]: [string, { description?: string }]) =>
      `${key}: ${description?.replace(/ Unit: [^ ]+\.$/, '') ?? ''}`,
  )
  return [...own, ...Object.values(node).flatMap(described)]
}

/** The options that docs show and JSON can write. A kind that needs a function is no kind in JSON. */
function rowsInJson(): OptionRow[] {
  const rows = TABLE_NAMES.flatMap(optionRows)
  const left = rows.filter(({ json, byDefault }) => json === 'none' && byDefault === 'required')
  const kinds = left.flatMap((row) => row.kinds)
  return rows.filter(({ json, kinds: [kind = ''] }) => json !== 'none' && !kinds.includes(kind))
}

test('the schema has the options of the docs with their meanings, and no others', () => {
  const { thresholds, ...properties } = schema.properties as Record<string, { description: string }>
  const suite = { ...schema, properties: { ...properties, thresholds: { ...thresholds, properties: {} } } }
  const inSchema = described([suite, config])
  const inDocs = rowsInJson().map(({ key, note }) => `${key}: ${textOf(note)}`)
  expect([...new Set(inSchema.filter((text) => !text.endsWith(': ')))].sort()).toEqual([...new Set(inDocs)].sort())
})

test('thresholds offer every metric with its definition', () => {
  const { properties } = (schema.properties as Record<string, { properties: Record<string, { description: string }> }>)
    .thresholds!
  expect(Object.keys(properties)).toEqual(JUDGED_METRICS.map(({ name }) => name))
  expect(properties.goodput_ratio!.description).toBe(METRICS.find(({ name }) => name === 'goodput_ratio')!.about)
})

test('the schema of the configuration accepts its options and refuses others', () => {
  const isConfig = ajv.compile(config)
  expect(isConfig({ $schema: './config.json', suites: ['perf/**/*.suite.ts'], results: 'r', history: 'h.csv' })).toBe(
    true,
  )
  expect([isConfig({ result: 'r' }), isConfig({ suites: [] }), isConfig({ results: 1 })]).toEqual([false, false, false])
})

test('options without a meaning are kinds, and parts of a rate or a window', () => {
  const bare = described(schema).filter((text) => text.endsWith(': '))
  expect([...new Set(bare)].sort()).toEqual(['calls: ', 'from: ', 'kind: ', 'model: ', 'ms: ', 'style: ', 'to: '])
})

test.each(ALL_SUITES)('the schema accepts the suite $name', (suite) => {
  expect([isValid(suite), check.errors]).toEqual([true, null])
})

const blocks = pages().flatMap(({ path, text }) =>
  [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, code]) => ({ path, code: code! })),
)
/** Options of an RPC arm and of a queue arm; all others are of the suite. */
const [RPC, QUEUE] = [['policy'], ['broker', 'consumers', 'redelivery', 'redrive']]

test.each(blocks)('the schema accepts a yaml block of $path', ({ code }) => {
  const options = Object.entries(parse(code) as object)
  const within = (names: readonly string[]) => Object.fromEntries(options.filter(([name]) => names.includes(name)))
  const { rpc, queue } = SMALL_SUITE.arms
  const arms = { rpc: { ...rpc, ...within(RPC) }, queue: { ...queue, ...within(QUEUE) } }
  const rest = Object.fromEntries(options.filter(([name]) => ![...RPC, ...QUEUE].includes(name)))
  expect([isValid({ ...SMALL_SUITE, arms, ...rest }), check.errors]).toEqual([true, null])
})

const rpc = (...policy: object[]) => ({ arms: { rpc: { style: 'rpc', policy } } })

test.each([
  ['$schema', { $schema: './node_modules/stormbench/schema/suite.json' }],
  ['a target of a URL alone', { target: { url: 'http://127.0.0.1:8080/' } }],
  ['a plan with ramps and shares', { load: '10s@50, 1m@50~500,1.5h@0.7rho' }],
  ['a plan in an object', { load: { arrival: 'poisson', plan: '10s@50' } }],
  ["k6's stages", { load: { startRate: 5, timeUnit: '1m', stages: [{ target: 50, duration: '1m30s' }] } }],
  ['a trace', { load: { trace: { file: 'arrivals.csv' } } }],
  ['capital letters in a name', { name: 'Checkout' }],
  [
    'thresholds with tags',
    { thresholds: { 'response{phase:recovery, arm:rpc}': ['p(99)<250'], verdict: ['value==absorbed'] } },
  ],
])('schema and parser both accept %s', (_, change) => {
  const suite = { ...SMALL_SUITE, ...change }
  if (!('load' in change && typeof change.load === 'object' && 'trace' in change.load)) parseSuite(suite)
  expect([isValid(suite), check.errors]).toEqual([true, null])
})

test.each([
  ['an unknown option', { repeets: 3 }],
  ['a text for a number', { repeats: '3' }],
  ['no arm', { arms: {} }],
  ['an unknown style', { arms: { rpc: { style: 'http' } } }],
  ['an unknown policy', rpc({ kind: 'retries', retriesMax: 2 })],
  ['an option of another policy', rpc({ kind: 'timeout', timeoutMs: 5, openMs: 5 })],
  ['a missing option', rpc({ kind: 'retry' })],
  ['a policy that is a function', rpc({ kind: 'custom', name: 'mine' })],
  ['a number that is too large', rpc({ kind: 'retry', retriesMax: 101 })],
  ['an unknown target', { target: { model: 'worker', slots: 1 } }],
  ['neither a model nor a URL', { target: { slots: 1 } }],
  ['a plan without a rate', { load: '10s' }],
  ['a load in two forms', { load: { plan: '10s@50', trace: { timesMs: [0, 1] } } }],
  ['a stage without a rate', { load: { stages: [{ durationMs: 100 }] } }],
  ["k6's virtual users", { load: { maxVUs: 5, stages: [{ target: 50, duration: '1m' }] } }],
  ['an unknown metric', { thresholds: { respones: ['p(99)<250'] } }],
  ['a name with a space', { name: 'my suite' }],
])('schema and parser both refuse %s', (_, change) => {
  const suite = { ...SMALL_SUITE, ...change }
  expect(() => parseSuite(suite)).toThrow()
  expect(isValid(suite)).toBe(false)
})

test('every option that a suite must give is asked for', () => {
  for (const name of ['name', 'question', 'target', 'load', 'arms']) {
    expect(isValid({ ...SMALL_SUITE, [name]: undefined })).toBe(false)
  }
})

test('the schema accepts the suites that init writes', async () => {
  const desk = new Desk()
  expect((await desk.run('init', '--format', 'json')).code).toBe(0)
  const folder = join(desk.folder, 'bench')
  const suites = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as object)
  desk.remove()
  expect(suites.map((suite) => [isValid(suite), check.errors])).toEqual([
    [true, null],
    [true, null],
  ])
})
