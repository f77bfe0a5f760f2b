import { freePorts } from './own-broker.ts'

/** For tests: a port of this machine on which nothing listens. */
export async function freePort(): Promise<number> {
  return (await freePorts(1))[0]!
}
