import { collected, into, list } from '../cli/options.ts'
import { brokerChoice, brokerUrlsOf } from '../suite/broker-choice.ts'

/** The option with addresses of brokers. */
export function brokerUrls(help: string) {
  return into(list('--broker-url <url>', help), brokerUrlsOf)
}

/** Options that name brokers and their addresses. `help`: what is done with the brokers. */
export function brokerOptions(help: string) {
  return {
    brokers: collected('--broker <kind>', help, brokerChoice),
    brokerUrls: brokerUrls('address of a broker, such as amqp://user:password@host'),
  }
}
