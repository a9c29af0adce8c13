import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Document, type Ended, type Files, type Project, repository } from '../rig/project.ts'

/** What git has of a project, in another folder: its code and its lock, and nothing that was made. */
export interface Clone extends Disposable {
  readonly folder: string
  edit(files: Files): void
  git(...words: string[]): string
  /** Runs `assets <words>` in the clone; it may load no native module but the parser, and ask nobody over the network. */
  assets(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>
  json(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Document>
}

const noEngine = pathToFileURL(join(dirname(fileURLToPath(import.meta.url)), 'no-engine.mjs')).href

export function gitIn(folder: string, ...words: string[]): string {
  const name = ['-c', 'user.name=test', '-c', 'user.email=test@example.org', '-c', 'init.defaultBranch=main']
  return execFileSync('git', [...name, ...words], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
}

/** Commits everything that the project's `.gitignore` files leave to git. */
export function commit(project: Project, message = 'a change'): void {
  writeFileSync(join(project.folder, '.gitignore'), 'node_modules\n')
  gitIn(project.folder, 'init', '-q')
  gitIn(project.folder, 'add', '-A')
  gitIn(project.folder, 'commit', '-q', '--allow-empty', '-m', message)
}

export function clone(project: Project): Clone {
  commit(project)
  const folder = join(realpathSync(mkdtempSync(join(tmpdir(), 'assets-clone-'))), 'project')
  gitIn(project.folder, 'clone', '-q', '.', folder)
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(repository, join(folder, 'node_modules', 'assetstore'), 'dir')
  const assets: Clone['assets'] = (words, env) =>
    project.run(['-C', folder, ...words], { env: { NODE_OPTIONS: `--import=${noEngine}`, ...env } })
  return {
    folder,
    assets,
    edit: (files) => writeFiles(folder, files),
    git: (...words) => gitIn(folder, ...words),
    async json(words, env) {
      const { stdout, stderr } = await assets([...words, '--json'], env)
      if (stdout === '') throw new Error(`no JSON on stdout: ${stderr}`)
      return JSON.parse(stdout)
    },
    [Symbol.dispose]: () => rmSync(dirname(folder), { recursive: true, force: true }),
  }
}

function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) rmSync(join(folder, path), { force: true })
    else writeFileSync(join(folder, path), text)
  }
}

/** Asset -> status, and asset -> the sentences of its causes. */
export function statusesOf({ assets }: Document): Record<string, string> {
  return Object.fromEntries(assets.map(({ name, status }: Document) => [name, status]))
}
export function causesOf({ assets }: Document): Record<string, unknown> {
  return Object.fromEntries(
    assets.flatMap(({ name, causes }: Document) => (causes.length === 0 ? [] : [[name, causes]])),
  )
}
