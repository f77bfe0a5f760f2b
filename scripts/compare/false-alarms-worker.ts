import { isFalseAlarm } from '../../reports/compare/false-alarms.ts'
import { guarded } from '../cli/guarded.ts'
import type { AlarmJob } from './false-alarms-command.ts'

/** Whether one comparison of a thing with itself finds a difference. */
export const isAlarm = guarded(({ index, trial }: AlarmJob) => isFalseAlarm(index, trial))
