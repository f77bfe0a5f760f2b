import { ConfigError } from '../../core/config-error.ts'
import type { BrokerSpec } from '../../queue/broker.ts'
import { MemoryBroker } from '../../queue/memory-broker.ts'
import type { BrokerConnection, BrokerDriver, ConnectOptions } from '../driver.ts'

/** The broker in this process. It is always available and ends with the process. */
export const memoryDriver: BrokerDriver = {
  kind: 'memory',
  storages: ['memory'],
  async connect({ url }: ConnectOptions): Promise<BrokerConnection> {
    if (url !== undefined) throw new ConfigError('--broker-url: must not be given for the broker in this process')
    return SERVER
  },
}

const SERVER: BrokerConnection = {
  info: {
    kind: 'memory',
    server: 'in process',
    client: `Node.js ${process.versions.node}`,
    storage: 'memory',
    confirmWindow: null,
    capabilities: {
      confirm: 'process memory',
      bound: 'exact',
      boundCounts: 'all',
      delay: 'any',
      redeliverOnCrash: 'never',
      ttl: 'on time',
    },
  },
  async open(spec: BrokerSpec) {
    let left = 0
    return {
      broker: (clock, { onDead }) => {
        const broker = new MemoryBroker(clock, spec, onDead)
        const destroy = broker.destroy.bind(broker)
        broker.destroy = () => {
          const { ready, delayed, inFlight } = broker.stats()
          left = ready + delayed + inFlight
          destroy()
        }
        return broker
      },
      remaining: async () => left,
      remove: async () => undefined,
    }
  },
  clean: async () => ({ removed: [], inUse: [] }),
  close: async () => undefined,
}
