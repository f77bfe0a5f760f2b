import type { SuiteInput } from '../suite.ts'
import { brokerCrash } from './broker-crash.ts'
import { brownout } from './brownout.ts'
import { burst } from './burst.ts'
import { chain } from './chain.ts'
import { consumerCrash } from './consumer-crash.ts'
import { flashCrowd } from './flash-crowd.ts'
import { partialOutage } from './partial-outage.ts'
import { poisonMessage } from './poison-message.ts'
import { redriveFlood } from './redrive-flood.ts'
import { retryStorm } from './retry-storm.ts'
import { rpcFrontQueueBack } from './rpc-front-queue-back.ts'
import { slowConsumer } from './slow-consumer.ts'
import { slowDependency } from './slow-dependency.ts'
import { tutorial } from './tutorial.ts'
import { visibilityTimeout } from './visibility-timeout.ts'

/** Suites of the harness that run in real and in virtual time, in the order of `list`. */
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
  slowConsumer,
]

/** Suites about a broker outside this process. They run in real time only. */
const BROKER_SUITES: readonly SuiteInput[] = [brokerCrash, consumerCrash]

/** All suites. */
export const ALL_SUITES: readonly SuiteInput[] = [...SUITES, ...BROKER_SUITES]
