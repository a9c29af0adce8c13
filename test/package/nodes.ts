import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repository } from '../rig/project.ts'
import { npm } from './npm.ts'

const cache = join(repository, 'node_modules', '.cache', 'nodes')

/**
 * The folder that holds `node` of exactly this version. Each is installed once, into a folder of its own: as dependencies of the
 * repository all of them would claim `node_modules/.bin/node`.
 */
export async function nodeFolder(version: string): Promise<string> {
  if (version === process.versions.node) return dirname(process.execPath)
  const folder = join(cache, version)
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true })
    const installing = mkdtempSync(join(cache, 'installing-'))
    writeFileSync(join(installing, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }')
    await npm(['install', '--save-exact', `node@${version}`], { cwd: installing })
    rename(installing, folder)
  }
  return join(folder, 'node_modules', 'node', 'bin')
}

/** Another test file may have been first, which is as good. */
function rename(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!existsSync(to)) throw error
    rmSync(from, { recursive: true })
  }
}
