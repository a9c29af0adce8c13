import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'
import FileOrder from './test/rig/file-order.ts'

/**
 * Models and units that start no process and replace no module of Node's: what to run after each edit. All of them together stay far below
 * a minute.
 */
const fast = [
  'test/{architecture,documents,errors,unused}.test.ts',
  'test/alerts/messages.test.ts',
  'test/{graph,partitions,plan,rig,values}/*.test.ts',
  'test/cli/{errors,help,inspect,junit,plan-and-check,plan-words,progress,roots,rows,run-report,terminal,unified,usage,words}.test.ts',
  'test/code/{escapes,platform-methods,references,references-edits,slice,tables-by-use}.test.ts',
  'test/discover/{definition-mistakes,load,load-compiler-paths,load-effect,load-mistakes,load-syntax,lock-files,observe,origins,packages,retry-policy,unlisted,upstream-names}.test.ts',
  'test/embedder/{embed,key,limiter,misbehaving,options,retry-after,secrets,shapes,usage}.test.ts',
  'test/rows/content-key.test.ts',
  'test/sql/{inspect-sql,named-tables}.test.ts',
  'test/store/{arrow-table,catalog,catalog-failure,catalog-open,objects,query,rows-mistakes,table,united-tables,version}.test.ts',
  'test/store/lock/lock.test.ts',
  'test/util/{duration,line-ends,short-hash}.test.ts',
  'test/validation/{channel,safe-json,validate-batch}.test.ts',
  'test/vector-index/{options,reciprocal-rank-fusion}.test.ts',
]
/** What npm makes of the package on three Nodes, under Jest and in Next: it waits for downloads, and has a lane of its own. */
const installs = ['test/package/{install,frameworks}.test.ts']
/** What starts a Python: its virtual environments are made first, once a machine. */
const python = ['test/{python,dbt}/**/*.test.ts', 'test/spark/*.test.ts']
/** A real Spark: 900 MB to install, and a minute or more to each of its starts on a busy machine. */
const spark = ['test/spark/real/*.test.ts']
/** Files share their workers: a worker, and the process in which it runs commands, takes longer to start than most files take. */
const shared = { isolate: false, setupFiles: ['./test/rig/after-file.ts'] }

export default defineConfig({
  test: {
    globalSetup: ['./test/rig/temp-folder.ts'],
    // Tests that are equal run in another order each time: none may lean on the one before it.
    sequence: { sequencer: FileOrder, shuffle: { files: false, tests: true } },
    // Real processes, real files, real kills: slow on a busy machine, and never waited for by time.
    testTimeout: 120_000,
    // Two more workers than cores: one for the tenth of its time that each waits for disks and kills, and one for the
    // installs, which wait for downloads in two of them. By itself Vitest leaves a core free, which of two is half of the machine.
    maxWorkers: availableParallelism() + 2,
    hookTimeout: 120_000,
    reporters: ['default', './test/rig/count-reporter.ts'],
    projects: [
      { extends: true, test: { name: 'fast', include: fast, ...shared } },
      {
        extends: true,
        test: {
          ...{ name: 'whole', include: ['test/**/*.test.ts'], ...shared },
          exclude: [...configDefaults.exclude, ...fast, ...installs, ...python, ...spark],
        },
      },
      {
        extends: true,
        // A dbt takes seconds to start, and some tests start many.
        test: {
          name: 'python',
          include: python,
          ...shared,
          globalSetup: ['./test/rig/python/setup.ts'],
          testTimeout: 300_000,
        },
      },
      { extends: true, test: { name: 'installs', include: installs } },
      {
        extends: true,
        test: {
          ...{ name: 'spark', include: spark, globalSetup: ['./test/rig/python/spark-setup.ts'] },
          // One Spark at a time, which takes all of a machine.
          ...{ fileParallelism: false, testTimeout: 900_000, hookTimeout: 900_000 },
        },
      },
    ],
  },
})
