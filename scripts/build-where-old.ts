import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What a bundle is made of, and the file of it that is written first. */
const sources = ['src', 'scripts', 'package.json', 'tsconfig.build.json']
const first = join('dist', 'index.js')

/** Whether any source, or the list of them, is newer than the bundle; also where there is none. */
export function isBundleOld(root: string): boolean {
  const built = statSync(join(root, first), { throwIfNoEntry: false })?.mtimeMs ?? 0
  return sources.some((source) => newestIn(join(root, source)) > built)
}

/** Builds `dist` anew where it is old: most tests run the command that lies there. */
export function buildWhereOld(root: string): void {
  if (!isBundleOld(root)) return
  console.error('dist is older than its sources, and is built anew')
  execFileSync(process.execPath, [join(root, 'scripts', 'build.ts')], { cwd: root, stdio: 'inherit' })
}

/** A folder counts too: its time says that a file came or went. */
function newestIn(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return 0
  const inside = stats.isDirectory() ? readdirSync(path).map((name) => newestIn(join(path, name))) : []
  return Math.max(stats.mtimeMs, ...inside)
}

if (import.meta.main) buildWhereOld(join(import.meta.dirname, '..'))
