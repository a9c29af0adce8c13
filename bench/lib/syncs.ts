import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** As many syncs as a step of a run makes: the Parquet file, its folder, the file of its record, and the catalog's log. */
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
    const record = openSync(join(at, `record_${index}`), 'w')
    writeSync(record, Buffer.alloc(2_048))
    fsyncSync(record)
    closeSync(record)
    writeSync(log, Buffer.alloc(65_536))
    fsyncSync(log)
  }
  const spent = performance.now() - start
  closeSync(log)
  closeSync(directory)
  rmSync(at, { recursive: true })
  return spent
}
