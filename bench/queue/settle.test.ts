import { describe, expect, test } from 'vitest'
import type { Settlement } from './broker.ts'
import { afterArrival, afterLease, afterSettlement, type MessageState, type Step } from './settle.ts'

const done: Settlement = { kind: 'done' }
const retry: Settlement = { kind: 'retry', delayMs: 50, reason: 'timeout' }
const dead: Settlement = { kind: 'dead', reason: 'poison' }

/** A message with two of three deliveries made, changed by `more`. */
const message = (more: Partial<MessageState> = {}): MessageState => ({
  isOver: false,
  deliveries: 2,
  deliveriesMax: 3,
  working: 0,
  ...more,
})
const over = { isOver: true }
const last = { deliveries: 3 }
const shared = { working: 1 }
const lastShared = { ...last, ...shared }

const END: Step = { kind: 'end' }
const AGAIN: Step = { kind: 'again', delayMs: 50 }
const IGNORE: Step = { kind: 'ignore' }
const DELIVER: Step = { kind: 'deliver' }
const deadBy = (reason: string): Step => ({ kind: 'dead', reason })
const waitFor = (reason: string): Step => ({ kind: 'wait', reason })

describe('a settlement within its lease', () => {
  test.each<[string, Settlement, Partial<MessageState>, Step]>([
    ['done ends the message', done, {}, END],
    ['done ends it after its last delivery', done, last, END],
    ['a retry has it delivered again after the delay', retry, {}, AGAIN],
    ['a retry does so while another handler works on it', retry, shared, AGAIN],
    ['a retry of the last delivery makes it a dead letter', retry, last, deadBy('deliveries (timeout)')],
    ['a retry of the last delivery waits for another handler', retry, lastShared, waitFor('deliveries (timeout)')],
    ['dead makes it a dead letter at once', dead, {}, deadBy('poison')],
    ['dead does so although another handler works on it', dead, lastShared, deadBy('poison')],
    ['done of a message that has ended is ignored', done, over, IGNORE],
    ['dead of a message that has ended is ignored', dead, { ...over, ...last }, IGNORE],
  ])('%s', (_, settlement, more, step) => {
    expect(afterSettlement(message(more), settlement, false)).toEqual(step)
  })

  test('a retry without a reason leaves the deliveries as the reason', () => {
    expect(afterSettlement(message(last), { kind: 'retry', delayMs: 0 }, false)).toEqual(deadBy('deliveries'))
  })
})

describe('a settlement after its lease', () => {
  test.each<[string, Settlement, Partial<MessageState>, Step]>([
    ['done still ends the message, wherever it is', done, {}, END],
    ['a retry is ignored, since the message has been delivered again', retry, {}, IGNORE],
    ['dead is ignored as well', dead, {}, IGNORE],
    ['a retry after the last delivery makes it a dead letter', retry, last, deadBy('deliveries (timeout)')],
    ['dead after the last delivery does so with its own reason', dead, last, deadBy('poison')],
    ['both wait for another handler', dead, lastShared, waitFor('poison')],
    ['done of a message that has ended is ignored', done, over, IGNORE],
  ])('%s', (_, settlement, more, step) => {
    expect(afterSettlement(message(more), settlement, true)).toEqual(step)
  })
})

describe('the end of a lease', () => {
  test.each<[string, Partial<MessageState>, Step]>([
    ['the message is delivered again at once', shared, { kind: 'again', delayMs: 0 }],
    ['after the last delivery its handler decides', lastShared, waitFor('deliveries (lease)')],
    ['a message that has ended stays so', { ...over, ...shared }, IGNORE],
  ])('%s', (_, more, step) => {
    expect(afterLease(message(more))).toEqual(step)
  })
})

describe('the arrival of a message', () => {
  test.each<[string, Partial<MessageState>, boolean, Step]>([
    ['a handler has it', {}, false, DELIVER],
    ['another handler has it too, after a lease', shared, false, DELIVER],
    ['one that is too old is a dead letter', {}, true, deadBy('expired')],
    ['beyond its last delivery it is a dead letter', last, false, deadBy('deliveries (connection)')],
    ['beyond it, a handler that still works decides', lastShared, true, waitFor('deliveries (connection)')],
    ['one that has ended is ignored', { ...over, ...last }, true, IGNORE],
  ])('%s', (_, more, isExpired, step) => {
    expect(afterArrival(message(more), isExpired, 'deliveries (connection)')).toEqual(step)
  })
})
