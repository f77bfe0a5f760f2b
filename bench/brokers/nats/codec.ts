import type { Message } from '../../queue/broker.ts'

const UTF8 = new TextEncoder()
const TEXT = new TextDecoder()

/** Answers to a delivery: done, and never again. */
export const ACK = UTF8.encode('+ACK')
export const TERM = UTF8.encode('+TERM')
/** Keeps a delivery for another `ack_wait`. */
export const WORKING = UTF8.encode('+WPI')
const NAK = UTF8.encode('-NAK')

/**
 * Where an answer goes to a message whose stream is gone. In a stream that was made again its number is that of another
 * message, which the answer would end.
 */
export const NOWHERE = ''

/** The answer that brings a delivery back after a delay, ms. */
export function nak(delayMs: number): Uint8Array {
  return delayMs <= 0 ? NAK : UTF8.encode(`-NAK {"delay": ${nanos(delayMs)}}`)
}

/** JetStream counts in nanoseconds. */
export function nanos(ms: number): number {
  return Math.round(ms * 1e6)
}

/** A message as it travels. */
export function encode({ id, intendedMs }: Message): string {
  return `{"id":${id},"intendedMs":${intendedMs}}`
}

/** Undefined for what is not ours. */
export function decode(data: Uint8Array): Message | undefined {
  try {
    const { id, intendedMs } = JSON.parse(TEXT.decode(data)) as Partial<Message>
    return Number.isSafeInteger(id) && typeof intendedMs === 'number' ? { id: id!, intendedMs } : undefined
  } catch {
    return undefined
  }
}

/** What the server tells of a delivery in the subject that is to be answered. */
export interface Place {
  /** How often it has been delivered, this time included. */
  readonly deliveries: number
  /** Of the message in its stream. */
  readonly sequence: number
}

/**
 * Reads `$JS.ACK.<stream>.<consumer>.<deliveries>.<sequence>...`; newer servers put a domain and an account before the
 * stream. Undefined for any other subject.
 */
export function placeOf(reply: string): Place | undefined {
  if (!reply.startsWith('$JS.ACK.')) return undefined
  const parts = reply.split('.')
  const first = parts.length > 9 ? 6 : 4
  const place = { deliveries: Number(parts[first]), sequence: Number(parts[first + 1]) }
  return Number.isSafeInteger(place.deliveries) && Number.isSafeInteger(place.sequence) ? place : undefined
}
