/** Folders that every kind of report may import. */
const IN_REPORTS: readonly string[] = ['bench/core', 'bench/metrics', 'bench/thresholds', 'reports', 'reports/csv']

/** Folders that every part of the command line may import. */
const IN_SCRIPTS: readonly string[] = [
  'bench',
  'bench/core',
  'bench/load',
  'bench/metrics',
  'bench/queue',
  'bench/study',
  'bench/suites',
  'bench/capacity',
  'bench/micro',
  'bench/workers',
  'bench/verify',
  'bench/verify/corpus',
  'reports/statistics',
  'reports/compare',
  'reports/history',
  'bench/thresholds',
  'bench/twin',
  'reports',
  'bench/engine',
  'bench/brokers',
  'reports/data',
  'reports/summary',
  'reports/run',
  'reports/map',
  'reports/why',
  'reports/verify',
  'reports/export',
  'reports/nightly',
  'reports/files',
]

/** Folders that every part may import that makes runs. */
const IN_RUNS: readonly string[] = ['bench', 'bench/core', 'bench/metrics', 'bench/policy', 'targets', 'bench/engine']

/** Imports that each part may have; a file belongs to the longest prefix that fits. Tests may import anything. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'bench/core': [],
  'bench/load': ['bench/core'],
  'bench/policy': ['bench/core'],
  'bench/metrics': ['bench/core'],
  'bench/queue': ['bench/core'],
  'bench/thresholds': ['bench/core', 'bench/metrics'],
  'bench/arms': ['bench/core', 'bench/policy', 'bench/metrics', 'bench/queue'],
  // The downstream; it speaks the vocabulary of core, hands over what it counts, and its tiers are clients too.
  targets: ['bench/core', 'bench/policy', 'bench/metrics/result.ts'],
  // Drivers of real brokers.
  'bench/brokers': ['bench/core', 'bench/queue'],
  // The schema of a suite.
  bench: [
    'bench/arms',
    'bench/core',
    'bench/load',
    'bench/metrics',
    'bench/policy',
    'bench/queue',
    'bench/thresholds',
    'targets',
  ],
  // One cell, clock and seed make one result: wiring, both clocks, the hosts of target and broker.
  'bench/engine': [
    'bench',
    'bench/arms',
    'bench/brokers',
    'bench/core',
    'bench/evidence',
    'bench/load',
    'bench/metrics',
    'bench/policy',
    'bench/queue',
    'targets',
  ],
  'bench/define.ts': ['bench/policy', 'bench/suite.ts', 'targets/call/call-target.ts'],
  'bench/workers': [...IN_RUNS, 'bench/evidence', 'bench/load', 'bench/queue', 'bench/brokers'],
  'bench/suites': ['bench/define.ts', 'bench/suite.ts'],
  'bench/capacity': ['bench', 'bench/core', 'bench/policy', 'bench/metrics', 'bench/arms', 'targets', 'bench/engine'],
  'bench/micro': [...IN_RUNS, 'bench/load', 'bench/queue', 'bench/suites', 'bench/brokers'],
  'bench/study': [...IN_RUNS, 'bench/load', 'bench/queue', 'bench/twin'],
  // The rule sees figures alone; what makes them knows of suites and runs.
  'bench/verdict': ['bench/core', 'bench/metrics'],
  'bench/evidence': ['bench/cell.ts', 'bench/core', 'bench/load', 'bench/metrics', 'bench/policy', 'bench/verdict'],
  'bench/twin': [
    'bench',
    'bench/core',
    'bench/evidence',
    'bench/load',
    'bench/metrics',
    'bench/verdict',
    'targets',
    'bench/engine',
  ],
  'bench/verify': ['bench', 'bench/core', 'bench/metrics', 'bench/twin', 'bench/engine'],
  // Systems are suites, and their verdicts those of runs beside their twins.
  'bench/verify/corpus': [
    'bench',
    'bench/core',
    'bench/define.ts',
    'bench/policy',
    'bench/metrics',
    'bench/load',
    'bench/suites',
    'bench/twin',
    'bench/verdict',
    'targets',
  ],
  // What all reports share; it knows none of them.
  reports: ['bench/core', 'bench/metrics', 'bench/suite-mistakes.ts'],
  // From here on each may import some of those that stand before it; of studies and checks what they hand over.
  'reports/csv': ['bench/core', 'bench/metrics', 'reports'],
  'reports/charts': ['reports'],
  'reports/data': [...IN_REPORTS, 'bench/load/load-facts.ts'],
  'reports/statistics': ['bench/core', 'bench/metrics'],
  'reports/compare': [...IN_REPORTS, 'reports/data', 'reports/statistics'],
  'reports/summary': [...IN_REPORTS, 'reports/data', 'reports/statistics', 'reports/compare'],
  'reports/run': [...IN_REPORTS, 'bench/load/load-facts.ts', 'reports/data', 'reports/summary'],
  'reports/history': [...IN_REPORTS, 'reports/charts', 'reports/statistics', 'reports/compare'],
  'reports/map': [
    ...IN_REPORTS,
    'bench/study/axis.ts',
    'bench/study/hysteresis.ts',
    'bench/study/trial.ts',
    'reports/charts',
  ],
  'reports/why': [...IN_REPORTS, 'bench/study/why/loss-causes.ts', 'bench/study/why/why-data.ts'],
  'reports/verify': [...IN_REPORTS, 'bench/verify/check.ts', 'bench/verify/corpus'],
  'reports/export': [
    ...IN_REPORTS,
    'reports/data',
    'reports/compare',
    'reports/summary',
    'reports/run',
    'reports/history',
  ],
  'reports/nightly': [...IN_REPORTS, 'bench/verify/corpus', 'reports/compare', 'reports/history', 'reports/verify'],
  'reports/files': [...IN_REPORTS, 'reports/data', 'reports/compare', 'reports/run', 'reports/map'],
  scripts: [...IN_SCRIPTS, 'scripts/cli', 'scripts/project', 'scripts/suite', 'scripts/commands'],
  'scripts/cli': [...IN_SCRIPTS, 'scripts/project/project.ts'],
  // A suite names files, such as the table of the parameters of a target.
  'scripts/suite': [
    ...IN_SCRIPTS,
    'scripts/cli',
    'scripts/project/project.ts',
    'targets/parameters.ts',
    'targets/tls.ts',
  ],
  // The configuration is read as suites are.
  'scripts/project': [...IN_SCRIPTS, 'scripts/cli', 'scripts/suite'],
  'scripts/worker': [...IN_SCRIPTS, 'scripts/cli', 'scripts/suite'],
  'scripts/study': [...IN_SCRIPTS, 'scripts/cli', 'scripts/suite', 'scripts/project'],
  'scripts/run': [
    ...IN_SCRIPTS,
    'scripts/cli',
    'scripts/suite',
    // The options of a run travel far: they have one type, from where they are declared.
    'scripts/commands/run-options.ts',
    // Whether a target is a service of the user, whose connections and start differ.
    'targets/spec.ts',
  ],
  // It looks at all that a run needs.
  'scripts/doctor': [
    ...IN_SCRIPTS,
    'scripts/cli',
    'scripts/project/project.ts',
    'scripts/suite',
    'scripts/run/busy-text.ts',
  ],
  // It offers the words of the other commands, from their catalogues.
  'scripts/completion': [
    ...IN_SCRIPTS,
    'scripts/project/project.ts',
    'scripts/suite',
    'scripts/nightly/nightly-parts.ts',
  ],
  // Each commit has its own project, with its own suites.
  'scripts/compare': [...IN_SCRIPTS, 'scripts/cli', 'scripts/project', 'scripts/suite'],
  'scripts/nightly': [...IN_SCRIPTS, 'scripts/cli', 'scripts/project', 'scripts/suite'],
  // The functions that a program imports. The command line knows nothing of them.
  'scripts/api': [
    ...IN_SCRIPTS,
    'bench/define.ts',
    'bench/policy',
    'scripts/cli',
    'scripts/suite',
    'scripts/project/config-schema.ts',
    'scripts/run',
    'targets/call/call-target.ts',
  ],
  // The pages show the options of a suite and the outputs of the program.
  'scripts/docs': [
    ...IN_SCRIPTS,
    'bench/policy',
    'targets',
    'scripts',
    'scripts/cli',
    'scripts/project',
    'scripts/suite',
  ],
  'scripts/commands': [
    ...IN_SCRIPTS,
    'scripts/cli',
    'scripts/compare',
    'scripts/completion',
    'scripts/doctor',
    'scripts/nightly',
    'scripts/project',
    'scripts/run',
    'scripts/study',
    'scripts/suite',
    'scripts/worker',
  ],
}
