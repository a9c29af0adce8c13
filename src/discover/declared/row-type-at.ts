import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Definition } from '../../define/definition.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { AssetError } from '../../errors.ts'
import { errorCode } from '../../util/error-code.ts'
import { parseModule } from '../code/parser.ts'
import { fileLabel, filePath } from '../user-place.ts'
import { bigintPaths } from './bigints.ts'
import type { TypeScope } from './row-type.ts'
import { type RowType, type RowTypes, rowTypesIn } from './row-type-of.ts'

/** A project that is open: each of its files is parsed once. */
interface OpenProject {
  readonly root: string
}
const filesOf = new WeakMap<OpenProject, Map<string, RowTypes>>()

/**
 * The rows that a definition says it has, in its own file and in those of the project that it imports from. A schema is
 * asked about every row, and says more.
 */
export function rowTypeAt(project: OpenProject, definition: Definition): RowType | undefined {
  return typeAt(project, definition, importedBy(filePath(definition.at.file)))
}

function typeAt(
  project: OpenProject,
  { kind, options, at }: Definition,
  imported?: TypeScope['imported'],
): RowType | undefined {
  if (!nodeKinds[kind].hasRows || ('schema' in options && options.schema !== undefined)) return undefined
  const files = filesOf.get(project) ?? new Map<string, RowTypes>()
  filesOf.set(project, files)
  let types = files.get(at.file)
  if (types === undefined) {
    types = typesOfFile(filePath(at.file), fileLabel(project.root, at.file))
    files.set(at.file, types)
  }
  return types(at, imported)
}

/** The modules that a file imports by their places. */
const importedBy =
  (file: string): NonNullable<TypeScope['imported']> =>
  (specifier) => {
    if (!/^\.{1,2}\//.test(specifier)) return undefined
    const path = join(dirname(file), specifier)
    const program = unlessUnreadable(() => parseModule(path, readFileSync(path, 'utf8')).program)
    return program && { program, imported: importedBy(path) }
  }

/**
 * Of its integers, those that are bigints in JavaScript because its type says so: in its own file, whose text is known
 * wherever its code is.
 */
export function declaredBigints(project: OpenProject, definition: Definition): readonly string[] {
  return bigintPaths(typeAt(project, definition)?.fields ?? [])
}

const typesOfFile = (path: string, label: string): RowTypes =>
  unlessUnreadable(() => rowTypesIn(label, readFileSync(path, 'utf8'))) ?? (() => undefined)

/** A file that has been taken away since it was loaded, or is half written, says nothing. */
function unlessUnreadable<Read>(read: () => Read): Read | undefined {
  try {
    return read()
  } catch (error) {
    if (AssetError.is(error) || errorCode(error) !== undefined) return undefined
    throw error
  }
}
