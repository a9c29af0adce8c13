/**
 * Fingerprints of the code of 1,000 assets in 200 files: from nothing, from memory, and after one file was edited. In CPU time of this
 * process (user and system), beside reading and hashing the same files. Run it with `node bench/slice.ts`.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openRememberedCode } from '../src/discover/remembered-code.ts'
import type { Node } from '../src/graph/node.ts'
import { benchProject, writeChain } from './lib/many-assets.ts'

const count = 1_000
using project = benchProject()
writeChain(project, count, 5)
const root = realpathSync(project.folder)
const cacheFolder = join(root, '.assetstore', 'cache')
mkdirSync(join(root, '.assetstore'))
const nodes = Array.from({ length: count }, (_, index): Node => {
  const upstream = index === 0 ? [] : [`asset_${index - 1}`]
  const at = `assets/part_${Math.floor(index / 5)}.ts:1`
  return {
    name: `asset_${index}`,
    kind: 'asset',
    upstream,
    resources: [],
    at,
    tags: [],
    owners: [],
    partitioned: false,
  }
})

async function fingerprints(): Promise<void> {
  const code = await openRememberedCode({
    root,
    configFile: join(root, 'assets.config.ts'),
    entry: join(root, 'assets/index.ts'),
    cacheFolder,
  })
  for (const node of nodes) code.fingerprint(node)
  code.keep()
}

const readMs = await cpu(() => {
  for (const name of readdirSync(join(root, 'assets')))
    createHash('sha256')
      .update(readFileSync(join(root, 'assets', name)))
      .digest()
})
const coldMs = await cpu(fingerprints)
// What was written a moment ago is read again until the clock of the file system has moved on.
await new Promise((resolve) => setTimeout(resolve, 2_500))
rmSync(cacheFolder, { recursive: true })
await fingerprints()
const warmMs = await cpu(fingerprints)
project.write('assets/part_7.ts', readFileSync(join(root, 'assets/part_7.ts'), 'utf8').replace('n + 1', 'n + 2'))
const editedMs = await cpu(fingerprints)

console.log(`${count} assets in 200 files, CPU time`)
for (const [what, ms, target] of [
  ['reading and hashing the files', readMs, ''],
  ['cold', coldMs, ' (target: under 2,000 ms)'],
  ['warm', warmMs, ' (target: under 30 ms)'],
  ['one file edited', editedMs, ' (target: under 50 ms)'],
] as const) {
  console.log(
    `${what.padEnd(32)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / readMs).toFixed(1).padStart(6)} times the reading${target}`,
  )
}

async function cpu(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
