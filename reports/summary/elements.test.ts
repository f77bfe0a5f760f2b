import { expect, test } from 'vitest'
import { addedElements } from './elements.ts'

const retry = { kind: 'retry', retriesMax: 3 }
const timeout = { kind: 'timeout', timeoutMs: 100 }
const breaker = { kind: 'breaker', openMs: 5 }
const rpc = (...policy: object[]) => ({ style: 'rpc', clients: 1, policy })
const queue = (depthMax: number, ...policy: object[]) => ({ style: 'queue', depthMax, consumers: { policy } })

test.each<[string, unknown, unknown, unknown]>([
  ['a policy more', rpc(retry, breaker, timeout), rpc(retry, timeout), ['breaker']],
  ['an option more', rpc({ ...retry, budget: {} }, timeout), rpc(retry, timeout), ['budget']],
  ['both', rpc({ ...retry, budget: {} }, breaker, timeout), rpc(retry, timeout), ['budget', 'breaker']],
  ['a consumer with a policy more', queue(1, breaker, timeout), queue(1, timeout), ['breaker']],
  ['a policy less', rpc(timeout), rpc(retry, timeout), undefined],
  ['another number', rpc({ ...retry, retriesMax: 4 }, breaker), rpc(retry), undefined],
  ['another order', rpc(timeout, retry, breaker), rpc(retry, timeout), undefined],
  ['nothing', rpc(retry), rpc(retry), undefined],
  ['another queue too', queue(2, breaker, timeout), queue(1, timeout), undefined],
  ['another style', queue(1, timeout), rpc(), undefined],
  ['no configuration', undefined, rpc(), undefined],
])('%s', (_, more, less, added) => {
  expect(addedElements(more, less)).toEqual(added)
})
