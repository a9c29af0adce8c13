import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Project } from './project.ts'

export interface Loaded {
  readonly loaded: readonly string[]
  readonly exitCode: number | null
}

/** Runs a command and lists the URL of every module that it loaded, required ones too. */
export const loadedBy = (project: Project, ...words: string[]): Promise<Loaded> => loadedUnder(project, {}, ...words)

interface Conditions {
  readonly env?: NodeJS.ProcessEnv
  /** How far the clock of the command is ahead: what was written just now was written that long ago. */
  readonly aheadMs?: number
}

export const loadedUnder = (project: Project, { env, aheadMs }: Conditions, ...words: string[]): Promise<Loaded> =>
  listed(aheadMs, async (options) => (await project.start(words, { env: { ...env, ...options } }).ended).exitCode)

/** The same of a program in the folder of a project. */
export const loadedByProgram = (project: Project, file: string, { env, aheadMs }: Conditions = {}): Promise<Loaded> =>
  listed(aheadMs, async (options) => {
    const child = spawn(process.execPath, [file], {
      cwd: project.folder,
      env: { ...process.env, ...env, ...options },
      stdio: 'inherit',
    })
    return (await once(child, 'exit'))[0]
  })

async function listed(
  aheadMs = 0,
  run: (options: { readonly NODE_OPTIONS: string }) => Promise<number | null>,
): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), 'loaded-'))
  const list = join(folder, 'loaded.txt')
  const preload = join(folder, 'preload.mjs')
  writeFileSync(list, '')
  writeFileSync(
    preload,
    `import fs from 'node:fs'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
const note = (url) => fs.appendFileSync(${JSON.stringify(list)}, url + '\\n')
registerHooks({ load(url, context, next) { note(url); return next(url, context) } })
const { getBuiltinModule } = process
process.getBuiltinModule = (name) => (note(name), getBuiltinModule(name))
const { now } = Date
Date.now = () => now() + ${aheadMs}
// The command reads its own files itself.
const { readFileSync } = fs
fs.readFileSync = (file, ...others) => {
  const url = typeof file === 'string' && file.endsWith('.cjs') ? pathToFileURL(file).href : ''
  if (url.startsWith(${JSON.stringify(bundle)})) note(url)
  return readFileSync(file, ...others)
}
`,
  )
  const exitCode = await run({ NODE_OPTIONS: `--import=${pathToFileURL(preload)}` })
  const loaded = readFileSync(list, 'utf8').split('\n')
  rmSync(folder, { recursive: true })
  return { loaded, exitCode }
}

/** Whether a module of the command has the query builder in it: what is bundled is told by its text. */
export function hasQueryBuilder(url: string): boolean {
  return url.startsWith(bundle) && readFileSync(new URL(url), 'utf8').includes('node_modules/kysely/')
}

const bundle = new URL('../../dist/cli/', import.meta.url).href
