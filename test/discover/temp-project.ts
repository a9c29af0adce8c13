import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'

const repository = join(import.meta.dirname, '../..')
const made: string[] = []

/** Those of the tests so far. */
export function removeTempFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
}
afterAll(removeTempFolders)

export function tempFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'assets-')))
  made.push(folder)
  writeFiles(folder, files)
  return folder
}

export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

/** As a file that was last touched an hour ago. */
export function settle(file: string): void {
  const hourAgo = new Date(Date.now() - 3_600_000)
  utimesSync(file, hourAgo, hourAgo)
}

const project = `import { defineProject } from 'assetstore'
const project = defineProject({ assets: () => import('./assets/index.ts'), resources: { embed: () => 1, s3: {} } })
export default project
export const { asset, source, check } = project
`

/** A project that imports the framework from this repository, as a linked package is imported. Files given replace the usual ones. */
export function tempProject(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = tempFolder({
    'package.json': JSON.stringify({ type: 'module', imports: { '#project': './assets.config.ts' } }),
    'assets.config.ts': project,
    ...files,
  })
  const framework = tempFolder({
    'package.json': JSON.stringify({ name: 'assetstore', type: 'module', exports: './src/index.ts' }),
  })
  symlinkSync(join(repository, 'src'), join(framework, 'src'))
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  symlinkSync(framework, join(root, 'node_modules/assetstore'))
  return root
}
