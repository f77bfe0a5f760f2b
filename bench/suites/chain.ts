import { defineSuite, fullJitter, retry, timeout } from '../define.ts'

const backoff = fullJitter({ baseMs: 10, capMs: 100 })
const tier = { slots: 200, service: { kind: 'constant', ms: 2 } } as const
const leaf = {
  model: 'workers',
  slots: 20,
  service: { kind: 'exponential', meanMs: 20 },
  queueMax: 500,
  failureRatio: 0,
} as const

const retries = [retry({ retriesMax: 3, backoff }), timeout({ timeoutMs: 250 })]
const budgeted = [
  retry({ retriesMax: 3, backoff, budget: { ratio: 0.1, size: 10, depositOn: 'success' } }),
  timeout({ timeoutMs: 250 }),
]
const once = [timeout({ timeoutMs: 250 })]

/** Two services lie between client and database, and each retries. */
export const chain = defineSuite({
  name: 'chain',
  question:
    'Three callers in a row each try four times: how many calls does the database at the end see, and does it come back?',
  about:
    'The client calls a front service, which calls a middle service, which calls the database. The database loses 80 % of its capacity for 5 s. With retries at every caller the attempts multiply, up to 4 x 4 x 4 = 64 for one request (here 5 to 6 on average, since the front itself fills up). ' +
    'Callers in front also give up before those behind them have made their last attempt. With retries in one place alone, or with budgets, neither happens.',
  seed: 7,
  repeats: 1,
  deadlineMs: 2000,
  drainMs: 20_000,
  target: {
    model: 'chain',
    tiers: [
      { ...tier, policy: retries },
      { ...tier, policy: retries },
    ],
    leaf,
  },
  faults: [{ kind: 'capacity', factor: 0.2, fromMs: 5000, toMs: 10_000 }],
  load: { arrival: 'poisson', plan: '60s@300' },
  arms: {
    client: { style: 'rpc', policy: [retry({ retriesMax: 3, backoff }), timeout({ timeoutMs: 1000 })] },
  },
  variants: {
    'retries-everywhere': { about: 'client, front and middle each try four times' },
    'retries-at-the-client': {
      about: 'only the client retries',
      target: {
        model: 'chain',
        tiers: [
          { ...tier, policy: once },
          { ...tier, policy: once },
        ],
        leaf,
      },
    },
    'retries-at-the-middle': {
      about: 'only the service next to the database retries',
      target: {
        model: 'chain',
        tiers: [
          { ...tier, policy: once },
          { ...tier, policy: retries },
        ],
        leaf,
      },
      arms: { client: { style: 'rpc', policy: [timeout({ timeoutMs: 1000 })] } },
    },
    'budget-everywhere': {
      about: 'everybody retries within a budget of 10 %',
      target: {
        model: 'chain',
        tiers: [
          { ...tier, policy: budgeted },
          { ...tier, policy: budgeted },
        ],
        leaf,
      },
      arms: {
        client: {
          style: 'rpc',
          policy: [
            retry({ retriesMax: 3, backoff, budget: { ratio: 0.1, size: 10, depositOn: 'success' } }),
            timeout({ timeoutMs: 1000 }),
          ],
        },
      },
    },
  },
})
