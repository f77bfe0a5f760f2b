import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { cellsOf } from '../../bench/cell.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import { SUITES } from '../../bench/suites/catalogue.ts'
import { runBesideTwin } from '../../bench/twin/run-beside-twin.ts'
import { infoOf } from '../../scripts/suite/suite-info.ts'
import { runData } from '../data/testing.ts'
import { summaryData } from './summarise-data.ts'
import { summarySchema } from './summary-data.ts'

const FILE = new URL('summary.schema.json', import.meta.url)
/** A field that a later version adds is no mistake. */
const JSON_SCHEMA = z.toJSONSchema(summarySchema, { io: 'input' })

test('the JSON schema in the repository is the one of the code (`npx vitest run reports/summary -u` writes it)', async () => {
  await expect(`${JSON.stringify(JSON_SCHEMA, undefined, 2)}\n`).toMatchFileSnapshot('summary.schema.json')
})

/** The last arm of the last variant, which makes the least load in most suites. The first repeat would be run twice. */
const lastRun = (suite: (typeof SUITES)[number]) => runBesideTwin(cellsOf(parseSuite(suite)).at(-1)!, 2)

test('every suite in virtual time has a summary that the schema in the repository takes', { timeout: 120_000 }, () => {
  const schema = z.fromJSONSchema(JSON.parse(readFileSync(FILE, 'utf8')))
  for (const suite of SUITES) {
    const runs = [lastRun(suite)]
    const summary = summaryData(runData({ suites: [infoOf(parseSuite(suite), undefined)], runs }))
    expect(schema.safeParse(JSON.parse(JSON.stringify(summary))).error, suite.name).toBeUndefined()
    expect(summary.suites[0]!.arms).toHaveLength(runs.length)
  }
})

test('both schemas refuse a document that is no summary', () => {
  const good = summaryData(runData({ suites: [{ ...infoOf(parseSuite(SUITES[0]!), undefined) }] }))
  const schema = z.fromJSONSchema(JSON.parse(readFileSync(FILE, 'utf8')))
  for (const change of [{ schema: 2 }, { status: 'done' }, { suites: [{}] }]) {
    expect(schema.safeParse({ ...good, ...change }).success).toBe(false)
    expect(summarySchema.safeParse({ ...good, ...change }).success).toBe(false)
  }
})
