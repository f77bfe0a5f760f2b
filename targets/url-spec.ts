import { z } from 'zod'
import { fields } from '../bench/core/fields.ts'
import { expectSchema } from './http/expectation.ts'
import { parametersSchema } from './parameters.ts'
import { headerMistake } from './sendable.ts'
import { templateMistakes } from './template-mistakes.ts'
import { tlsSchema } from './tls.ts'

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
