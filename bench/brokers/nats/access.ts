import type { Access } from '../access.ts'

/** How NATS is reached. */
export const natsAccess: Access = {
  kind: 'nats',
  packages: ['@nats-io/transport-node', '@nats-io/jetstream'],
  usualUrl: 'nats://127.0.0.1:4222',
  protocols: ['nats:', 'tls:'],
  start: 'sudo apt install nats-server && nats-server -js -a 127.0.0.1, or docker run -p 127.0.0.1:4222:4222 nats -js',
}
