import { connect } from 'node:net'

/**
 * Returns why an address does not greet as a NATS server does. Undefined when it does. The client may only connect
 * after that: if it gives up on a silent server, it leaves a socket open, which keeps the process alive.
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
