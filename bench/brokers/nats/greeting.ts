import { connect } from 'node:net'

/**
 * Why nothing at an address greets as a NATS server does, undefined when something does. The client leaves a socket
 * open, which keeps the process alive, when it gives up on a server that says nothing; so it is only let near those
 * that do.
 */
export function whyNoGreeting(host: string, port: number, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (why: string | undefined) => {
      socket.destroy()
      resolve(why)
    }
    socket.setTimeout(timeoutMs, () => end('it did not answer in time'))
    socket.once('data', (data) =>
      end(data.toString('latin1').startsWith('INFO ') ? undefined : 'it is not a NATS server'),
    )
    socket.on('end', () => end('it closed the connection'))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ECONNREFUSED' ? 'connection refused' : error.message || String(error.code)),
    )
  })
}
