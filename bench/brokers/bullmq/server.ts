import { STORAGES } from '../../core/broker-info.ts'
import { storageOf } from '../client.ts'
import { beginsWith, type ServerRecipe } from '../server-recipe.ts'

/** How a Redis is started. */
export const bullmqServer: ServerRecipe = {
  program: 'redis-server',
  debian: 'redis-server',
  protocol: 'redis',
  ports: 1,
  setsStorage: true,
  // It answers -LOADING while it reads its file.
  hello: { ask: 'PING\r\n', answer: beginsWith('+PONG') },
  prepare: ({ file, folder, ports, storage }) => ({
    file,
    // No snapshots beside the AOF: Redis would take them in the middle of a measurement.
    args: [
      '--bind',
      '127.0.0.1',
      '--port',
      `${ports[0]}`,
      '--dir',
      folder,
      '--save',
      '',
      ...(storageOf('bullmq', STORAGES.bullmq, storage) === 'none'
        ? ['--appendonly', 'no']
        : ['--appendonly', 'yes', '--appendfsync', 'always']),
    ],
  }),
}
