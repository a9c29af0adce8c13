import type { Files } from '../../rig/project.ts'

/** Code as it was and as it is, each whole: where what is tested needs surroundings of its own. See `Edit`. */
export interface Pair {
  readonly what: string
  readonly before: Files
  readonly after: Files
  readonly stale?: readonly string[]
  readonly careful?: true
}

export const one = (before: string, after: string) => ({
  before: { 'documents.py': before },
  after: { 'documents.py': after },
})
export const beside = (code: string, before: Files, after: Files) => ({
  before: { 'documents.py': code, ...before },
  after: { 'documents.py': code, ...after },
})
