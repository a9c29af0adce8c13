import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { extname, join, relative, resolve, sep } from 'node:path'

/** The present state of everything in a dbt project that may decide dbt's answer. */
export interface ProjectFiles {
  /** Absolute path -> sha256; the empty text where the file does not exist. */
  readonly files: ReadonlyMap<string, string>
  /** Absolute folders; a new file in one of them, at any depth, changes the project. */
  readonly folders: readonly string[]
  /** The files that `dbt deps` installs; on a clean clone, those of the time when dbt was asked. */
  readonly packages: ReadonlyMap<string, string>
  /** The folder of `profiles.yml`, absolute. */
  readonly profiles: string
  /** Names of variables that are read, and the place of a name that is computed. */
  readonly variables: readonly string[]
  readonly computed: readonly string[]
}

/** The packages that `dbt deps` had installed when dbt was asked, and the variables that were read then. */
export interface Installed {
  readonly files: readonly (readonly [path: string, sha256: string])[]
  readonly variables: readonly string[]
}

/**
 * A clean clone with its packages installed. `package-lock.yml`, one of its files, decides which packages these are.
 */
export function withInstalled(project: ProjectFiles, { files, variables }: Installed): ProjectFiles {
  if (project.packages.size > 0) return project
  return {
    ...project,
    packages: new Map(files),
    variables: [...new Set([...project.variables, ...variables])].sort(),
  }
}

/** The files that dbt has read, by paths relative to the project's folder. */
export const filesRead = (project: string, { files, packages }: ProjectFiles): readonly (readonly [string, string])[] =>
  [...new Map([...files, ...packages])].map(([path, hash]) => [relative(project, path), hash])

/** Files of the project's own folder that dbt reads. */
const named = [
  'dbt_project.yml',
  'packages.yml',
  'dependencies.yml',
  'package-lock.yml',
  'selectors.yml',
  'profiles.yml',
  '.dbtignore',
]
/** Where dbt looks unless the project says otherwise. */
const byDefault = ['models', 'functions', 'macros', 'seeds', 'snapshots', 'tests', 'analyses', 'dbt_packages']
const endings = new Set(['.sql', '.yml', '.yaml', '.md', '.csv', '.py', '.jinja', '.jinja2', '.j2'])
const withJinja = new Set(['.sql', '.yml', '.yaml', '.jinja', '.jinja2', '.j2'])

/** @param project The folder of `dbt_project.yml`, absolute. */
export function readProjectFiles(project: string): ProjectFiles {
  const files = new Map<string, string>()
  const variables = new Set<string>()
  const computed: string[] = []
  const add = (path: string) => {
    const bytes = existsSync(path) && statSync(path).isFile() ? readFileSync(path) : undefined
    files.set(path, bytes === undefined ? '' : createHash('sha256').update(bytes).digest('hex'))
    if (bytes === undefined || !withJinja.has(extname(path).toLowerCase())) return
    // Jinja comments, and prose about variables, read nothing.
    const text = bytes.toString('utf8').replaceAll(/\{#[\s\S]*?#\}/g, '')
    for (const [, name] of text.matchAll(/\benv_var\s*\(\s*(?:['"](\w+)['"])?/g)) {
      if (name === undefined) computed.push(path)
      else variables.add(name)
    }
  }
  for (const name of named) add(join(project, name))
  const profiles = profilesFolder(project)
  add(join(profiles, 'profiles.yml'))
  const folders = foldersOf(project)
  for (const folder of folders) for (const path of filesIn(folder)) add(path)
  const installed = `${packagesFolder(project)}${sep}`
  const packages = new Map([...files].filter(([path]) => path.startsWith(installed)))
  return { files, folders, packages, profiles, variables: [...variables].sort(), computed }
}

/** The folder of `profiles.yml`, by dbt's own rules. */
function profilesFolder(project: string): string {
  if (existsSync(join(project, 'profiles.yml'))) return project
  return process.env.DBT_PROFILES_DIR ? resolve(process.env.DBT_PROFILES_DIR) : join(homedir(), '.dbt')
}

function settingsOf(project: string): string {
  const file = join(project, 'dbt_project.yml')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

function packagesFolder(project: string): string {
  const folder = /^packages-install-path\s*:\s*['"]?([^\s'"#]+)/m.exec(settingsOf(project))?.[1]
  return resolve(project, folder ?? 'dbt_packages')
}

/** dbt's default folders, and those that any `…-paths` of the project names. */
function foldersOf(project: string): readonly string[] {
  const text = settingsOf(project)
  const folders = [...text.matchAll(/^[\w-]+-paths?\s*:(.*(?:\n[ \t]*-.*)*)/gm)].flatMap(([key, list = '']) =>
    /^(?:target|log)-path\b/.test(key)
      ? []
      : [...list.matchAll(/[^\s,'"[\]]+/g)].map(([path]) => path).filter((path) => path !== '-' && path !== '#'),
  )
  return [...new Set([...byDefault, ...folders].map((path) => resolve(project, path)))].sort()
}

function* filesIn(folder: string, above: readonly string[] = []): Generator<string> {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return
  const real = realpathSync(folder)
  if (above.includes(real)) return
  for (const name of readdirSync(folder).sort()) {
    if (name.startsWith('.') || name === 'node_modules') continue
    const path = join(folder, name)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat?.isDirectory()) yield* filesIn(path, [...above, real])
    else if (stat?.isFile() && endings.has(extname(name).toLowerCase())) yield path
  }
}
