import type { SuiteInput } from '../suite.ts'
import { brownout } from './brownout.ts'
import { burst } from './burst.ts'
import { chain } from './chain.ts'
import { flashCrowd } from './flash-crowd.ts'
import { partialOutage } from './partial-outage.ts'
import { poisonMessage } from './poison-message.ts'
import { redriveFlood } from './redrive-flood.ts'
import { retryStorm } from './retry-storm.ts'
import { rpcFrontQueueBack } from './rpc-front-queue-back.ts'
import { slowDependency } from './slow-dependency.ts'
import { tutorial } from './tutorial.ts'
import { visibilityTimeout } from './visibility-timeout.ts'

/** The suites that come with the harness, in the order of `list`. */
export const SUITES: readonly SuiteInput[] = [
  tutorial,
  burst,
  brownout,
  retryStorm,
  slowDependency,
  partialOutage,
  flashCrowd,
  chain,
  poisonMessage,
  redriveFlood,
  visibilityTimeout,
  rpcFrontQueueBack,
]

/** What `run` runs when nothing is named. */
export const DEFAULT_SUITES: readonly string[] = ['tutorial', 'burst']
