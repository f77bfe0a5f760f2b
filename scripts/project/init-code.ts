/** The first suites of a project as modules, by the name of their file. `run`: the program as its user types it. */
export function codeSuites(run: string): Readonly<Record<'retries' | 'service', string>> {
  return { retries: retries(run), service: service(run) }
}

const retries = (run: string) => `import { defineSuite, fullJitter, retry, timeout } from 'stormbench'

// The same load meets three clients of one service. To run it:
//   ${run} run retries --clock virtual   simulated, in seconds
//   ${run} run retries                   over HTTP on this machine, in about a minute
// All options: node_modules/stormbench/docs/suites.md
export default defineSuite({
  name: 'retries',
  question: 'The service loses 80 % of its capacity for 2 s. Which client lets it come back?',
  // Runs of each arm. With six or more, results have an interval.
  repeats: 1,
  // A later answer is no success, since nobody waits for it.
  deadlineMs: 1000,
  drainMs: 2000,
  // A service that is still down 10 s after the trigger counts as collapsed.
  collapseAfterMs: 10_000,

  // A model of the service: 5 requests at once, 25 ms each, so at most 200 requests per second.
  target: { model: 'workers', slots: 5, service: { kind: 'exponential', meanMs: 25 }, queueMax: 100 },
  // Half of that, at random times. Nobody waits for an answer before the next request.
  load: { arrival: 'poisson', plan: '18s@100' },
  // The trigger: a fifth of the capacity is left from second 1 to second 3.
  faults: [{ kind: 'capacity', factor: 0.2, fromMs: 1000, toMs: 3000 }],

  arms: {
    // Every timeout is retried at once. The service works for nobody, even when its capacity is back.
    naive: {
      style: 'rpc',
      policy: [retry({ retriesMax: 3, backoff: { kind: 'none' } }), timeout({ timeoutMs: 250 })],
    },
    // A retry waits for a random time, and a budget allows one retry for ten successes.
    budget: {
      style: 'rpc',
      policy: [
        retry({
          retriesMax: 3,
          backoff: fullJitter({ baseMs: 50, capMs: 400 }),
          budget: { ratio: 0.1, size: 10, depositOn: 'success' },
        }),
        timeout({ timeoutMs: 250 }),
      ],
    },
    // Requests wait in a queue until a consumer is free, and expire there after a second.
    queue: {
      style: 'queue',
      broker: { depthMax: 1000, deliveriesMax: 4, messageTtlMs: 1000 },
      consumers: { concurrency: 10, policy: [timeout({ timeoutMs: 250 })] },
    },
  },
})
`

const service = (run: string) => `import { defineSuite, fullJitter, retry, timeout } from 'stormbench'

// A load on a service of yours. Change the URL first, and aim only at what is yours. To run it:
//   ${run} run service
// Headers, bodies and checks of answers: node_modules/stormbench/docs/services.md
export default defineSuite({
  name: 'service',
  question: 'How does the service take three times its usual load, with and without retries?',
  // The suite runs only when it is named, since the service is not always there.
  onlyByName: true,
  repeats: 1,
  deadlineMs: 1000,

  target: { url: 'http://127.0.0.1:3000/' },
  // Requests per second: 20, then 60 for five seconds (the trigger), then 20.
  load: '5s@20,5s@60,15s@20',

  arms: {
    'one-try': { style: 'rpc', policy: [timeout({ timeoutMs: 500 })] },
    retry: {
      style: 'rpc',
      policy: [
        retry({ retriesMax: 2, backoff: fullJitter({ baseMs: 50, capMs: 400 }) }),
        timeout({ timeoutMs: 500 }),
      ],
    },
  },
})
`
