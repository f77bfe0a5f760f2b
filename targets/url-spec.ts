import { z } from 'zod'
import { fields } from '../bench/core/fields.ts'
import { expectSchema } from './http/expectation.ts'
import { parametersSchema } from './parameters.ts'
import { headerMistake } from './sendable.ts'
import { templateMistakes } from './template-mistakes.ts'
import { tlsSchema } from './tls.ts'

/** Most requests at once on a connection over HTTP/2, unless the suite says otherwise. Servers often allow as many. */
export const STREAMS_MAX = 100

/** The user's own service, which does not count attempts. Any status below 400 is a success. */
export const urlSchema = z
  .strictObject({
    model: z.literal('url'),
    /** URL of the service, sent without its fragment. */
    url: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .max(8192)
      .transform((text) => text.replace(/#.*$/s, '')),
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
    headers: z.record(z.string().min(1).max(256), z.string().max(8192)).default({}),
    body: z.string().max(1_000_000).optional(),
    /** Values of the placeholders `{{name}}` in path, query, headers and body, by request. */
    parameters: parametersSchema.optional(),
    /** The answers that count as a success. */
    expect: expectSchema.optional(),
    /** How a service by https is reached. */
    tls: tlsSchema.optional(),
    /** Whether requests go over HTTP/2, many at once on a connection. It needs https. */
    http2: z.boolean().default(false),
    /** Only for `http2`: most requests at once on a connection. The service may allow fewer. @defaultValue 100 */
    streamsMax: fields.count(1, 10_000).optional(),
    /** Whether a connection serves further attempts after an answer. */
    reuseConnections: z.boolean().default(true),
    /**
     * Whether the fault proxy stands before the service. A suite with faults needs it.
     *
     * @defaultValue only where there are faults
     */
    proxy: z.boolean().optional(),
    /** Length of the load sent before the first run, ms, so that code and caches of both sides are warm; 0 for none. */
    warmUpMs: fields.instantMs().default(2000),
  })
  .check(({ value, issues }) => {
    for (const [name, text] of Object.entries(value.headers)) {
      const message = headerMistake(name, text, value)
      // The value is not shown, since it may be a secret.
      if (message !== undefined) issues.push({ code: 'custom', message, path: ['headers', name], input: undefined })
    }
    for (const { path, message } of http2Mistakes(value)) {
      issues.push({ code: 'custom', message, path: [path], input: undefined })
    }
    if (value.tls !== undefined && !value.url.toLowerCase().startsWith('https:')) {
      issues.push({
        code: 'custom',
        message: 'must be left out for a URL with http://',
        path: ['tls'],
        input: undefined,
      })
    }
    for (const { path, message } of templateMistakes(value)) {
      issues.push({ code: 'custom', message, path: [...path], input: undefined })
    }
  })

/** Mistakes between HTTP/2 and other options. */
function http2Mistakes({
  url,
  http2,
  streamsMax,
  reuseConnections,
  proxy,
}: {
  readonly url: string
  readonly http2: boolean
  readonly streamsMax?: number | undefined
  readonly reuseConnections: boolean
  readonly proxy?: boolean | undefined
}): { readonly path: string; readonly message: string }[] {
  const rules: readonly (readonly [isBroken: boolean, path: string, message: string])[] = [
    [http2 && !url.toLowerCase().startsWith('https:'), 'http2', 'must be left out for a URL with http://'],
    [http2 && !reuseConnections, 'reuseConnections', 'must be left out with http2, whose requests share connections'],
    [http2 && proxy === true, 'proxy', 'must be left out with http2: the fault proxy speaks HTTP/1.1'],
    [!http2 && streamsMax !== undefined, 'streamsMax', 'must be left out without http2: true'],
  ]
  return rules.flatMap(([isBroken, path, message]) => (isBroken ? [{ path, message }] : []))
}
