/**
 * What a run costs beside the user's functions: 1,000 trivial assets in a chain, first run, with and without the file syncs that make it
 * durable. The syncs are timed in the same process on files of the same size. Run it with `node bench/chain.ts` after `npm run build`.
 */
import { execFileSync } from 'node:child_process'
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { benchProject, repository, writeChain } from './lib/many-assets.ts'

const count = 1_000
const command = join(repository, 'dist', 'bin.js')
using project = benchProject()
writeChain(project, count, 5)

const syncMs = timeSyncs(project.folder)
const began = performance.now()
execFileSync(process.execPath, [command, 'materialize', '-q'], { cwd: project.folder, stdio: 'inherit' })
const wallMs = performance.now() - began
const perAsset = (wallMs - syncMs) / count
console.log(`${count} assets in a chain, first run`)
console.log(`whole process                 ${(wallMs / count).toFixed(2)} ms an asset`)
console.log(`file syncs alone              ${(syncMs / count).toFixed(2)} ms an asset`)
console.log(`overhead beside them          ${perAsset.toFixed(2)} ms an asset (target: under 5)`)

/** As many syncs as a run makes: the Parquet file, its folder, and the catalog's log twice (record and lease are one write each). */
function timeSyncs(folder: string): number {
  const at = join(folder, 'syncs')
  mkdirSync(at)
  const log = openSync(join(at, 'log'), 'w')
  const directory = openSync(at, 'r')
  const start = performance.now()
  for (let index = 0; index < count; index += 1) {
    const file = openSync(join(at, `file_${index}`), 'w')
    writeSync(file, Buffer.alloc(600))
    fsyncSync(file)
    closeSync(file)
    fsyncSync(directory)
    writeSync(log, Buffer.alloc(8_192))
    fsyncSync(log)
  }
  const spent = performance.now() - start
  closeSync(log)
  closeSync(directory)
  rmSync(at, { recursive: true })
  return spent
}
