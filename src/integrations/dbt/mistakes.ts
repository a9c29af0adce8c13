import { isAbsolute, join, relative, sep } from 'node:path'
import { AssetError } from '../../index.ts'
import type { DbtDeclared, DbtMistake, DbtNode, DbtUnitTest } from './answer.ts'

/** The folders of a project, for the places in messages. */
export interface DbtPlace {
  /** The root of the project of assets, absolute. */
  readonly root: string
  /** The folder of `dbt_project.yml`, absolute. */
  readonly project: string
}

/** The name of a file in messages: relative to the project of assets if it lies inside. */
export function labelOf(root: string, file: string): string {
  const path = relative(root, file)
  return path.startsWith('..') || isAbsolute(path) ? file : path.split(sep).join('/')
}

export const fileOf = ({ root, path }: Pick<DbtDeclared, 'root' | 'path'>): string => join(root, path)

const cure = "install dbt-core 1.8 or newer and dbt-duckdb, and say where: dbt({ command: '.venv/bin/dbt' })"

interface Missing {
  /** The option `command`; empty where it is absent. */
  readonly command: string
  /** Whether an older answer for other files is kept. */
  readonly isKept: boolean
  /** Where answers are kept, absolute. */
  readonly folder: string
}

export function noDbt({ root, project }: DbtPlace, { command, isKept, folder }: Missing): AssetError {
  const where = command === '' ? 'there is no dbt on the path' : `there is no ${command}`
  const why = isKept
    ? 'the project has changed since it was asked last'
    : 'nothing that dbt said of the project is kept here'
  return new AssetError({
    code: 'DBT_UNAVAILABLE',
    message: `${where}, and ${why}`,
    at: `${labelOf(root, project)}/dbt_project.yml:1`,
    fix: `${cure}; without dbt, bring ${labelOf(root, folder)} from where these very files were materialized`,
  })
}

/** dbt's own error, at the place that it names. */
export function mistakeOf({ root, project }: DbtPlace, { kind, message, path, line }: DbtMistake): AssetError {
  if (kind !== 'project' && kind !== 'run') {
    const at = `${labelOf(root, project)}/dbt_project.yml:1`
    return new AssetError({ code: 'DBT_UNAVAILABLE', message: message.trim(), at, fix: cure })
  }
  const file = path === null ? join(project, 'dbt_project.yml') : isAbsolute(path) ? path : join(project, path)
  return new AssetError({
    code: 'DBT_PROJECT',
    message: `dbt says: ${message.trim()}`,
    at: `${labelOf(root, file)}:${line ?? 1}`,
    fix:
      kind === 'run'
        ? 'mend the model or its data: `dbt run` says the same'
        : 'mend the project: `dbt parse` says the same',
  })
}

/** The error for a feature of dbt that this framework cannot carry out as dbt does. */
export function refusal(
  root: string,
  { file, line = 1 }: { readonly file: string; readonly line?: number },
  { message, fix }: { readonly message: string; readonly fix: string },
): AssetError {
  return new AssetError({ code: 'DBT_UNSUPPORTED', message, at: `${labelOf(root, file)}:${line}`, fix })
}

/** The type in words: `unit test`. */
export const typeOf = ({ type }: Pick<DbtNode | DbtUnitTest, 'type'>): string => type.replace('_', ' ')
