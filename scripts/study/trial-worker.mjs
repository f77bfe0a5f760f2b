// Start of a worker thread, which has a loader of its own.
import '../typescript.mjs'

const job = await import('./trial-job.ts')
const { breathe } = await import('../../bench/core/real-clock.ts')

// What nothing caught fails the point that it came from: a thread that dies of it is replaced, and the pool loses its error.
let crash
const onCrash = (error) => {
  crash ??= { error }
}
process.on('uncaughtException', onCrash)
process.on('unhandledRejection', onCrash)

export async function runJob(one) {
  const trial = await job.runJob(one)
  // Node reports a rejection when the work that left it has ended.
  await breathe()
  if (crash !== undefined) throw crash.error
  return trial
}
