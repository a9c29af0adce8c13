/** Every bench, one after the other, each a process of its own. `npm run bench` */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** All but `dagster`, which installs Dagster first. */
const benches = [
  'fresh',
  'explain',
  'chain',
  'plan',
  'graph',
  'scale',
  'rows',
  'codec',
  'memory',
  'node-api',
  'wide',
  'row-work',
  'sql-source',
  'slice',
  'tangled',
  'parameters',
  'types',
  'validate',
  'checks',
  'expectations',
  'gc',
  'langchain',
  'testing',
  'partitions',
  'python',
  'pipelines',
  'isolate',
  'watch',
]
const wanted = process.argv.slice(2)
for (const name of wanted.length > 0 ? wanted : benches) {
  console.log(`\n── ${name}`)
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const { status } = spawnSync(process.execPath, ['--expose-gc', file], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
