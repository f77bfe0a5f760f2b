import type { Collapse } from '../../bench/metrics/collapse.ts'
import type { VerdictsData } from '../../bench/verify/corpus/tally.ts'
import type { FalseAlarms } from '../compare/false-alarms.ts'
import type { HistoryCheck } from '../history/check-json.ts'
import type { HistoryName } from '../history/entry.ts'

/** Raised when the shape of `nightly.json` changes. */
export const NIGHTLY_SCHEMA = 2

/** The file that holds all results of a night; the summary is derived from it. */
export const NIGHTLY_FILE = 'nightly.json'

/** States in which a part may end, the worst first. */
export const PART_STATES = [
  'interrupted',
  'gate failed',
  'crashed',
  'could not run',
  'could not be read',
  'not judged',
  'fine',
  'left out',
] as const
export type PartState = (typeof PART_STATES)[number]

/** One part of a night. */
export interface PartReport {
  readonly name: string
  readonly about: string
  readonly state: PartState
  readonly seconds: number
  /** The result in a few words. */
  readonly summary: string
  /** Why it is not fine: the doubts about its runs, or the output of its commands. */
  readonly said: string
  /** Files for people, as paths from the folder of the night. */
  readonly links: readonly string[]
}

/** The probability that an arm collapses in virtual time. */
export interface ArmCollapse extends Pick<HistoryName, 'suite' | 'variant' | 'arm'>, Pick<Collapse, 'low' | 'high'> {
  readonly seeds: number
  /** Null when undecided seeds could move it to the other side of one half. */
  readonly share: number | null
}

/** The document of `verdicts --json`, without the course of each system. */
export type NightlyVerdicts = Omit<VerdictsData, 'systems'>

/** All results of a night. */
export interface NightlyData {
  readonly schema: typeof NIGHTLY_SCHEMA
  readonly status: 'complete' | 'partial'
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly commit: string | null
  readonly class: string
  readonly calibration: number
  readonly quick: boolean
  /** The file of the history as the user named it. */
  readonly history: string
  readonly parts: readonly PartReport[]
  readonly collapses: readonly ArmCollapse[]
  readonly falseAlarms: FalseAlarms | null
  readonly verdicts: NightlyVerdicts | null
  readonly found: HistoryCheck | null
}
