import { dirname, resolve } from 'node:path'
import { type DefinitionKind, definitionKinds } from '../../define/definition.ts'
import type { ImportDeclaration, Program } from '../code/parser.ts'
import { resolveModule } from '../code/parser.ts'

interface Importing {
  readonly file: string
  readonly configFile: string
}

/**
 * What a file calls to define an asset, a source, a check or an effect: `asset`, `define`, `project.asset` -> the kind.
 */
export function projectBindings(program: Program, importing: Importing): ReadonlyMap<string, DefinitionKind> {
  const bindings = new Map<string, DefinitionKind>()
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration' || !importsProject(statement, importing)) continue
    for (const specifier of statement.specifiers) {
      const local = specifier.local.name
      const imported = specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : undefined
      if (isKind(imported)) bindings.set(local, imported)
      else for (const kind of definitionKinds) bindings.set(`${local}.${kind}`, kind)
    }
  }
  return bindings
}

function isKind(name: string | undefined): name is DefinitionKind {
  return definitionKinds.some((kind) => kind === name)
}

function nameOf(name: { readonly type: string; readonly name?: string; readonly value?: unknown }): string {
  return name.name ?? String(name.value)
}

function importsProject({ source }: ImportDeclaration, { file, configFile }: Importing): boolean {
  if (source.value.startsWith('.')) return resolve(dirname(file), source.value) === configFile
  return source.value.startsWith('#') && resolveModule(dirname(file), source.value) === configFile
}
