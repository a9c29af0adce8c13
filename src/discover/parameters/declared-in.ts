import type { DefinitionKind } from '../../define/definition.ts'
import { AssetError } from '../../errors.ts'
import type { CallExpression, Expression, Program, Statement } from '../code/parser.ts'
import { parseModule, placeOf } from '../code/parser.ts'
import { fileLabel } from '../user-place.ts'
import { projectBindings } from './project-bindings.ts'

/** A definition as the text of a file has it. */
export interface Declared {
  readonly name: string
  readonly kind: DefinitionKind
  readonly at: string
  readonly exported: boolean
}

export interface Declaring {
  readonly text: string
  readonly configFile: string
  readonly root: string
}

/**
 * The constants whose initializer calls `asset`, `source`, `check` or `effect` of the project. A file that does not
 * parse declares nothing.
 */
export function declaredIn(file: string, { text, configFile, root }: Declaring): readonly Declared[] {
  const label = fileLabel(root, file)
  const program = parsed(file, text)
  const bindings = program === undefined ? undefined : projectBindings(program, { file, configFile })
  if (program === undefined || bindings === undefined || bindings.size === 0) return []
  const exports = exportedNames(program)
  return program.body.flatMap(initialCalls).flatMap(({ name, call, start, exported }) => {
    const kind = bindings.get(calleeName(call) ?? '')
    const at = `${label}:${placeOf(text, start).split(':')[0]}`
    return kind === undefined ? [] : [{ name, kind, at, exported: exported || exports.has(name) }]
  })
}

function parsed(file: string, text: string): Program | undefined {
  try {
    return parseModule(file, text).program
  } catch (error) {
    if (!AssetError.is(error)) throw error
    // It is not loaded, so that its mistakes are not the project's: the user may be in the middle of writing it.
    return undefined
  }
}

function initialCalls(statement: Statement) {
  const exported = statement.type === 'ExportNamedDeclaration'
  const declaration = exported ? statement.declaration : statement
  if (declaration?.type !== 'VariableDeclaration') return []
  return declaration.declarations.flatMap(({ id, init, start }) =>
    id.type === 'Identifier' && init?.type === 'CallExpression' ? [{ name: id.name, call: init, start, exported }] : [],
  )
}

/** What `export { a, b as c }` exports, by its own name. */
function exportedNames({ body }: Program): ReadonlySet<string> {
  const lists = body.flatMap((one) =>
    one.type === 'ExportNamedDeclaration' && one.source === null ? one.specifiers : [],
  )
  return new Set(lists.flatMap(({ local }) => (local.type === 'Identifier' ? [local.name] : [])))
}

/** `asset` of `asset(…)`, `source` of `source.files(…)`, `project.asset` of `project.asset(…)`. */
function calleeName({ callee }: CallExpression): string | undefined {
  const path: string[] = []
  let at: Expression = callee as Expression
  while (at.type === 'MemberExpression' && !at.computed && at.property.type === 'Identifier') {
    path.unshift(at.property.name)
    at = at.object as Expression
  }
  if (at.type !== 'Identifier') return undefined
  if (path.length > 1 && path.at(-1) === 'python') path.pop()
  return path[0] === undefined || ['files', 'table', 'package', 'python'].includes(path[0])
    ? at.name
    : `${at.name}.${path[0]}`
}
