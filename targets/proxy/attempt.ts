import type { Message } from '../http/connection.ts'
import type { TargetAttempt } from '../model/model.ts'
import type { NearAnswer } from './near-answer.ts'

/** A request on its way through a proxy. */
export interface ProxyAttempt extends TargetAttempt {
  readonly message: Message
  /** Value of the header that numbers it, which the service gets as well. */
  readonly header: string
  readonly near: NearAnswer
  /** Where it is: before the service, nowhere any more, or at the service. */
  state: 'held' | 'lost' | 'passed'
}
