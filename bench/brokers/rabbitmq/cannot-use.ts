import type { CannotRunError } from '../../core/cannot-run-error.ts'
import { type Address, refusedBy, unreachable } from '../client.ts'
import { rabbitmqAccess } from './access.ts'
import { virtualHostRefusal } from './virtual-host.ts'

type Reasons = readonly (readonly [RegExp, string])[]

const NOT_THERE: Reasons = [
  [/ECONNREFUSED/, 'connection refused'],
  [/ENOTFOUND|EAI_AGAIN/, 'no host of that name'],
  [/EHOSTUNREACH|ENETUNREACH/, 'no way to that host'],
  [/ETIMEDOUT|no answer within/, 'no answer'],
  [/ECONNRESET|EPIPE|Socket closed|Unexpected close/, 'it ends the connection: perhaps it is no RabbitMQ'],
]
const REFUSED: Reasons = [
  [/ACCESS.REFUSED/, 'the user or password is wrong, or may not be used from this host'],
  [/SASL mechanism/, 'it takes no user with a password'],
]
const NO_VIRTUAL_HOST: Reasons = [
  [/connection limit/, 'it allows no more connections'],
  [/ not found$/, 'there is no such virtual host'],
  [/ is down$/, 'that virtual host is down'],
  [/^NOT_ALLOWED - access to vhost/, 'the user has no access to that virtual host'],
]
/** Error text of amqplib when the broker accepts the user and refuses the virtual host. */
const NOT_OPENED = /Expected ConnectionOpenOk; got <ConnectionClose/

/** Explains in our words why a broker cannot be used. The broker's own text may hold the user's name. */
export async function cannotUse(address: Address, error: NodeJS.ErrnoException): Promise<CannotRunError> {
  if (NOT_OPENED.test(error.message)) {
    const errorText = (await virtualHostRefusal(address.url)) ?? ''
    return refusedBy(rabbitmqAccess, address, reasonIn(NO_VIRTUAL_HOST, errorText) ?? 'it refuses that virtual host')
  }
  const text = `${error.code ?? ''} ${error.message}`
  const refusal = reasonIn(REFUSED, text)
  if (refusal !== undefined) return refusedBy(rabbitmqAccess, address, refusal)
  return unreachable(rabbitmqAccess, address, reasonIn(NOT_THERE, text) ?? error.code ?? 'it does not speak AMQP 0-9-1')
}

function reasonIn(reasons: Reasons, text: string): string | undefined {
  return reasons.find(([pattern]) => pattern.test(text))?.[1]
}
