import type { SuiteInput } from '../suite.ts'
import { brownout } from './brownout.ts'
import { burst } from './burst.ts'
import { tutorial } from './tutorial.ts'

/** The suites that come with the harness, in the order of `list`. */
export const SUITES: readonly SuiteInput[] = [tutorial, burst, brownout]

/** What `run` runs when nothing is named. */
export const DEFAULT_SUITES: readonly string[] = ['tutorial', 'burst']
