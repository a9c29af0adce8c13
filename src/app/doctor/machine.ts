import { rm } from 'node:fs/promises'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { scratchFolder } from '../../store/scratch.ts'
import { frameworkVersion } from '../../util/framework-version.ts'
import type { Finding } from './finding.ts'

export function versionFindings(): Finding[] {
  return [
    { name: 'assets', state: 'ok', found: frameworkVersion },
    { name: 'node', state: 'ok', found: `${process.versions.node} on ${platform()}-${arch()}` },
  ]
}

/** The parts that are compiled for one platform are used for real, in a folder that is removed again. */
export async function nativeFindings(): Promise<Finding[]> {
  const folder = scratchFolder('doctor')
  try {
    return [
      await works('DuckDB', async () => {
        const { openEngine } = await import('../../table/engine/open.ts')
        using engine = await openEngine({ tempFolder: join(folder, 'duckdb') })
        await engine.database()
      }),
      await works('SQLite', async () => {
        const { openCatalog } = await import('../../store/catalog/open.ts')
        await using _ = await openCatalog({ folder: join(folder, 'store'), mode: 'write' })
      }),
      await works('parser', async () => {
        await import('../../discover/code/parser.ts')
      }),
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function works(name: string, use: () => Promise<void>): Promise<Finding> {
  try {
    await use()
    return { name, state: 'ok', found: 'works' }
  } catch (error) {
    const problem = `does not work: ${(error as Error).message.split('\n')[0]}`
    const fix = 'remove node_modules and run npm install on this machine, with the optional dependencies'
    return { name, state: 'bad', found: problem, fix }
  }
}

const earliest = Date.UTC(2024, 0, 1)

/** History is ordered by the clock, so a clock that is behind makes the order wrong. */
export function clockFinding(now: number): Finding {
  const time = new Date(now).toISOString()
  if (now >= earliest) return { name: 'clock', state: 'ok', found: time }
  return { name: 'clock', state: 'bad', found: `says ${time}`, fix: 'set the clock of this machine' }
}
