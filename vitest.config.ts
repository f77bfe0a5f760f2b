import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{bench,targets,reports,scripts}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'reports/runs/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
