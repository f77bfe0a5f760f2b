import { guarded } from '../cli/guarded.ts'
import * as jobs from './trial-job.ts'

/** A point of a map, a bisection of an arm, and a course of a hysteresis, each as a job of a thread. */
export const runJob = guarded(jobs.runJob)
export const runCritical = guarded(jobs.runCritical)
export const runLoop = guarded(jobs.runLoop)
