/**
 * What a run costs beside the user's functions: 1,000 trivial assets in a chain, first run, with and without the file syncs that make it
 * durable. The syncs are timed in the same process on files of the same size. Run it with `node bench/chain.ts` after `npm run build`.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { benchProject, repository, writeChain } from './lib/many-assets.ts'
import { timeSyncs } from './lib/syncs.ts'

const count = 1_000
const command = join(repository, 'dist', 'bin.js')
using project = benchProject()
writeChain(project, count, 5)

const syncMs = timeSyncs(project.folder, count)
const began = performance.now()
execFileSync(process.execPath, [command, 'materialize', '-q'], { cwd: project.folder, stdio: 'inherit' })
const wallMs = performance.now() - began
const perAsset = (wallMs - syncMs) / count
console.log(`${count} assets in a chain, first run`)
console.log(`whole process                 ${(wallMs / count).toFixed(2)} ms an asset`)
console.log(`file syncs alone              ${(syncMs / count).toFixed(2)} ms an asset`)
console.log(`overhead beside them          ${perAsset.toFixed(2)} ms an asset (target: under 5)`)
