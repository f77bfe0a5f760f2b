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

/** The suites that come with the harness and run in real and in virtual time, in the order of `list`. */
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

/** Those about a broker that is no part of this process: in real time only. */
const BROKER_SUITES: readonly SuiteInput[] = [brokerCrash, consumerCrash]

/** All of them. */
export const ALL_SUITES: readonly SuiteInput[] = [...SUITES, ...BROKER_SUITES]

/** What `run` runs when nothing is named. */
export const DEFAULT_SUITES: readonly string[] = ['tutorial', 'burst']
