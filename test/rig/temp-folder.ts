import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { buildWhereOld } from './bundle.ts'

/** Node keeps what it compiled there, for every command that the tests start. */
const shared = 'node-compile-cache'

/**
 * All tests work in one temp folder, which is gone after them: what a test leaves behind is told, and is not left in the system's. Vitest
 * starts its workers after this, and they inherit the variable.
 */
export default function setup(project: TestProject): () => void {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  buildWhereOld(root)
  project.onTestsRerun(() => buildWhereOld(root))
  const folder = mkdtempSync(join(tmpdir(), 'assetstore-tests-'))
  // Some tests start a process of another user, who has to get as far as the folder that it is given.
  chmodSync(folder, 0o755)
  process.env.TMPDIR = folder
  return () => {
    const left = readdirSync(folder).filter((name) => name !== shared)
    if (left.length > 0) console.error(`tests have left ${left.length} in the temp folder: ${left.join(', ')}`)
    rmSync(folder, { recursive: true, force: true })
  }
}
