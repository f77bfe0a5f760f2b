// Start of a worker thread, which has a loader of its own.
import '../typescript.mjs'

const { guarded } = await import('../cli/guarded.ts')
const jobs = await import('./trial-job.ts')

export const runJob = guarded(jobs.runJob)
export const runCritical = guarded(jobs.runCritical)
export const runLoop = guarded(jobs.runLoop)
