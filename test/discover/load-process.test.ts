import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { tempFolder, tempProject } from './temp-project.ts'

const loader = join(import.meta.dirname, '../../src/discover/load/load.ts')

/** Loads in a process of its own, as the command does: no tool between the loader and Node. */
function load(cwd: string) {
  const folder = tempFolder({
    'main.mjs': `import { loadProject } from ${JSON.stringify(loader)}
const { nodes } = await loadProject({ cwd: process.argv[2] })
console.log(JSON.stringify(nodes.map(({ name, at }) => [name, at])))
`,
  })
  return spawnSync(process.execPath, [join(folder, 'main.mjs'), cwd], { encoding: 'utf8' })
}

it('a project is loaded without a word on either stream but its own', () => {
  const cwd = tempProject({
    // Without a module type, which Node would warn of.
    'package.json': JSON.stringify({ imports: { '#project': './assets.config.ts' } }),
    'assets/index.ts': `import { asset } from '#project'
import legacy from './legacy.cjs'
console.log('from the project')
export const a: unknown = asset(() => [{ id: legacy.one }])
`,
    'assets/legacy.cjs': 'exports.one = 1\n',
  })
  const { stdout, stderr, status } = load(cwd)
  expect({ stdout, stderr, status }).toEqual({
    stdout: '[["a","assets/index.ts:4"]]\n',
    stderr: 'from the project\n',
    status: 0,
  })
})
