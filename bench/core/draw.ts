/** Purpose of a draw. Each has a separate sequence: another draw for one purpose changes no number of another. */
export const STREAM = {
  arrival: 1,
  service: 2,
  failure: 3,
  backoff: 4,
  redelivery: 5,
  fault: 6,
  parameters: 7,
  client: 20,
  poison: 21,
  shard: 30,
  network: 31,
  tier: 32,
  latency: 33,
  twin: 40,
} as const
export type Stream = (typeof STREAM)[keyof typeof STREAM]

/**
 * Chance by identity: a uniform number in [0, 1) that depends only on its four whole-number arguments. The order of
 * calls does not matter, so both arms and both commits meet the same dice. A counter-based hash: each word is mixed in
 * with the 32-bit finaliser of MurmurHash3 (Appleby). The result has 32 random bits.
 */
export function draw(seed: number, stream: Stream, request: number, attempt: number): number {
  let hash = mix(seed ^ 0x9e3779b9)
  hash = mix(hash ^ Math.imul(stream, 0x85ebca77))
  hash = mix((hash + request) | 0)
  hash = mix(hash ^ Math.imul(attempt, 0xc2b2ae3d))
  return (hash >>> 0) / 0x1_0000_0000
}

function mix(word: number): number {
  let hash = word
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
