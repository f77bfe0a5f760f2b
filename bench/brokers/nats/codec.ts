import type { Message } from '../../queue/broker.ts'

const UTF8 = new TextEncoder()
const TEXT = new TextDecoder()

/** Answers to a delivery: done, and never redeliver. */
export const ACK = UTF8.encode('+ACK')
export const TERM = UTF8.encode('+TERM')
/** Keeps a delivery for another `ack_wait`. */
export const WORKING = UTF8.encode('+WPI')
const NAK = UTF8.encode('-NAK')

/**
 * Reply subject of a message whose stream is gone, so that it gets no answer. In the recreated stream its number
 * belongs to another message, which the answer would end.
 */
export const NOWHERE = ''

/** Returns the answer that brings a delivery back after a delay, ms. */
export function nak(delayMs: number): Uint8Array {
  return delayMs <= 0 ? NAK : UTF8.encode(`-NAK {"delay": ${nanos(delayMs)}}`)
}

/** JetStream counts in nanoseconds. */
export function nanos(ms: number): number {
  return Math.round(ms * 1e6)
}

/** Encodes a message. */
export function encode({ id, intendedMs }: Message): string {
  return `{"id":${id},"intendedMs":${intendedMs}}`
}

/** Decodes a message. Returns undefined for data of others. */
export function decode(data: Uint8Array): Message | undefined {
  try {
    const { id, intendedMs } = JSON.parse(TEXT.decode(data)) as Partial<Message>
    return Number.isSafeInteger(id) && typeof intendedMs === 'number' ? { id: id!, intendedMs } : undefined
  } catch {
    return undefined
  }
}

/** Facts of a delivery that its reply subject holds. */
export interface Place {
  /** Number of deliveries of the message, this one included. */
  readonly deliveries: number
  /** Sequence number of the message in its stream. */
  readonly sequence: number
}

/**
 * Reads `$JS.ACK.<stream>.<consumer>.<deliveries>.<sequence>...`. Newer servers put a domain and an account before the
 * stream. Returns undefined for any other subject.
 */
export function placeOf(reply: string): Place | undefined {
  if (!reply.startsWith('$JS.ACK.')) return undefined
  const parts = reply.split('.')
  const first = parts.length > 9 ? 6 : 4
  const place = { deliveries: Number(parts[first]), sequence: Number(parts[first + 1]) }
  return Number.isSafeInteger(place.deliveries) && Number.isSafeInteger(place.sequence) ? place : undefined
}
