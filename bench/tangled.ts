/**
 * The fingerprint of one asset over a large application whose modules reach each other: all modules of this repository. From nothing, from
 * memory, and after one file was edited that most of them reach; in CPU time of this process (user and system), beside reading and parsing
 * the same files, which no slice can do without. `node bench/tangled.ts`
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { readFileFacts } from '../src/discover/code/file-facts.ts'
import { openRememberedCode } from '../src/discover/remembered-code.ts'
import { nodeNamed } from '../test/code/project.ts'
import { benchProject, repository } from './lib/many-assets.ts'

using project = benchProject()
const root = realpathSync(project.folder)
mkdirSync(join(root, '.assetstore'))
cpSync(join(repository, 'src'), join(root, 'src'), { recursive: true })
for (const name of readdirSync(join(repository, 'node_modules')))
  if (!name.startsWith('.') && name !== 'assetstore')
    symlinkSync(join(repository, 'node_modules', name), join(root, 'node_modules', name))
const modules = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .sort()
project.write(
  'assets/index.ts',
  [
    "import { asset } from '#project'",
    ...modules.map((path, index) => `import * as module_${index} from '../src/${path}'`),
    `export const everything = asset(() => [${modules.map((_, index) => `module_${index}`).join(', ')}])`,
  ].join('\n'),
)

async function fingerprint(): Promise<void> {
  const at = { root, configFile: join(root, 'assets.config.ts'), entry: join(root, 'assets/index.ts') }
  const code = await openRememberedCode({ ...at, cacheFolder: join(root, '.assetstore', 'cache') })
  code.fingerprint(nodeNamed('everything'))
  code.keep()
}

console.log(`one asset over ${modules.length} modules that reach each other, CPU time`)
let parsedMs: number | undefined
parsedMs = await measure('reading and parsing the files', () => {
  for (const path of modules) readFileFacts(`src/${path}`, readFileSync(join(root, 'src', path), 'utf8'))
})
await measure('cold', fingerprint)
await measure('warm', fingerprint)
const edited = 'src/util/digest.ts'
project.write(edited, readFileSync(join(root, edited), 'utf8').replace("'sha256'", "'sha512'"))
await measure('one file edited', fingerprint)

async function measure(what: string, work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  const ms = (user + system) / 1_000
  const times = (ms / (parsedMs ?? ms)).toFixed(1)
  console.log(`${what.padEnd(32)} ${ms.toFixed(0).padStart(6)} ms  ${times.padStart(6)} times the parsing`)
  return ms
}
