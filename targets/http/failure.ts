import type { HttpFailure } from '../../bench/core/http-failure.ts'

const REASONS: Readonly<Record<string, HttpFailure>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host not found',
  EHOSTUNREACH: 'no route',
  ENETUNREACH: 'no route',
  ETIMEDOUT: 'no connection',
  UND_ERR_CONNECT_TIMEOUT: 'no connection',
  UND_ERR_HEADERS_TIMEOUT: 'no answer',
  UND_ERR_BODY_TIMEOUT: 'no answer',
  UND_ERR_HEADERS_OVERFLOW: 'headers too large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'not http',
  HTTPParserError: 'not http',
  ERR_NO_HTTP2: 'no http/2',
  ERR_HTTP2_ERROR: 'not http',
  ERR_HTTP2_SESSION_ERROR: 'reset',
  ERR_HTTP2_STREAM_CANCEL: 'reset',
  ERR_HTTP2_SESSIONS_MAX: 'generator: all connections in use',
  ERR_HTTP2_GOAWAY_SESSION: 'reset',
  ERR_HTTP2_INVALID_SESSION: 'reset',
  UND_ERR_DESTROYED: 'closed',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate not trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate not trusted',
  CERT_UNTRUSTED: 'certificate not trusted',
  CERT_HAS_EXPIRED: 'certificate expired',
  CERT_NOT_YET_VALID: 'certificate not yet valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate of another host',
  ERR_SSL_WRONG_VERSION_NUMBER: 'no tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'no tls',
  EPROTO: 'tls',
  EMFILE: 'generator: no file descriptor left',
  ENFILE: 'generator: no file descriptor left',
  EADDRNOTAVAIL: 'generator: no port left',
  ENOBUFS: 'generator: no memory for connections',
}
/** Messages of undici for interim answers after which it closes the connection. */
const INTERIM: Readonly<Record<string, HttpFailure>> = {
  'bad response': '100 Continue not understood',
  'bad upgrade': 'not http',
}

/** Alerts by which a service refuses the certificate of a client, or that there is none. */
const CLIENT_CERTIFICATE =
  /^ERR_SSL_\w+_ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|CERTIFICATE_\w+|UNSUPPORTED_CERTIFICATE|UNKNOWN_CA)$/

/** Statuses without a body, whatever their `content-length`. */
const BODILESS: ReadonlySet<number> = new Set([204, 304])

type NetworkError = Error & { readonly code?: string }

/** Makes an error with a code, as undici and Node have them, so that all connections fail for the same reasons. */
export function networkError(code: string, message: string): NetworkError {
  return Object.assign(new Error(message), { code })
}

/** Short reason why an exchange got no answer. */
export function reasonOf({ code, name, message }: NetworkError): string {
  if (code === 'UND_ERR_SOCKET' && INTERIM[message] !== undefined) return INTERIM[message]
  if (code === 'ERR_HTTP2_STREAM_RESET') return `stream reset: ${message}`
  const known = REASONS[code ?? name]
  if (known !== undefined) return known
  if (code?.startsWith('HPE_')) return 'not http'
  if (code?.endsWith('_ALERT_NO_APPLICATION_PROTOCOL')) return 'no http/2'
  if (CLIENT_CERTIFICATE.test(code ?? '')) return 'client certificate refused'
  if (code?.startsWith('ERR_SSL_')) return `tls: ${code.slice('ERR_SSL_'.length).replaceAll('_', ' ').toLowerCase()}`
  return code ?? name
}

/** Whether the other side closed the connection, which it also does with one that idles. */
export const isClosed = (error: NetworkError): boolean => reasonOf(error) === 'reset'

/** Whether undici misses the body of an answer that has none. */
export function isBodiless({ code }: NetworkError, status: number): boolean {
  return code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' && BODILESS.has(status)
}
