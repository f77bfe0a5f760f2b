import type { Peer, PeerOptions, Side } from './peer.ts'
import { portPeer } from './port-peer.ts'

/** Connects one side and makes its queue. @throws CannotRunError when the broker cannot be used. */
export async function openPeer(side: Side, options: PeerOptions): Promise<Peer> {
  if (side === 'driver') return portPeer(options)
  if (options.kind === 'rabbitmq') return (await import('./rabbitmq-bare.ts')).rabbitmqBare(options)
  if (options.kind === 'nats') return (await import('./nats-bare.ts')).natsBare(options)
  return (await import('./bullmq-bare.ts')).bullmqBare(options)
}
