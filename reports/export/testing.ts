import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'

const RESULT = z.strictObject({ '@message': z.string(), '@type': z.string() })
const COUNT = z.string().regex(/^\d+$/)
/** The type SUREFIRE_TIME. */
const SECONDS = z.string().regex(/^\d*(\.\d*)?$/)

/**
 * The part of Jenkins' schema that is used here: elements, attributes and which of them are required. Source:
 * jenkinsci/xunit-plugin, junit-10.xsd. A case has no properties there.
 */
const JUNIT = z.strictObject({
  '?xml': z.unknown(),
  testsuites: z.strictObject({
    '@name': z.string(),
    '@tests': COUNT,
    '@failures': COUNT,
    '@errors': COUNT,
    '@time': SECONDS,
    testsuite: z.array(
      z.strictObject({
        '@name': z.string(),
        '@tests': COUNT,
        '@failures': COUNT,
        '@errors': COUNT,
        '@skipped': COUNT,
        '@time': SECONDS,
        '@timestamp': z.iso.datetime().optional(),
        properties: z
          .strictObject({ property: z.array(z.strictObject({ '@name': z.string(), '@value': z.string() })) })
          .optional(),
        testcase: z.array(
          z.strictObject({
            '@name': z.string(),
            '@classname': z.string(),
            '@time': SECONDS,
            failure: RESULT.optional(),
            error: RESULT.optional(),
            skipped: RESULT.optional(),
            'system-out': z.string().optional(),
          }),
        ),
      }),
    ),
  }),
})

const LISTS = ['testsuite', 'testcase', 'property']

/** For tests: reads a report back as Jenkins would. */
export function readJunit(xml: string) {
  const valid = XMLValidator.validate(xml)
  if (valid !== true) throw new Error(valid.err.msg)
  const parser = new XMLParser({
    attributeNamePrefix: '@',
    ignoreAttributes: false,
    parseAttributeValue: false,
    parseTagValue: false,
    isArray: (name: string) => LISTS.includes(name),
  })
  return JUNIT.parse(parser.parse(xml)).testsuites
}
