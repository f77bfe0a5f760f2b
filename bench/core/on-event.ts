import type { RetryReason } from './call.ts'

/** Receives each event of a run. `after`: of a retry, how the attempt before it ended. */
export type OnEvent = (nowMs: number, request: number, event: string, after?: RetryReason) => void
