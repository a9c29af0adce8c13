import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { buildWhereOld } from '../../scripts/build-where-old.ts'

/** Node keeps what it compiled there, for every process that the tests start: sources load in a quarter of the time. */
const shared = 'node-compile-cache'
/** How the names of folders begin that some file makes for others too. */
export const madeOnce = 'made-once-'
/** Where Linux has a file system in memory. */
const memory = '/dev/shm'

/**
 * All tests work in one temp folder, which is gone after them: what a test leaves behind is told, and is not left in the system's. Vitest
 * starts its workers after this, and they inherit the variable.
 */
export default function setup(project: TestProject): () => void {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  buildWhereOld(root)
  project.onTestsRerun(() => buildWhereOld(root))
  const folder = mkdtempSync(join(parentFolder(), 'assetstore-tests-'))
  // Some tests start a process of another user, who has to get as far as the folder that it is given.
  chmodSync(folder, 0o755)
  process.env.TMPDIR = folder
  process.env.NODE_COMPILE_CACHE = join(folder, shared)
  return () => {
    const all = readdirSync(folder, { withFileTypes: true })
    const left = all.filter(({ name }) => name !== shared && !name.startsWith(madeOnce))
    const told = left.map((entry) =>
      entry.isDirectory() ? `${entry.name} (${filesIn(join(folder, entry.name))})` : entry.name,
    )
    if (left.length > 0) console.error(`tests have left ${left.length} in the temp folder: ${told.join(', ')}`)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Some of the files, by which to find the test that left them. */
function filesIn(folder: string): string {
  return readdirSync(folder, { recursive: true }).slice(0, 9).join(' ')
}

/**
 * A store syncs each commit, and a disk is what most tests would wait for. A file system in memory has the same calls, and what a killed
 * process has written is there as it is on a disk: only a machine that loses its power would tell the two apart.
 */
function parentFolder(): string {
  const given = process.env.TMPDIR
  return given === undefined && freeBytes(memory) > 8 * 2 ** 30 ? memory : tmpdir()
}

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return 0
  }
}
