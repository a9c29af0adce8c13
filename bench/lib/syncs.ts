import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** As many syncs as a run makes: the Parquet file, its folder, and the catalog's log twice (record and lease are one write each). */
export function timeSyncs(folder: string, count: number): number {
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
