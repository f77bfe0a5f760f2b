/**
 * Names of a run in the server: two streams, each with a subject and a durable consumer, and a subject on which the run
 * answers while it lives.
 */
export interface NatsNames {
  readonly work: string
  readonly workSubject: string
  readonly dead: string
  readonly deadSubject: string
  readonly alive: string
  readonly consumer: string
}

const DEAD = '-dead'

/** Returns the names of a run. */
export function namesOf(run: string): NatsNames {
  return {
    work: run,
    workSubject: `${run}.work`,
    dead: `${run}${DEAD}`,
    deadSubject: `${run}.dead`,
    alive: `${run}.alive`,
    consumer: 'run',
  }
}

/** Returns the run of a stream. */
export function runOf(stream: string): string {
  return stream.endsWith(DEAD) ? stream.slice(0, -DEAD.length) : stream
}
