import XMLBuilder from 'fast-xml-builder'
import { DEFAULT_VARIANT } from '../../bench/core/default-variant.ts'
import { shortened } from '../../bench/core/shortened.ts'
import { xmlText } from '../safe-text.ts'

/** Result of a case that did not pass. */
export interface JunitResult {
  readonly kind: 'failure' | 'error' | 'skipped'
  /** One word or two, the same for all of its kind. */
  readonly type: string
  readonly message: string
}

/** One line of a test report. */
export interface JunitCase {
  readonly name: string
  /** Suite, or suite and variant, to which the name belongs. */
  readonly className: string
  readonly seconds: number
  /** Null when it passed. */
  readonly result: JunitResult | null
  /** Facts that are printed. They fail nothing. */
  readonly properties: Readonly<Record<string, string>>
}

export interface JunitSuite {
  readonly name: string
  /** ISO 8601; empty where it is not known. */
  readonly timestamp: string
  readonly properties: Readonly<Record<string, string>>
  readonly cases: readonly JunitCase[]
}

/** Longer messages are cut; viewers show them in one line. */
const ATTRIBUTE_MAX = 10_000

/**
 * A report in the dialect that Jenkins' schema (xunit-plugin, junit-10.xsd) allows. A case has no properties there, so
 * they stand in its output as `[[PROPERTY|name=value]]`, a convention of github.com/testmoapp/junitxml.
 */
export function junitXml(name: string, suites: readonly JunitSuite[]): string {
  const builder = new XMLBuilder({
    attributeNamePrefix: '@',
    ignoreAttributes: false,
    suppressEmptyNode: true,
    suppressBooleanAttributes: false,
    format: true,
    indentBy: ' ',
  })
  const cases = suites.flatMap((suite) => suite.cases)
  const { skipped: _, ...totals } = totalsOf(cases)
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: { ...attributes({ name, ...totals }), testsuite: suites.map(suiteNode) },
  })
}

/** The class name of a case. Viewers make a tree of its dots. */
export function classNameOf({ suite, variant }: { readonly suite: string; readonly variant: string }): string {
  return variant === DEFAULT_VARIANT ? suite : `${suite}.${variant}`
}

function suiteNode({ name, timestamp, properties, cases }: JunitSuite) {
  return {
    ...attributes({ name, ...totalsOf(cases), ...(timestamp === '' ? {} : { timestamp }) }),
    ...(Object.keys(properties).length === 0
      ? {}
      : {
          properties: {
            property: Object.entries(properties).map(([key, value]) => attributes({ name: key, value })),
          },
        }),
    testcase: cases.map(caseNode),
  }
}

function caseNode({ name, className, seconds, result, properties }: JunitCase) {
  const lines = Object.entries(properties).map(([key, value]) => `[[PROPERTY|${key}=${value}]]`)
  return {
    ...attributes({ name, classname: className, time: seconds.toFixed(3) }),
    ...(result === null ? {} : { [result.kind]: attributes({ message: result.message, type: result.type }) }),
    ...(lines.length === 0 ? {} : { 'system-out': xmlText(lines.join('\n')) }),
  }
}

function totalsOf(cases: readonly JunitCase[]) {
  const count = (kind: JunitResult['kind']) => String(cases.filter(({ result }) => result?.kind === kind).length)
  return {
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: cases.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3),
  }
}

function attributes(values: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`@${name}`, xmlText(shortened(value, ATTRIBUTE_MAX))]),
  )
}
