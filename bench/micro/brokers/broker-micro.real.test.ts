import { describe, expect, test } from 'vitest'
import { driverOf } from '../../brokers/catalogue.ts'
import { whyNotHere } from '../../brokers/contract.testing.ts'
import { REAL_BROKER_KINDS } from '../../core/broker-info.ts'
import type { Sample } from '../../metrics/sample.ts'
import { type Conditions, type MeasuredBroker, runBrokerMicro } from './broker-micro.ts'
import { measureInChild } from './child-of.ts'

const DURATIONS = { warmUpMs: 50, throughputMs: 1000, steadyMs: 500 }
const reasons = await Promise.all(REAL_BROKER_KINDS.map(async (kind) => whyNotHere(await driverOf(kind))))
const here = REAL_BROKER_KINDS.filter((_, i) => reasons[i] === undefined)
for (const reason of reasons) if (reason !== undefined) console.warn(`not tested: ${reason}`)

async function measured(broker: MeasuredBroker): Promise<{ samples: Sample[]; conditions: Conditions[] }> {
  const [samples, conditions]: [Sample[], Conditions[]] = [[], []]
  const options = {
    brokers: [broker],
    urls: {},
    pairs: 1,
    durations: DURATIONS,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onBegin: (said: Conditions) => conditions.push(said),
  }
  for await (const sample of runBrokerMicro(options)) samples.push(sample)
  return { samples, conditions }
}

describe.runIf(here.length > 0)('with brokers:', { concurrent: true }, () => {
  // A process answers only after it has removed its queue.
  test.each(here)('%s: driver and bare client give their figures, and their queues are gone', async (kind) => {
    const { samples, conditions } = await measured({ kind, storage: undefined })
    const label = Object.keys(conditions[0]!.brokers)[0]!
    expect(conditions[0]!.brokers[label]).toMatchObject({ kind })
    expect(samples.map(({ arm, metric }) => `${arm} ${metric}`)).toEqual([
      `${label}: bare client, window 100 throughput`,
      `${label}: bare client, window 100 cpu_per_message`,
      `${label}: bare client, 500/s complete_p50`,
      `${label}: driver, window 100 throughput`,
      `${label}: driver, window 100 cpu_per_message`,
      `${label}: driver, window 100 cpu_vs_bare`,
      `${label}: driver, 500/s complete_p50`,
    ])
    const [bare, driver] = samples.filter(({ metric }) => metric === 'cpu_per_message')
    const ratio = samples.find(({ metric }) => metric === 'cpu_vs_bare')!
    expect(ratio.value).toBe(driver!.value / bare!.value)
  })

  test('a measurement that is given up ends without figures', async () => {
    const controller = new AbortController()
    const job = { kind: here[0]!, storage: undefined, url: undefined, side: 'driver', ...DURATIONS } as const
    const result = measureInChild({ ...job, throughputMs: 60_000 }, controller.signal)
    controller.abort()
    expect(await result).toBeUndefined()
  })
})

test('a broker that does not answer ends it before anything is measured, in the words of the driver', async () => {
  const url = 'nats://somebody:s3cret@127.0.0.1:1'
  const options = {
    brokers: [{ kind: 'nats', storage: undefined }] as const,
    urls: { nats: url },
    pairs: 1,
    durations: DURATIONS,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onBegin: () => undefined,
  }
  const failure = await runBrokerMicro(options)
    .next()
    .then(
      () => undefined,
      (error: Error) => error,
    )
  expect([failure?.name, failure?.message]).toEqual([
    'CannotRunError',
    expect.stringContaining('nats: cannot use nats://127.0.0.1:1: connection refused. To start one here: '),
  ])
  expect(failure?.message).not.toMatch(/s3cret|somebody/)
})
