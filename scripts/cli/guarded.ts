import { breathe } from '../../bench/core/real-clock.ts'

/**
 * A function that a thread offers to a pool. An uncaught error while it runs fails its call. Otherwise the thread would
 * die, the pool would replace it, and the error would be lost.
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
    // Node reports an unhandled rejection after the work that caused it has ended.
    await breathe()
    if (crash !== undefined) throw crash.error
    return result
  }
}
