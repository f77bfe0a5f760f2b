import { z } from 'zod'
import { bareHost } from '../../bench/core/bare-host.ts'
import { fields } from '../../bench/core/fields.ts'
import { parametersSchema } from '../parameters.ts'
import type { CallTarget } from './call-target.ts'

const functionOf = <T>(error: string) => z.custom<T>((value) => typeof value === 'function', { error })

/** Reads `tcp://host:port`; undefined when it is none. */
export function tcpAddressOf(text: string): { readonly host: string; readonly port: number } | undefined {
  if (!/^tcp:\/\/[^/?#@]+:\d{1,5}\/?$/i.test(text) || !URL.canParse(text)) return undefined
  const { hostname, port } = new URL(text)
  return { host: bareHost(hostname), port: Number(port) }
}

/** A function of the user that makes one attempt, with any client. */
export const callSchema = z.strictObject({
  model: z.literal('call'),
  setup: functionOf<NonNullable<CallTarget['setup']>>('must be a function, such as async () => client').optional(),
  call: functionOf<CallTarget['call']>('must be a function, such as async (request, { signal, state }) => ...'),
  teardown: functionOf<NonNullable<CallTarget['teardown']>>('must be a function of the state').optional(),
  /**
   * Address of the service, `tcp://host:port`. A fault proxy stands before it, whose address `setup` gets as `proxy`.
   * Faults need it.
   */
  through: z
    .string()
    .max(300)
    .refine((text) => tcpAddressOf(text) !== undefined, { error: 'must be tcp://host:port' })
    .optional(),
  /** Values of each request, which its `call` gets. */
  parameters: parametersSchema.optional(),
  /** Most calls open at once in a process. */
  callsMax: fields.count(1, 1_000_000).default(8000),
  /** Longest time that `setup` may take, ms. */
  setupMaxMs: fields.spanMs().default(30_000),
  /** Length of the load made before the first run, ms; 0 for none. */
  warmUpMs: fields.instantMs().default(2000),
})
export type CallSpec = z.infer<typeof callSchema>
