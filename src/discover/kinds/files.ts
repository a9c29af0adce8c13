import type { FileContent, SourceOrigin } from '../../define/definition.ts'
import type { Column } from '../../define/table.ts'
import type { Observation } from '../facts.ts'
import { noMatch } from '../observe/match-files.ts'
import { type FilesSource, observeSource } from '../observe/observe-source.ts'
import { globMistakes } from '../observe/partition-glob.ts'
import { contentRule, globRule, sourceRules } from '../options/common-rules.ts'
import { checkOptions, text } from '../options/option-rules.ts'
import { partitionRules } from '../options/partition-rules.ts'
import { filesRows } from '../origins/files-rows.ts'
import type { SourceKind, SourcePlace } from './source-kind.ts'

type FilesOrigin = Extract<SourceOrigin, { readonly type: 'files' }>

/** `source.files(glob, { as })`: a row a file. */
export const filesKind: SourceKind<FilesOrigin> = {
  type: 'files',
  roots: ['as'],
  mistakes: ({ origin, options }) => [
    ...checkOptions(origin, { rules: { type: text, glob: globRule, as: contentRule }, required: ['as'] }),
    ...checkOptions(options, { rules: { ...sourceRules, ...partitionRules } }),
    ...globMistakes([origin.glob].flat(), options),
  ],
  keyed: () => [],
  observe: ({ type, glob }, where) => observedFiles({ type, glob }, where),
  evidence: ({ type, glob }) => ({ type, glob }),
  rows: async (origin, { root, kept }) => filesRows(root, origin, await kept(origin)),
  columns: ({ as }) => fileColumns(as),
}

/** The version of files of the project. */
export async function observedFiles(source: FilesSource, { root, cacheFolder }: SourcePlace): Promise<Observation> {
  const { version, count } = await observeSource(root, { ...source, cacheFolder })
  return { type: 'known', version, ...(count === 0 ? { nothing: noMatch(root, source.glob) } : {}) }
}

/** The columns of rows that are a file each. */
export function fileColumns(as: FileContent): readonly Column[] {
  return [
    { name: 'path', type: 'VARCHAR' },
    { name: 'sizeBytes', type: 'DOUBLE' },
    { name: 'sha256', type: 'VARCHAR' },
    { name: 'content', type: as === 'text' ? 'VARCHAR' : 'BLOB' },
  ]
}
