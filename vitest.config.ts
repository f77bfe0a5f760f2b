import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Tests that use brokers, those that run here or of their own: `npm run test:brokers`. */
const WITH_BROKERS = [
  'bench/brokers/!(memory)/*.real.test.ts',
  'bench/brokers/{own-broker,holder}.real.test.ts',
  'bench/micro/brokers/*.real.test.ts',
  'bench/workers/nats/*.real.test.ts',
  'scripts/worker/{worker-credentials,worker-namespaces}.real.test.ts',
  'scripts/hostile/peers.real.test.ts',
  'bench/engine/{broker-stopped,consumer-crash}.real.test.ts',
  'scripts/run/brokers-command.real.test.ts',
]

/**
 * Tests that start the program many times, to interrupt it, crash it, compare it or give it hostile inputs: `npm run
 * test:processes`.
 */
const OF_PROCESSES = [
  'scripts/{crash,package,nightly/nightly,compare/{ab-command,ab-interrupted,ab-user},worker/workers}.real.test.ts',
  'scripts/{calls,cli/console,run/long-cell,study/map-command}.real.test.ts',
  'scripts/hostile/!(peers.real).test.ts',
]

/** Tests that install the package in a folder of somebody else, from a registry: `npm run test:installed`. */
const INSTALLED = ['scripts/installed/*.test.ts']

/** The tests of each mode; those of no mode are all the others. */
const MODES: Readonly<Record<string, readonly string[]>> = {
  brokers: WITH_BROKERS,
  processes: OF_PROCESSES,
  installed: INSTALLED,
}

/** Tests in real time first: they take longest, and one that began last would keep only one core busy. */
class RealTimeFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isReal = ({ moduleId }: TestSpecification) => moduleId.endsWith('.real.test.ts')
    return [...sorted.filter(isReal), ...sorted.filter((file) => !isReal(file))]
  }
}

/** The entries of the package, so that the examples in docs can be run as they are. */
const ENTRIES = ['stormbench', 'stormbench/vitest'].map((entry) => ({
  find: new RegExp(`^${entry}$`),
  replacement: fileURLToPath(new URL(`scripts/api/${entry.split('/').at(-1)}.ts`, import.meta.url)),
}))

export default defineConfig(({ mode }) => ({
  resolve: { alias: ENTRIES },
  test: {
    include: [...(MODES[mode] ?? ['{bench,targets,reports,scripts}/**/*.test.ts'])],
    exclude: ['**/node_modules/**', 'reports/runs/**', ...(mode in MODES ? [] : Object.values(MODES).flat())],
    // One more than there are cores, as tests in real time mostly wait. No fresh start for each of the many small
    // files: no module keeps state.
    maxWorkers: availableParallelism() + 1,
    isolate: false,
    // Simulations make much that is short-lived: with more room for it, they spend a fifth less.
    execArgv: ['--max-semi-space-size=64'],
    sequence: { sequencer: RealTimeFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}))
