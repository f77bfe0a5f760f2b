import { connect } from 'node:net'
import { bareHost } from '../core/bare-host.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'

/** Opens a connection to the service and closes it again. @throws CannotRunError when nothing accepts it. */
export function reach(url: string): Promise<void> {
  const { protocol, hostname, port } = new URL(url)
  const address = { host: bareHost(hostname), port: Number(port) || (protocol === 'https:' ? 443 : 80) }
  return new Promise((resolve, reject) => {
    const socket = connect(address, () => {
      socket.destroy()
      resolve()
    })
    socket.setTimeout(5000, () => socket.destroy(new Error('no connection within 5 s')))
    socket.on('error', ({ message }) =>
      reject(new CannotRunError(`nothing answers at ${address.host}:${address.port} (${message}); is it running?`)),
    )
  })
}
