import { judgedTrigger } from '../../load/trigger.ts'
import { SUITES } from '../../suites/catalogue.ts'
import { lengthened } from '../../twin/pair.ts'
import { type System, systemsOf } from './system.ts'

/** All default suites that have a trigger and can go on after it. No theory covers these systems. */
export const SHIPPED_SUITES: readonly System[] = SUITES.flatMap((suite) =>
  systemsOf('shipped suites', suite, {
    only: (cell) => judgedTrigger(cell) !== undefined && lengthened(cell, 1e6) !== cell,
  }),
)
