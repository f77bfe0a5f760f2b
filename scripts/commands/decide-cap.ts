import { span } from '../cli/options.ts'

/** The option that bounds how long a study extends the load for a verdict. */
export const DECIDE_CAP = {
  decideCapMs: span(
    '--decide-cap <span>',
    'while a verdict is undecided, at most this much load after the trigger, such as 10m (default: three times collapseAfterMs of the suite)',
  ),
}
