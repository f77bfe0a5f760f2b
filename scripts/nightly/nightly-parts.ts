import { join } from 'node:path'
import { SUITE_NAMES } from '../../bench/suites/names.ts'

/** The parts of a night, in their order. */
export const PART_NAMES = [
  'selftest',
  'virtual',
  'real',
  'micro',
  'capacity',
  'baseline',
  'false-alarms',
  'verdicts',
  'history',
  'charts',
] as const
export type PartName = (typeof PART_NAMES)[number]

/** Places and settings that the commands of a part depend on. */
export interface PartPlace {
  /** Folder of the night. */
  readonly out: string
  /** File of the history. */
  readonly history: string
  /** Names the night in the history. */
  readonly night: string
  readonly quick: boolean
  /** Result folders that this night has made so far. */
  readonly made: readonly string[]
}

export interface Part {
  readonly name: PartName
  readonly about: string
  /** The command lines, as a user would type them. */
  readonly commands: (place: PartPlace) => readonly (readonly string[])[]
  /** The result folders that they make, from the folder of the night. */
  readonly folders: readonly string[]
  /** The other files for people, from the folder of the night. */
  readonly links: readonly string[]
  /** The JSON document that its last command writes, from the folder of the night. */
  readonly document?: string
}

const FALSE_ALARMS_FILE = 'false-alarms.json'
const CHECK_FILE = 'history-check.json'
const VERDICTS_FILE = 'verdicts.json'

const VIRTUAL_FOLDERS = SUITE_NAMES.map((name) => `virtual/${name}`)

/**
 * The parts of a night, in their order. Each suite in virtual time has its own folder: all in one folder would make too
 * long a text.
 */
export const PARTS: readonly Part[] = [
  {
    // First, since the other parts show nothing if the gate cannot fail.
    name: 'selftest',
    about: 'whether the gate can fail',
    commands: () => [['selftest']],
    folders: [],
    links: [],
  },
  {
    name: 'virtual',
    about: 'all suites in virtual time',
    commands: ({ out, quick }) =>
      SUITE_NAMES.map((name) => [
        'run',
        name,
        '--clock',
        'virtual',
        '--repeats',
        quick ? '2' : '20',
        '--out',
        join(out, 'virtual', name),
      ]),
    folders: VIRTUAL_FOLDERS,
    links: [],
  },
  {
    name: 'real',
    about: 'the default suites over HTTP',
    // Six repeats are the fewest that have a 95 % interval.
    // Their virtual answers come from the part `virtual`, with more seeds.
    commands: ({ out, quick }) => [
      ['run', '--clock', 'real', '--repeats', quick ? '1' : '6', '--out', join(out, 'real')],
    ],
    folders: ['real'],
    links: [],
  },
  { ...measured('micro'), about: 'what the hot parts cost' },
  { ...measured('capacity'), about: 'what target and generator can take' },
  {
    name: 'baseline',
    about: 'the committed baseline',
    commands: () => [['baseline', '--check']],
    folders: [],
    links: [],
  },
  {
    name: 'false-alarms',
    about: 'comparisons of a thing with itself',
    commands: ({ out, quick }) => [
      ['false-alarms', '--comparisons', quick ? '100' : '1000', '--out', join(out, FALSE_ALARMS_FILE)],
    ],
    folders: [],
    links: [],
    document: FALSE_ALARMS_FILE,
  },
  {
    name: 'verdicts',
    about: 'systems judged at six cuts each',
    // Each night has other seeds: the same seeds would never show an opposite answer that only others have.
    commands: ({ out, quick, night }) => [
      [
        'verdicts',
        '--seeds',
        quick ? '1' : '8',
        '--first-seed',
        String(firstSeedOf(night)),
        '--out',
        join(out, VERDICTS_FILE),
      ],
    ],
    folders: [],
    links: [],
    document: VERDICTS_FILE,
  },
  {
    name: 'history',
    about: 'this night beside those before',
    commands: ({ made, history, night, out }) => [
      ...made.map((folder) => ['history', 'add', folder, '--night', night, '--file', history]),
      ['history', 'check', '--file', history, '--out', join(out, CHECK_FILE)],
    ],
    folders: [],
    links: [],
    document: CHECK_FILE,
  },
  {
    name: 'charts',
    about: 'every series over the nights',
    commands: ({ out, history }) => [['history', 'show', '--file', history, '--out', join(out, 'charts')]],
    folders: [],
    links: ['charts/history.md'],
  },
]

/** The first of the hundred seeds that a day has, from its date. */
function firstSeedOf(night: string): number {
  return 100 * Number(night.slice(0, 10).replaceAll('-', ''))
}

function measured(name: 'micro' | 'capacity'): Omit<Part, 'about'> {
  return {
    name,
    commands: ({ out, quick }) => [[name, ...(quick ? ['--quick'] : []), '--out', join(out, name)]],
    folders: [name],
    links: [],
  }
}
