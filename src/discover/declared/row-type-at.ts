import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Definition } from '../../define/definition.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { AssetError } from '../../errors.ts'
import { errorCode } from '../../util/error-code.ts'
import { parseModule } from '../code/parser.ts'
import { createResolver, type Resolver } from '../code/resolution.ts'
import { createLookups, type Lookups } from '../files/lookups.ts'
import { fileLabel, filePath } from '../user-place.ts'
import { bigintPaths } from './bigints.ts'
import type { TypeScope } from './named-type.ts'
import { type RowType, type RowTypes, rowTypesIn } from './row-type-of.ts'

interface OpenProject {
  readonly root: string
}

/** What is known of the types of an open project: each of its files is read once. */
interface ProjectTypes {
  readonly files: Map<string, RowTypes>
  /** The scopes of files that types are imported from, by path. */
  readonly scopes: Map<string, TypeScope | undefined>
  readonly lookups: Lookups
  resolver: Resolver | undefined
}
const typesByProject = new WeakMap<OpenProject, ProjectTypes>()

/** From now on, questions about the types of this project go to the disk through these lookups. */
export function lookUpTypes(project: OpenProject, lookups: Lookups): void {
  typesByProject.set(project, { files: new Map(), scopes: new Map(), lookups, resolver: undefined })
}

function typesOf(project: OpenProject): ProjectTypes {
  if (!typesByProject.has(project)) lookUpTypes(project, createLookups())
  return typesByProject.get(project) as ProjectTypes
}

/** The files that types were imported from. Whatever their code says, an edit of one may change what is made. */
export function typeFiles(project: OpenProject): ReadonlySet<string> {
  return new Set(typesByProject.get(project)?.scopes.keys())
}

/**
 * The rows that a definition says it has, in its own file and in those of the project that it imports types from. A
 * schema is asked about every row, and says more.
 */
export function rowTypeAt(project: OpenProject, definition: Definition): RowType | undefined {
  return typeAt(project, definition, importedBy(typesOf(project), project.root, filePath(definition.at.file)))
}

function typeAt(
  project: OpenProject,
  { kind, options, at }: Definition,
  imported?: TypeScope['imported'],
): RowType | undefined {
  if (!nodeKinds[kind].hasRows || ('schema' in options && options.schema !== undefined)) return undefined
  const { files } = typesOf(project)
  let types = files.get(at.file)
  if (types === undefined) {
    types = typesOfFile(filePath(at.file), fileLabel(project.root, at.file))
    files.set(at.file, types)
  }
  return types(at, imported)
}

/** The modules of the project that a file imports types from: an import that is there for types alone need not load. */
function importedBy(types: ProjectTypes, root: string, from: string): NonNullable<TypeScope['imported']> {
  const { lookups, scopes } = types
  return (specifier) => {
    types.resolver ??= createResolver(realpathSync(root), lookups)
    const resolution = types.resolver.resolve(from, specifier)
    const isPath = /^\.{1,2}\//.test(specifier)
    const declared = isPath ? lookups.place(join(dirname(from), `${specifier}.d.ts`)) : undefined
    const file = resolution.to === 'file' ? resolution.file : declared
    if (file === undefined) return undefined
    if (!scopes.has(file)) scopes.set(file, scopeOf(file, types, root))
    return scopes.get(file)
  }
}

function scopeOf(file: string, types: ProjectTypes, root: string): TypeScope | undefined {
  const text = types.lookups.text(file)
  const program = unlessUnreadable(() => (text === undefined ? undefined : parseModule(file, text).program))
  return program && { program, imported: importedBy(types, root, file) }
}

/** Its integers that are bigints in JavaScript because the type says so. */
export function declaredBigints(project: OpenProject, definition: Definition): readonly string[] {
  return bigintPaths(rowTypeAt(project, definition)?.fields ?? [])
}

/** The bigints that another file declares. */
export function importedBigints(project: OpenProject, definition: Definition): readonly string[] {
  const own = new Set(bigintPaths(typeAt(project, definition)?.fields ?? []))
  return declaredBigints(project, definition).filter((path) => !own.has(path))
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
