import type { RealBrokerKind } from '../core/broker-info.ts'

/** How a kind of broker is reached. */
export interface Access {
  /** What `npm install` needs for its client. */
  readonly packages: readonly string[]
  readonly usualUrl: string
  /** With the colon, as `URL` has them: `amqp:`. */
  readonly protocols: readonly string[]
  /** A command that starts one on this machine. */
  readonly start: string
}

/** How each kind is reached. */
export const ACCESS: Readonly<Record<RealBrokerKind, Access>> = {
  rabbitmq: {
    packages: ['amqplib'],
    usualUrl: 'amqp://127.0.0.1:5672',
    protocols: ['amqp:', 'amqps:'],
    start:
      'sudo apt install rabbitmq-server && sudo service rabbitmq-server start, or docker run -p 127.0.0.1:5672:5672 rabbitmq',
  },
  nats: {
    packages: ['@nats-io/transport-node', '@nats-io/jetstream'],
    usualUrl: 'nats://127.0.0.1:4222',
    protocols: ['nats:', 'tls:'],
    start:
      'sudo apt install nats-server && nats-server -js -a 127.0.0.1, or docker run -p 127.0.0.1:4222:4222 nats -js',
  },
  bullmq: {
    packages: ['bullmq', 'ioredis'],
    usualUrl: 'redis://127.0.0.1:6379',
    protocols: ['redis:', 'rediss:'],
    start: 'sudo apt install redis-server && redis-server --bind 127.0.0.1, or docker run -p 127.0.0.1:6379:6379 redis',
  },
}

/** Whose URL it is, undefined when it is none or that of something else. */
export function kindOfUrl(text: string): RealBrokerKind | undefined {
  // Without the slashes a user and password are part of the path, which is shown.
  if (!/^[a-z]+:\/\//i.test(text) || !URL.canParse(text)) return undefined
  const { protocol } = new URL(text)
  const kinds = Object.keys(ACCESS) as RealBrokerKind[]
  return kinds.find((kind) => ACCESS[kind].protocols.includes(protocol))
}
