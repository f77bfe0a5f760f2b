// Start of a worker thread, which has a loader of its own.
import '../typescript.mjs'

const { guarded } = await import('../cli/guarded.ts')
const { isFalseAlarm } = await import('../../reports/compare/false-alarms.ts')

/** Whether one comparison of a thing with itself finds a difference. */
export const isAlarm = guarded(({ index, trial }) => isFalseAlarm(index, trial))
