import { join } from 'node:path'
import { beginsWith, type ServerRecipe } from '../server-recipe.ts'

/** How a nats-server is started. */
export const natsServer: ServerRecipe = {
  program: 'nats-server',
  debian: 'nats-server',
  protocol: 'nats',
  ports: 1,
  setsStorage: false,
  hello: { ask: '', answer: beginsWith('INFO {') },
  prepare: ({ file, folder, ports }) => ({
    file,
    args: ['-js', '-sd', join(folder, 'jetstream'), '-a', '127.0.0.1', '-p', `${ports[0]}`],
  }),
}
