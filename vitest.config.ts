import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['./test/rig/temp-folder.ts'],
    // Tests that are equal run in another order each time: none may lean on the one before it.
    sequence: { shuffle: { files: true, tests: true } },
    // Real processes, real files, real kills: slow on a busy machine, and never waited for by time.
    testTimeout: 120_000,
    // By itself Vitest leaves a core free, which of two is half of the machine.
    maxWorkers: '100%',
    hookTimeout: 120_000,
    reporters: ['default', './test/rig/count-reporter.ts'],
  },
})
