/** Name of the BullMQ queue of every run. The name of the run is its prefix, so each key is `<run>:jobs:<what>`. */
export const QUEUE_NAME = 'jobs'

/** Beginning of all keys that BullMQ makes for a run. */
export function keyPrefixOf(run: string): string {
  return `${run}:${QUEUE_NAME}`
}
