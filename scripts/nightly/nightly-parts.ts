import { join } from 'node:path'

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

/** The suites of a night, as a user would name them on a command line. */
export interface NightSuites {
  /** Those that virtual time runs, by the name of their folder. */
  readonly virtual: ReadonlyMap<string, string>
  /** Those that real time runs; none means the suites that `run` runs. */
  readonly real: readonly string[]
}

/** Places and settings that the commands of a part depend on. */
export interface PartPlace {
  /** Folder of the night. */
  readonly out: string
  /** File of the history. */
  readonly history: string
  /** Names the night in the history. */
  readonly night: string
  readonly quick: boolean
  readonly suites: NightSuites
  /** Result folders that this night has made so far. */
  readonly made: readonly string[]
}

export interface Part {
  readonly name: PartName
  readonly about: string
  /** The command lines, as a user would type them. */
  readonly commands: (place: PartPlace) => readonly (readonly string[])[]
  /** The result folders that they make, from the folder of the night. */
  readonly folders: (suites: NightSuites) => readonly string[]
  /** The other files for people, from the folder of the night. */
  readonly links: readonly string[]
  /** The JSON document that its last command writes, from the folder of the night. */
  readonly document?: string
  /** It is about stormbench itself, and not about the suites of a project. */
  readonly ofStormbench: boolean
}

/** The folders of a part that makes no results. */
const NONE = () => []

const FALSE_ALARMS_FILE = 'false-alarms.json'
const CHECK_FILE = 'history-check.json'
const VERDICTS_FILE = 'verdicts.json'

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
    folders: NONE,
    links: [],
    ofStormbench: true,
  },
  {
    name: 'virtual',
    about: 'all suites in virtual time',
    commands: ({ out, quick, suites }) =>
      [...suites.virtual].map(([name, suite]) => [
        'run',
        suite,
        '--clock',
        'virtual',
        '--repeats',
        quick ? '2' : '20',
        '--out',
        join(out, 'virtual', name),
      ]),
    folders: ({ virtual }) => [...virtual.keys()].map((name) => `virtual/${name}`),
    links: [],
    ofStormbench: false,
  },
  {
    name: 'real',
    about: 'the usual suites in real time',
    // Six repeats are the fewest that have a 95 % interval.
    // Their virtual answers come from the part `virtual`, with more seeds.
    commands: ({ out, quick, suites }) => [
      ['run', ...suites.real, '--clock', 'real', '--repeats', quick ? '1' : '6', '--out', join(out, 'real')],
    ],
    folders: () => ['real'],
    links: [],
    ofStormbench: false,
  },
  { ...measured('micro'), about: 'what the hot parts cost' },
  { ...measured('capacity'), about: 'what target and generator can take' },
  {
    name: 'baseline',
    about: 'the committed baseline',
    commands: () => [['baseline', '--check']],
    folders: NONE,
    links: [],
    ofStormbench: false,
  },
  {
    name: 'false-alarms',
    about: 'comparisons of a thing with itself',
    commands: ({ out, quick }) => [
      ['false-alarms', '--comparisons', quick ? '100' : '1000', '--out', join(out, FALSE_ALARMS_FILE)],
    ],
    folders: NONE,
    links: [],
    document: FALSE_ALARMS_FILE,
    ofStormbench: true,
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
    folders: NONE,
    links: [],
    document: VERDICTS_FILE,
    ofStormbench: true,
  },
  {
    name: 'history',
    about: 'this night beside those before',
    commands: ({ made, history, night, out }) => [
      ...made.map((folder) => ['history', 'add', folder, '--night', night, '--file', history]),
      ['history', 'check', '--file', history, '--out', join(out, CHECK_FILE)],
    ],
    folders: NONE,
    links: [],
    document: CHECK_FILE,
    ofStormbench: false,
  },
  {
    name: 'charts',
    about: 'every series over the nights',
    commands: ({ out, history }) => [['history', 'show', '--file', history, '--out', join(out, 'charts')]],
    folders: NONE,
    links: ['charts/history.md'],
    ofStormbench: false,
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
    folders: () => [name],
    links: [],
    ofStormbench: true,
  }
}
