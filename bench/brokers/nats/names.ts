/**
 * What a run has in the server: two streams, each with a subject and a durable consumer, and a subject that answers
 * while the run lives.
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

/** The names of a run that is called so. */
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

/** The run that a stream belongs to. */
export function runOf(stream: string): string {
  return stream.endsWith(DEAD) ? stream.slice(0, -DEAD.length) : stream
}
