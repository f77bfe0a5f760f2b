import { expect, test } from 'vitest'
import { type JunitCase, junitXml } from './junit-xml.ts'
import { readJunit } from './testing.ts'

const passed: JunitCase = { name: 'a', className: 's', seconds: 1.5, result: null, properties: {} }
const ended = (kind: 'failure' | 'error' | 'skipped'): JunitCase => ({
  ...passed,
  result: { kind, type: 't', message: 'm' },
})
const suite = { name: 's', timestamp: '', properties: {}, cases: [] }

test('suites count their cases, the report counts all of them', () => {
  const cases = [passed, ended('failure'), ended('error'), ended('error'), ended('skipped')]
  const report = readJunit(
    junitXml('stormbench', [
      { ...suite, cases },
      { ...suite, name: 'other', cases: [passed] },
    ]),
  )
  expect(report).toMatchObject({
    '@name': 'stormbench',
    '@tests': '6',
    '@failures': '1',
    '@errors': '2',
    '@time': '9.000',
  })
  expect(report.testsuite.map((one) => [one['@tests'], one['@failures'], one['@errors'], one['@skipped']])).toEqual([
    ['5', '1', '2', '1'],
    ['1', '0', '0', '0'],
  ])
})

test('a case that passed has no result; properties of a case stand in its output', () => {
  const cases = [{ ...passed, properties: { verdict: 'slow', clock: 'real' } }, ended('skipped')]
  const xml = junitXml('r', [{ ...suite, timestamp: '2026-01-01T00:00:00.000Z', properties: { commit: 'c' }, cases }])
  const [one] = readJunit(xml).testsuite
  expect(one!.properties).toEqual({ property: [{ '@name': 'commit', '@value': 'c' }] })
  expect(one!.testcase).toEqual([
    {
      '@name': 'a',
      '@classname': 's',
      '@time': '1.500',
      'system-out': '[[PROPERTY|verdict=slow]]\n[[PROPERTY|clock=real]]',
    },
    { '@name': 'a', '@classname': 's', '@time': '1.500', skipped: { '@message': 'm', '@type': 't' } },
  ])
})

test('text reads back as it was; control characters are shown, and characters that XML cannot write are replaced', () => {
  const name = `<a> & "b" 'c' true`
  const cases: JunitCase[] = [
    { ...passed, name, properties: { p: '<&>' } },
    { ...passed, name: 'bell \u0007 lone \ud800 nothing \ufffe pair \u{1f600}' },
    { ...passed, name: 'true' },
  ]
  const [one] = readJunit(junitXml('r', [{ ...suite, cases }])).testsuite
  expect(one!.testcase.map((each) => each['@name'])).toEqual([
    name,
    'bell \\u0007 lone \\ud800 nothing \ufffd pair \u{1f600}',
    'true',
  ])
  expect(one!.testcase[0]!['system-out']).toBe('[[PROPERTY|p=<&>]]')
})
