import { breathe } from '../../bench/core/real-clock.ts'

/**
 * A function as a thread offers it to a pool: what nothing caught while it ran fails its call. Otherwise the thread
 * would die of it and be replaced, and the pool would lose the error.
 */
export function guarded<Job, Result>(work: (job: Job) => Result | Promise<Result>): (job: Job) => Promise<Result> {
  let crash: { readonly error: unknown } | undefined
  const onCrash = (error: unknown) => {
    crash ??= { error }
  }
  process.on('uncaughtException', onCrash)
  process.on('unhandledRejection', onCrash)
  return async (job) => {
    const result = await work(job)
    // Node reports a rejection when the work that left it has ended.
    await breathe()
    if (crash !== undefined) throw crash.error
    return result
  }
}
