import type { ModuleFacts, UnitFacts } from '../code/facts.ts'
import type { Node, Program, Statement } from '../code/parser.ts'
import { placeOf } from '../code/parser.ts'
import { memberName, unwrap } from '../code/syntax.ts'
import { lineOfEffect } from '../load/load-effect.ts'
import { loadableProgram } from './loadable.ts'

/** A module that was edited inside of its functions, and declares what it declared. */
export interface EditedModule {
  readonly facts: ModuleFacts
  readonly text: string
  /** By binding: the line of the call that makes its value, as a stack trace tells it. */
  readonly lines: ReadonlyMap<string, number>
  /** The number of a unit -> whether it says something else now. */
  isEdited(unit: number): boolean
}

interface Edit {
  readonly path: string
  readonly text: string
  readonly before: ModuleFacts
  readonly after: ModuleFacts
  readonly isProject: (specifier: string) => boolean
}

/**
 * The module after an edit of which it is certain that loading it gives the definitions that it gave, but for their
 * functions: it does nothing but declare, Node loads it, and whatever runs while it loads says what it said. `before`
 * has the shape of `after`: the same declarations in the same order, with the same references.
 */
export function editedModule({ path, text, before, after, isProject }: Edit): EditedModule | undefined {
  const isEdited = (unit: number) => before.units[unit]?.hash !== after.units[unit]?.hash
  const areFunctions = after.units.every((unit, index) => {
    return !isEdited(index) || (isFunction(unit) && isFunction(before.units[index]))
  })
  if (before.units.length !== after.units.length || !areFunctions) return undefined
  if (lineOfEffect(path, after, isProject) !== undefined) return undefined
  const program = loadableProgram(path, text)
  return program === undefined ? undefined : { facts: after, text, isEdited, lines: callLines(program, text) }
}

/** Code that runs when it is called: a function, or a class whose declaration evaluates nothing. */
const isFunction = (unit: UnitFacts | undefined): boolean => unit?.state.kind === 'function'

function callLines({ body }: Program, text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>()
  for (const { name, init } of body.flatMap(constants)) {
    const at = init.type === 'CallExpression' ? calledAt(unwrap(init.callee)) : undefined
    if (at !== undefined) lines.set(name, Number(placeOf(text, at).split(':')[0]))
  }
  return lines
}

function constants(statement: Statement) {
  const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  if (declaration?.type !== 'VariableDeclaration') return []
  return declaration.declarations.flatMap(({ id, init }) =>
    id.type === 'Identifier' && init !== null ? [{ name: id.name, init: unwrap(init) }] : [],
  )
}

/** The engine reports the last name before the parenthesis: `files` of `source.files(…)`. */
function calledAt(callee: Node): number | undefined {
  if (callee.type === 'Identifier') return callee.start
  return callee.type === 'MemberExpression' && !callee.computed && memberName(callee) !== undefined
    ? callee.property.start
    : undefined
}
