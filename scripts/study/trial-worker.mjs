// Start of a worker thread, which has a loader of its own.
import '../typescript.mjs'

const { runJob } = await import('./trial-job.ts')

export { runJob }
