import { existsSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beginsWith, type Launch, type Place, type ServerRecipe } from '../server-recipe.ts'

/** How a RabbitMQ is started. */
export const rabbitmqServer: ServerRecipe = {
  program: 'rabbitmq-server',
  debian: 'rabbitmq-server',
  protocol: 'amqp',
  ports: 3,
  setsStorage: false,
  // It answers with a method frame on channel 0, Connection.Start. To an unknown version it would answer with a header,
  // which begins with A.
  hello: { ask: 'AMQP\x00\x00\x09\x01', answer: beginsWith('\x01\x00\x00') },
  prepare,
}

/**
 * Starts epmd in the server's process group and waits for it. If the server started it, it would outlive the server.
 */
const EPMD = 'epmd & epmd=$!; until epmd -names >&- 2>&-; do kill -0 $epmd || exit 1; sleep 0.02; done;'

function prepare({ file, folder, ports: [port, distributionPort, epmdPort] }: Place): Launch {
  const at = (name: string) => join(folder, name)
  writeFileSync(at('enabled_plugins'), '[].\n')
  writeFileSync(at('rabbitmq.conf'), '')
  return {
    file: unwrapped(file),
    args: [],
    before: EPMD,
    env: {
      ERL_EPMD_ADDRESS: '127.0.0.1',
      ERL_EPMD_PORT: `${epmdPort}`,
      RABBITMQ_NODENAME: `stormbench-${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_NODE_PORT: `${port}`,
      RABBITMQ_DIST_PORT: `${distributionPort}`,
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
      RABBITMQ_MNESIA_BASE: at('mnesia'),
      RABBITMQ_LOG_BASE: at('log'),
      RABBITMQ_LOGS: '-',
      RABBITMQ_ENABLED_PLUGINS_FILE: at('enabled_plugins'),
      RABBITMQ_CONFIG_FILE: at('rabbitmq'),
      // These files do not exist. Without the variables the server would read the system's files.
      RABBITMQ_CONFIG_FILES: at('conf.d'),
      RABBITMQ_ADVANCED_CONFIG_FILE: at('advanced'),
      RABBITMQ_CONF_ENV_FILE: at('rabbitmq-env.conf'),
    },
  }
}

/** Returns the wrapped program: the package's wrapper needs root, changes the user and drops the environment. */
function unwrapped(file: string): string {
  const wrapped = '/usr/lib/rabbitmq/bin/rabbitmq-server'
  const isPackaged = ['/usr/bin', '/usr/sbin'].includes(realpathSync(dirname(file)))
  return isPackaged && existsSync(wrapped) ? wrapped : file
}
