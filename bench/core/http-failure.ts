/**
 * Reasons why an exchange over HTTP or a call got no answer, with advice for a wrong setting. A reason that begins with
 * `generator: ` is no failure of the target.
 */
const HTTP_FAILURES = {
  refused: 'Nothing listens at that address: start the service, or correct the port of the URL.',
  reset: 'The service closes the connection. An https service does so with http, and an http service with https.',
  'idle connection closed':
    'The service closes idle connections early. `reuseConnections: false` opens one per attempt.',
  'no connection': 'Nothing answers at that address: check host, port and firewall.',
  'no route': 'Nothing answers at that address: check host, port and network.',
  'no answer': 'The service takes requests and does not answer them.',
  closed: 'The service had not answered when the run ended: restart it, or lower the rate.',
  'host not found': 'Correct the host of the URL.',
  'not http': 'What answers is not HTTP/1.1: check scheme and port of the URL.',
  'no http/2': 'The service does not offer HTTP/2 there: drop `http2`, or correct the port of the URL.',
  'stream reset': 'The service ended the stream of the request without an answer, or in the middle of one.',
  'headers too large': 'Node reads at most 16 kB of headers. More: NODE_OPTIONS=--max-http-header-size=65536.',
  'no tls': 'The service does not speak TLS there: write http:// instead of https://.',
  tls: 'The service and Node agree on no version or cipher of TLS.',
  'certificate not trusted':
    'Name the file of the authority that issued it, or of the certificate itself, in `tls.ca` of the target.',
  'client certificate refused': 'Give `tls.cert` and `tls.key` that the service trusts.',
  'certificate expired': 'Renew the certificate of the service.',
  'certificate not yet valid': 'Check the clock of this host and the certificate of the service.',
  'certificate of another host': 'Write the host in the URL as the certificate names it.',
  'generator: no file descriptor left': 'Raise the limit of open files: `ulimit -n 65536`.',
  'generator: no port left':
    'Connections are opened and closed too fast: lower the rate, or let the service keep them.',
  'generator: no memory for connections': 'Lower the rate, the retries or the timeout.',
  'generator: all connections in use': 'Lower the rate, the retries or the timeout.',
  'generator: request not made':
    'A parameter of the request could not be made, or cannot stand in its place: correct `parameters`.',
  'generator: callsMax reached': 'Lower the rate, the retries or the timeout, or raise `callsMax` of the target.',
  'no promise returned': '`target.call` must return a promise that ends with the attempt, as an async function does.',
  '100 Continue not understood': 'Let the service send 100 Continue only to a request that asks for it.',
} as const satisfies Record<string, string>
export type HttpFailure = keyof typeof HTTP_FAILURES

/** Whether the generator failed, so that the failure shows nothing about the target. */
export const isOfGenerator = (reason: string): boolean => reason.startsWith('generator: ')

/** Advice for a failure, by its reason; undefined for an unknown reason. */
export function adviceOn(reason: string): string | undefined {
  const [kind] = isOfGenerator(reason) ? [reason] : reason.split(': ')
  return HTTP_FAILURES[kind as HttpFailure]
}
