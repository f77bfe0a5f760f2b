/** Options of `run` that people give most. npm keeps them for itself when no `--` is before them. */
const OPTIONS = ['arm', 'broker', 'clock', 'out', 'plan', 'repeats', 'seed', 'suite', 'variant']

/** The end of a message when npm took options of a command for its own; empty when it did not. */
export function npmHint(environment: Readonly<Record<string, string | undefined>>): string {
  const isTaken = OPTIONS.some((name) => environment[`npm_config_${name}`] !== undefined)
  return isTaken ? '; options need -- before them: npm run bench -- --clock virtual' : ''
}
