import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AssetError } from '../../errors.ts'
import { errorCode } from '../../util/error-code.ts'
import { type Manifest, packageName, projectManifest } from './manifest.ts'
import { ignoredPaths, templateFiles } from './template.ts'

/**
 * Files that a folder may hold and still count as empty. None of them is replaced; `package.json` and `.gitignore` are
 * extended.
 */
const harmless =
  /^(\.git|\.github|\.gitignore|\.gitattributes|\.editorconfig|\.nvmrc|\.node-version|\.npmrc|\.idea|\.vscode|\.DS_Store|README.*|LICENSE.*|node_modules|package\.json|package-lock\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock)$/i

/**
 * Writes a new project and returns the paths of its files, relative to the folder.
 *
 * @throws AssetError `PROJECT_EXISTS` where something is in the way, before anything is written.
 */
export async function writeProject(folder: string, dependency: string): Promise<readonly string[]> {
  const there = await entriesOf(folder)
  const inTheWay = there.filter((name) => !harmless.test(name))
  if (inTheWay.length > 0) throw exists(folder, inTheWay)
  const manifest = await readManifest(join(folder, 'package.json'))
  const name = packageName(basename(folder))
  const files = {
    'package.json': `${JSON.stringify(projectManifest(manifest, { name, dependency }), null, 2)}\n`,
    '.gitignore': await ignoreText(join(folder, '.gitignore')),
    ...templateFiles,
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return Object.keys(files)
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    if (errorCode(error) === 'ENOTDIR') throw exists(folder, [])
    throw error
  }
}

function exists(folder: string, names: readonly string[]): AssetError {
  const shown = names.length > 5 ? [...names.slice(0, 5), `${names.length - 5} more`] : names
  return new AssetError({
    code: 'PROJECT_EXISTS',
    message: names.length === 0 ? `${folder} is a file` : `${folder} is not empty: ${shown.join(', ')}`,
    facts: { folder, names },
    fix: 'name a new folder, such as: assets init my-assets',
  })
}

async function readManifest(file: string): Promise<Manifest> {
  const text = await textOf(file)
  if (text === '') return {}
  try {
    return JSON.parse(text) as Manifest
  } catch (error) {
    throw new AssetError({
      code: 'PROJECT_EXISTS',
      message: `${file} is there and is no JSON: ${(error as Error).message}`,
      fix: 'mend it, or remove it',
      cause: error,
    })
  }
}

async function ignoreText(file: string): Promise<string> {
  const lines = (await textOf(file)).split('\n').filter((line, at, all) => line !== '' || at < all.length - 1)
  return `${[...lines, ...ignoredPaths.filter((path) => !lines.includes(path))].join('\n')}\n`
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ''
    throw error
  }
}
