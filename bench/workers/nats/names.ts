import { hostname } from 'node:os'
import { z } from 'zod'
import type { NatsConnection } from '../../brokers/nats/connection.ts'
import { oneLine } from '../../core/printable.ts'

/** On this subject a controller asks which workers there are. */
export const FIND = 'stormbench.workers'

const label = () =>
  z
    .string()
    .min(1)
    .max(300)
    .transform((text) => oneLine(text))

/** A worker's answer to {@link FIND}. */
export const presentSchema = z.object({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** Host and process. */
  name: label(),
  /** Of the program: what different ones measure is not put together. */
  version: label(),
  isBusy: z.boolean(),
})
export type Present = z.infer<typeof presentSchema>

/** On this subject a worker is asked to work for a controller alone. */
export function claimSubject(worker: string): string {
  return `${FIND}.${worker}`
}

/** What a controller has in the server; `fleet` is a name that begins as those of all runs do. */
export function fleetNames(fleet: string) {
  return {
    /** A stream of what workers measured, which outlives a server that is started again. */
    stream: fleet,
    reports: (worker: string) => `${fleet}.reports.${worker}`,
    alive: `${fleet}.alive`,
    to: (worker: string) => `${fleet}.to.${worker}`,
    from: (worker: string) => `${fleet}.from.${worker}`,
  } as const
}

/** How this process is called to others. */
export function ownName(): string {
  return `${hostname()} ${process.pid}`
}

/** Largest frame that the server takes. */
export function frameMaxBytes({ nc }: NatsConnection): number {
  return Math.min(500_000, (nc.info?.max_payload ?? 1_000_000) - 1000)
}
