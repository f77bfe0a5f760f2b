import { hostname } from 'node:os'
import { z } from 'zod'
import type { NatsConnection } from '../../brokers/nats/connection.ts'
import { oneLine } from '../../core/printable.ts'

/** Subject on which a controller asks for workers. */
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
  /** Version of the program. Measurements of different versions are not merged. */
  version: label(),
  isBusy: z.boolean(),
})
export type Present = z.infer<typeof presentSchema>

/** On this subject a worker is asked to work for a controller alone. */
export function claimSubject(worker: string): string {
  return `${FIND}.${worker}`
}

/** Names of a controller in the server. `fleet` is a name with the same prefix as those of all runs. */
export function fleetNames(fleet: string) {
  return {
    /** Stream of the workers' measurements. It survives a restart of the server. */
    stream: fleet,
    reports: (worker: string) => `${fleet}.reports.${worker}`,
    alive: `${fleet}.alive`,
    to: (worker: string) => `${fleet}.to.${worker}`,
    from: (worker: string) => `${fleet}.from.${worker}`,
  } as const
}

/** Returns the name of this process for others. */
export function ownName(): string {
  return `${hostname()} ${process.pid}`
}

/** Returns the largest frame that the server takes. */
export function frameMaxBytes({ nc }: NatsConnection): number {
  return Math.min(500_000, (nc.info?.max_payload ?? 1_000_000) - 1000)
}
