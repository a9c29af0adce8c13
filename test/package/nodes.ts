import { mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { repository } from '../rig/project.ts'
import { npm, run } from './npm.ts'
import { once } from './once.ts'

const cache = join(repository, 'node_modules', '.cache', 'nodes')

/**
 * The folder that holds `node` of exactly this version: the test's, one of this machine, or one that is installed once,
 * into a folder of its own. As dependencies of the repository all of them would claim `node_modules/.bin/node`.
 */
export async function nodeFolder(version: string): Promise<string> {
  if (version === process.versions.node) return dirname(process.execPath)
  for (const folder of new Set(process.env.PATH?.split(delimiter))) if (await holds(folder, version)) return folder
  mkdirSync(cache, { recursive: true })
  const folder = await once(join(cache, version), async (empty) => {
    writeFileSync(join(empty, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }')
    await npm(['install', '--save-exact', `node@${version}`], { cwd: empty })
  })
  return join(folder, 'node_modules', 'node', 'bin')
}

async function holds(folder: string, version: string): Promise<boolean> {
  const said = await run(join(folder, 'node'), ['--version'], { cwd: repository }).catch(() => undefined)
  return said?.stdout.trim() === `v${version}`
}
