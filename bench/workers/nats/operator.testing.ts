import { nkeys } from '@nats-io/transport-node'

type Key = ReturnType<typeof nkeys.createUser>

const text = new TextDecoder()
const base64 = (value: string | Uint8Array) => Buffer.from(value).toString('base64url')

/** Configuration of a NATS server in operator mode, and the credentials files of some users. */
export interface OperatorSetup {
  /** For `nats-server -c`. */
  readonly config: string
  /** A user who may use JetStream; one whose account the server does not know; one whose account has no JetStream. */
  readonly user: string
  readonly stranger: string
  readonly plain: string
  /** Secrets that no output may hold. */
  readonly secrets: readonly string[]
}

/**
 * For tests: an operator with accounts and users. Source of the claims:
 * https://docs.nats.io/running-a-nats-service/configuration/securing_nats/jwt
 */
export function operatorSetup(): OperatorSetup {
  const operator = nkeys.createOperator()
  const accountOf = (jetStream: object) => {
    const key = nkeys.createAccount()
    const limits = { subs: -1, data: -1, payload: -1, imports: -1, exports: -1, conn: -1, leaf: -1, ...jetStream }
    return { key, jwt: signed(operator, key, { type: 'account', limits }) }
  }
  const unlimited = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 }
  const [system, app, plain] = [accountOf({}), accountOf(unlimited), accountOf({})]
  const users = [app, accountOf(unlimited), plain].map(({ key: account }) => {
    const key = nkeys.createUser()
    const jwt = signed(account, key, { type: 'user', subs: -1, data: -1, payload: -1 })
    const seed = text.decode(key.getSeed())
    return { file: credentialsFile(jwt, seed), secrets: [jwt, seed] }
  })
  const preload = [system, app, plain].map(({ key, jwt }) => `  ${key.getPublicKey()}: ${jwt}`)
  const [user, stranger, ofPlain] = users.map(({ file }) => file) as [string, string, string]
  return {
    config: [
      `operator: ${signed(operator, operator, { type: 'operator' })}`,
      `system_account: ${system.key.getPublicKey()}`,
      'resolver: MEMORY',
      `resolver_preload: {\n${preload.join('\n')}\n}`,
    ].join('\n'),
    user,
    stranger,
    plain: ofPlain,
    secrets: users.flatMap(({ secrets }) => secrets),
  }
}

function signed(issuer: Key, subject: Key, nats: object): string {
  const [iss, sub] = [issuer.getPublicKey(), subject.getPublicKey()]
  const claims = { jti: sub, iat: 1, iss, sub, name: 'test', nats: { version: 2, ...nats } }
  const body = `${base64('{"typ":"JWT","alg":"ed25519-nkey"}')}.${base64(JSON.stringify(claims))}`
  return `${body}.${base64(issuer.sign(Buffer.from(body)))}`
}

function credentialsFile(jwt: string, seed: string): string {
  return [
    '-----BEGIN NATS USER JWT-----',
    jwt,
    '------END NATS USER JWT------',
    '',
    '-----BEGIN USER NKEY SEED-----',
    seed,
    '------END USER NKEY SEED------',
    '',
  ].join('\n')
}
