import type { Files } from '../../rig/project.ts'
import { project } from './project.ts'

/**
 * An edit, and what it does to `documents`: nothing, or it is stale by these declarations (and packages). `careful`: the rows come out
 * the same, and nobody can tell that from the code.
 */
export interface Edit {
  readonly what: string
  readonly files: Files
  readonly stale?: readonly string[]
  readonly careful?: true
  /** Code that may ask for names is there now: each declaration is compared with its names from then on. */
  readonly andMore?: true
}

export function change(file: string, from: string, to: string): Files {
  const text = project[file] ?? ''
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
  return { [file]: text.replace(from, to) }
}
export const documents = (from: string, to: string) => change('documents.py', from, to)
export const added = (file: string, text: string): Files => ({ [file]: `${project[file] ?? ''}${text}` })
