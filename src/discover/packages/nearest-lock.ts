import { dirname, join } from 'node:path'
import { AssetError } from '../../errors.ts'
import type { Lookups } from '../files/lookups.ts'
import type { Lock, LockFile, Manifest } from './lock.ts'
import { npmLock } from './npm-lock.ts'
import { pnpmLock } from './pnpm-lock.ts'
import { yarnLock } from './yarn-lock.ts'

const parsers: readonly (readonly [file: string, parse: (file: LockFile) => Lock, install: string])[] = [
  ['npm-shrinkwrap.json', npmLock, 'npm install'],
  ['package-lock.json', npmLock, 'npm install'],
  ['pnpm-lock.yaml', pnpmLock, 'pnpm install'],
  ['yarn.lock', yarnLock, 'yarn install'],
]

/** The lock file of the project, or of the workspace that it is part of. */
export function nearestLock(lookups: Lookups, root: string): Lock | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    for (const [name, parse, install] of parsers) {
      const file = join(folder, name)
      const text = lookups.text(file)
      if (text === undefined) continue
      if (/^<{7} /m.test(text)) throw lockMistake(file, install, 'it has the marks of a conflict in it')
      try {
        return parse({ text, folder, root, manifest: manifestIn(lookups, root) ?? {} })
      } catch (error) {
        throw lockMistake(file, install, error instanceof Error ? error.message : String(error))
      }
    }
    if (folder === dirname(folder)) return undefined
  }
}

/** The `package.json` of a folder; undefined where it cannot be read. */
export function manifestIn(lookups: Lookups, folder: string): Manifest | undefined {
  const text = lookups.text(join(folder, 'package.json'))
  if (text === undefined) return undefined
  try {
    const manifest = JSON.parse(text) as Manifest | null
    return typeof manifest === 'object' && manifest !== null ? manifest : {}
  } catch {
    return {}
  }
}

function lockMistake(file: string, install: string, why: string): AssetError {
  return new AssetError({
    code: 'PROJECT_SYNTAX',
    message: `${file} cannot be read: ${why}`,
    facts: { file },
    fix: `resolve the conflict in it if there is one, then run \`${install}\``,
  })
}
