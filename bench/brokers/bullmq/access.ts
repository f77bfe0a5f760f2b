import type { Access } from '../access.ts'

/** How the Redis of BullMQ is reached. */
export const bullmqAccess: Access = {
  kind: 'bullmq',
  packages: ['bullmq', 'ioredis'],
  usualUrl: 'redis://127.0.0.1:6379',
  protocols: ['redis:', 'rediss:'],
  start: 'sudo apt install redis-server && redis-server --bind 127.0.0.1, or docker run -p 127.0.0.1:6379:6379 redis',
}
