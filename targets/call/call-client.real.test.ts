import { expect, test } from 'vitest'
import { newRequest } from '../../bench/core/call.ts'
import type { Cancel } from '../../bench/core/clock.ts'
import type { Outcome } from '../../bench/core/outcome.ts'
import { breathe } from '../../bench/core/real-clock.ts'
import { CallClient, type Calls } from './call-client.ts'
import type { CallContext, CallRequest, CallTarget } from './call-target.ts'

/** A client of a function, with a clock that stands at 5 ms. */
function setUp(call: (request: CallRequest, context: CallContext) => unknown, options: Partial<Calls['spec']> = {}) {
  const calls: Calls = {
    spec: { call: call as CallTarget['call'], callsMax: 100, ...options },
    state: 'the state',
    open: 0,
  }
  const errors: unknown[] = []
  const clock = { nowMs: () => 5, at: (): Cancel => () => undefined }
  const client = new CallClient(clock, calls, 3, (error) => errors.push(error))
  const send = (changes: object = {}) => {
    const outcomes: Outcome[] = []
    const request = { ...newRequest(7, 0), trail: { attempts: 2 }, ...changes }
    const cancel = client.call(request, (outcome) => outcomes.push(outcome))
    return { outcomes, cancel }
  }
  return { client, calls, errors, send }
}

/** Lets promises and deferred failures settle. */
async function turns(): Promise<void> {
  for (let i = 0; i < 5; i++) await breathe()
}
/** An object with this property `then`. */
const foreign = (then: PropertyDescriptor) => Object.defineProperty({}, 'then', then)
const never = () => new Promise(() => undefined)
const failedWith = (reason: string) => [{ kind: 'failed', reason }]
const OK = [{ kind: 'ok', busyMs: Number.NaN }]

test('a call gets its request, the time left and the state', async () => {
  const seen: unknown[] = []
  const { send } = setUp(async (request, { state, signal }) => seen.push(request, state, signal.aborted))
  send({ deadlineMs: 30 })
  expect(seen).toEqual([{ id: 7, seed: 3, attempt: 2, timeLeftMs: 25, parameters: {} }, 'the state', false])
})

test('a call gets the parameters of its request, and one without them is not made', async () => {
  const seen: unknown[] = []
  const create = ({ id, seed }: { id: number; seed: number }) => {
    if (id === 8) throw new Error('none')
    return { user: `${seed}-${id}` }
  }
  const { send, client, errors, calls } = setUp(async ({ parameters }) => seen.push(parameters), {
    parameters: { create, order: 'sequential' },
  })
  send()
  expect(send({ id: 8 }).outcomes).toEqual(failedWith('generator: request not made'))
  expect([seen, errors, client.notSent, calls.open]).toEqual([[{ user: '3-7' }], [new Error('none')], 1, 1])
})

test('a promise that resolves is ok, whatever its value, and one that rejects has failed with its reason', async () => {
  const { client, send } = setUp(async ({ id }) => {
    if (id === 1) throw new TypeError('secret')
    return id
  })
  const [good, bad] = [send(), send({ id: 1 })]
  await turns()
  expect([good.outcomes, bad.outcomes]).toEqual([OK, failedWith('TypeError')])
  expect(client.answers).toMatchObject({ statuses: {}, unanswered: { TypeError: 1 }, calls: { ok: 1 } })
  expect([client.onWire, client.unsure, client.notSent]).toEqual([0, 1, 0])
})

test('what a call throws at once is a failure too, and comes after a turn of the event loop', async () => {
  const { send, calls } = setUp(() => {
    throw new RangeError('at once')
  })
  const { outcomes } = send()
  expect(outcomes).toEqual([])
  await turns()
  expect(outcomes).toEqual(failedWith('RangeError'))
  expect(calls.open).toBe(0)
})

test.each([
  ['nothing', () => undefined],
  ['a value', () => 1],
  ['a function', () => never],
])('a call that returns %s and no promise has failed: its end cannot be seen', async (_, call) => {
  const { send } = setUp(call)
  const { outcomes } = send()
  await turns()
  expect(outcomes).toEqual(failedWith('no promise returned'))
})

test('a foreign promise counts once, although it settles twice', async () => {
  const { send, client } = setUp(() =>
    foreign({
      value: (resolve: (value: unknown) => void, reject: (error: unknown) => void) => {
        resolve(1)
        reject(new Error('later'))
        resolve(2)
      },
    }),
  )
  const { outcomes } = send()
  await turns()
  expect(outcomes).toEqual(OK)
  expect(client.answers.calls?.ok).toBe(1)
})

test('a promise whose `then` throws is a failure', async () => {
  const { send } = setUp(() =>
    foreign({
      get: () => {
        throw new SyntaxError('no')
      },
    }),
  )
  const { outcomes } = send()
  await turns()
  expect(outcomes).toEqual(failedWith('SyntaxError'))
})

test('a caller that stops waiting aborts the signal; the call is open until it settles, and has given up', async () => {
  const { send, client } = setUp(
    (_, { signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('any error after it')))),
  )
  const { cancel, outcomes } = send()
  expect(client.onWire).toBe(1)
  cancel()
  expect(client.onWire).toBe(1)
  await turns()
  expect(client.onWire).toBe(0)
  expect(outcomes).toEqual([])
  expect(client.answers.unanswered).toEqual({ 'given up': 1 })
})

test('the error of an abort before the signal is a failure of the service', async () => {
  const { send } = setUp(async (_, { signal }) => {
    signal.throwIfAborted()
    throw new DOMException('it says', 'AbortError')
  })
  const { outcomes } = send()
  await turns()
  expect(outcomes).toEqual(failedWith('AbortError'))
})

test('a call that does not look at its signal may end well after its caller has gone', async () => {
  let end: (value: unknown) => void = () => undefined
  const { send, client } = setUp(() => new Promise((resolve) => (end = resolve)))
  const { cancel, outcomes } = send()
  cancel()
  end(1)
  await turns()
  expect([outcomes, client.answers.calls?.ok]).toEqual([[], 1])
})

test('a signal is not given after the end of its call', async () => {
  const signals: AbortSignal[] = []
  const { send } = setUp(async ({ id }, { signal }) => {
    signals.push(signal)
    if (id === 1) throw new Error('failed')
  })
  const sent = [send(), send({ id: 1 })]
  await turns()
  for (const { cancel } of sent) cancel()
  expect(signals.map(({ aborted }) => aborted)).toEqual([false, false])
})

test('a signal that is asked for after the caller has gone is aborted', async () => {
  const contexts: CallContext[] = []
  const { send } = setUp((_, context) => {
    contexts.push(context)
    return never()
  })
  send().cancel()
  expect(contexts[0]!.signal.aborted).toBe(true)
})

test('at the limit of open calls an attempt is not made, and those of earlier clients count', async () => {
  const { send, client, calls } = setUp(never, { callsMax: 2 })
  expect([send(), send(), send()].map(({ outcomes }) => outcomes)).toEqual([
    [],
    [],
    failedWith('generator: callsMax reached'),
  ])
  expect([client.notSent, client.unsure, calls.open]).toEqual([1, 1, 2])
  await client.close(40)
  expect(calls.open).toBe(2)
})

test('the end gives up open calls, waits for a limited time, and counts those that never settle', async () => {
  let aborts = 0
  const { send, client, calls } = setUp((_, { signal }) => {
    signal.addEventListener('abort', () => (aborts += 1))
    return never()
  })
  send()
  await client.close(40)
  expect(aborts).toBe(1)
  expect(client.answers.unanswered).toEqual({ 'never settled': 1 })
  expect([client.onWire, calls.open]).toEqual([0, 1])
})

test('a call that settles after the end changes nothing but the number of open ones', async () => {
  const ends: ((error?: Error) => void)[] = []
  const { send, client, calls } = setUp(
    () => new Promise<void>((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve()))),
  )
  const sent = [send(), send()]
  await client.close(40)
  const before = client.answers
  ends[0]!()
  ends[1]!(new Error('late'))
  await turns()
  expect(client.answers).toEqual(before)
  expect(sent.map(({ outcomes }) => outcomes)).toEqual([[], []])
  expect(calls.open).toBe(0)
})

test('an error of whoever hears the outcome is reported, and the call has ended', async () => {
  const { client, errors, calls } = setUp(async () => 1)
  client.call(newRequest(0, 0), () => {
    throw new Error('settled')
  })
  await turns()
  expect([errors, calls.open]).toEqual([[new Error('settled')], 0])
})

test('after twenty reasons, all others are one', async () => {
  const { send, client } = setUp(async ({ id }) => {
    throw Object.assign(new Error('x'), { code: `E${id}` })
  })
  for (let id = 0; id < 30; id++) send({ id })
  await turns()
  const { unanswered } = client.answers
  expect(Object.keys(unanswered).length).toBe(21)
  expect(unanswered['other errors']).toBe(10)
})
