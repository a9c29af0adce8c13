/**
 * Fingerprints of the code of assets over a large application whose modules reach each other: those of this repository, all of them for
 * one asset, and one room of them for each of five others. From nothing, from memory, and after one file was edited; in CPU time of this
 * process (user and system), beside reading and parsing the same files, which no slice can do without. `node bench/tangled.ts`
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { readFileFacts } from '../src/discover/code/file-facts.ts'
import { openRememberedCode } from '../src/discover/remembered-code.ts'
import { nodeNamed } from '../test/code/project.ts'
import { benchProject, repository } from './lib/many-assets.ts'

using project = benchProject()
const root = realpathSync(project.folder)
const cacheFolder = join(root, '.assetstore', 'cache')
mkdirSync(join(root, '.assetstore'))
cpSync(join(repository, 'src'), join(root, 'src'), { recursive: true })
for (const name of readdirSync(join(repository, 'node_modules')))
  if (!name.startsWith('.') && name !== 'assetstore')
    symlinkSync(join(repository, 'node_modules', name), join(root, 'node_modules', name))
const modules = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .sort()
const rooms = ['util', 'plan', 'store', 'table', 'discover']
const all = ['everything', ...rooms]
project.write(
  'assets/index.ts',
  ["import { asset } from '#project'", ...all.map((name) => over(name, modulesOf(name)))].join('\n'),
)

function modulesOf(name: string): readonly string[] {
  return name === 'everything' ? modules : modules.filter((path) => path.startsWith(`${name}/`))
}

/** An asset that has all that some modules export. */
function over(name: string, paths: readonly string[]): string {
  const names = paths.map((_, index) => `${name}_${index}`)
  const imports = paths.map((path, index) => `import * as ${names[index]} from '../src/${path}'`)
  return [...imports, `export const ${name} = asset(() => [${names.join(', ')}])`].join('\n')
}

async function fingerprints(names: readonly string[]): Promise<void> {
  const at = { root, configFile: join(root, 'assets.config.ts'), entry: join(root, 'assets/index.ts'), cacheFolder }
  const code = await openRememberedCode(at)
  for (const name of names) code.fingerprint(nodeNamed(name))
  code.keep()
}
const forget = () => rmSync(cacheFolder, { recursive: true, force: true })

const parsedMs = await cpu(() => {
  for (const path of modules) readFileFacts(`src/${path}`, readFileSync(join(root, 'src', path), 'utf8'))
})
const oneMs = await cpu(() => fingerprints(['everything']))
forget()
const allMs = await cpu(() => fingerprints(all))
const warmMs = await cpu(() => fingerprints(all))
const edited = 'src/util/digest.ts'
project.write(edited, readFileSync(join(root, edited), 'utf8').replace("'sha256'", "'sha512'"))
const editedMs = await cpu(() => fingerprints(all))

console.log(`${modules.length} modules that reach each other, CPU time`)
for (const [what, ms] of [
  ['reading and parsing the files', parsedMs],
  ['one asset over all of them, cold', oneMs],
  [`that and ${rooms.length} over a room each, cold`, allMs],
  ['the same, warm', warmMs],
  ['the same, one file edited', editedMs],
] as const)
  console.log(
    `${what.padEnd(36)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / parsedMs).toFixed(1).padStart(6)} times the parsing`,
  )

async function cpu(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
