import type { AddressInfo, Server } from 'node:net'

/** Connections that may wait to be accepted: the system must not refuse a burst of new ones. */
const BACKLOG = 4096

/** Lets a server listen on 127.0.0.1, and returns its port. @throws Error when it cannot. */
export function listenHere(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: 0, backlog: BACKLOG }, () =>
      resolve((server.address() as AddressInfo).port),
    )
  })
}
