import type { Cell } from '../cell.ts'

/** Actions that a worker does for others only if the user who started it allows them. */
export interface Permissions {
  /** Starts and kills brokers and consumers on this host, for suites that kill one. */
  readonly brokers: boolean
  /** Origins of the services that may get load, as `http://host:port`. Any service when undefined. */
  readonly targets: readonly string[] | undefined
}

/** For a worker that works for its own user. */
export const ALL_ALLOWED: Permissions = { brokers: true, targets: undefined }

/** Returns why a worker will not run a cell for others, as `path: rule`. Undefined when it will. */
export function whyNotAllowed({ arm, armSpec, target }: Cell, { brokers, targets }: Permissions): string | undefined {
  if (!brokers && armSpec.style === 'queue') {
    const start = 'start the worker with --allow-brokers to let it'
    if (armSpec.broker.crash !== undefined)
      return `arms.${arm}.broker.crash: this worker starts no broker for others; ${start}`
    if (armSpec.consumers.crash !== undefined)
      return `arms.${arm}.consumers.crash: this worker starts no consumer for others; ${start}`
  }
  if (targets === undefined) return undefined
  // A model is hosted by `run` at any port of the host.
  if (target.model !== 'url') return 'target: must be a url for this worker, which was started with --allow-target'
  const { origin } = new URL(target.url)
  if (targets.includes(origin)) return undefined
  return `target.url: this worker loads only ${targets.join(', ')}; start it with --allow-target ${origin} too to let it`
}
