import { collected, into, list } from '../cli/options.ts'
import { brokerChoice, brokerUrlsOf } from '../suite/broker-choice.ts'

/** Addresses of brokers. */
export const BROKER_URLS = into(
  list('--broker-url <url>', 'address of a broker, such as amqp://user:password@host'),
  brokerUrlsOf,
)

/** Options that name brokers and their addresses. `help`: what is done with the brokers. */
export function brokerOptions(help: string) {
  return { brokers: collected('--broker <kind>', help, brokerChoice), brokerUrls: BROKER_URLS }
}
