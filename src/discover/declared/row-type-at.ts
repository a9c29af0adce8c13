import { readFileSync } from 'node:fs'
import type { Definition } from '../../define/definition.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { AssetError } from '../../errors.ts'
import { errorCode } from '../../util/error-code.ts'
import { fileLabel, filePath } from '../user-place.ts'
import { bigintPaths } from './bigints.ts'
import { type RowType, rowTypesIn } from './row-type-of.ts'

/** A project that is open: each of its files is parsed once. */
interface OpenProject {
  readonly root: string
}
type TypesOfFile = ReturnType<typeof rowTypesIn>
const filesOf = new WeakMap<OpenProject, Map<string, TypesOfFile>>()

/** The rows that a definition says it has. A schema is asked about every row, and says more. */
export function rowTypeAt(project: OpenProject, { kind, options, at }: Definition): RowType | undefined {
  if (!nodeKinds[kind].hasRows || ('schema' in options && options.schema !== undefined)) return undefined
  const files = filesOf.get(project) ?? new Map<string, TypesOfFile>()
  filesOf.set(project, files)
  let types = files.get(at.file)
  if (types === undefined) {
    types = typesOfFile(filePath(at.file), fileLabel(project.root, at.file))
    files.set(at.file, types)
  }
  return types(at)
}

/** Of its integers, those that are bigints in JavaScript because its type says so. */
export function declaredBigints(project: OpenProject, definition: Definition): readonly string[] {
  return bigintPaths(rowTypeAt(project, definition)?.fields ?? [])
}

/** It was loaded; one that has been taken away since, or is half written, says nothing. */
function typesOfFile(path: string, label: string): TypesOfFile {
  try {
    return rowTypesIn(label, readFileSync(path, 'utf8'))
  } catch (error) {
    if (AssetError.is(error) || errorCode(error) !== undefined) return () => undefined
    throw error
  }
}
