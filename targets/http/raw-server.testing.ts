import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

/** A certificate that nobody trusts; its key is no secret. */
const UNTRUSTED = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgBzkXRrVyRsKTCSh7
BG79SsJJ9jtDL4evg0BuopyRs+ehRANCAAT1zIwOF2RPYWplqmhk8u9VQdqIO9f4
OKW1g+3DUKdC2La9wGckSwANwlWZtGbO9uvNc++z2d9J37jK6nWYAHxO
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBjzCCATagAwIBAgIUFhBrkOLlI2Z0SRQpBymrA7MxPikwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyOTIwNTY1NFoYDzIxMjYxMTA1
MjA1NjU0WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAT1zIwOF2RPYWplqmhk8u9VQdqIO9f4OKW1g+3DUKdC2La9wGckSwAN
wlWZtGbO9uvNc++z2d9J37jK6nWYAHxOo2QwYjAdBgNVHQ4EFgQUAJqkcUYfvwmH
V3/msIta7POZyqkwHwYDVR0jBBgwFoAUAJqkcUYfvwmHV3/msIta7POZyqkwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0cAMEQC
IHvEirLgNc4zVbNeCgvVoW96lvAa5cHCaHZK/D2efK/eAiACekzn/hp02fwWFEIu
avr9+70bv3CK3lwSB7s4NEeUgQ==
-----END CERTIFICATE-----
`,
}

/** For tests: a server that handles each connection in the same way, with TLS if wanted. */
export async function rawServer(
  onSocket: (socket: Socket) => void,
  protocol: 'http' | 'https' = 'http',
): Promise<{ url: string; server: Server }> {
  const listen = (socket: Socket) => {
    socket.on('error', () => socket.destroy())
    onSocket(socket)
  }
  const server = protocol === 'http' ? createServer(listen) : createTlsServer(UNTRUSTED, listen)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `${protocol}://127.0.0.1:${(server.address() as { port: number }).port}/`, server }
}

/** For tests: answers each request on a connection with this text. */
export const answering = (text: string) => (socket: Socket) => void socket.on('data', () => socket.write(text))
