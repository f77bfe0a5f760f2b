import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{bench,targets,reports,scripts}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'reports/runs/**'],
    // Both cores, and no fresh start for each of the many small files: no module keeps state.
    maxWorkers: '100%',
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
