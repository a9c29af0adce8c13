import { packageName } from '../../packages/package-name.ts'
import type { LoadFacts } from '../facts.ts'
import type {
  BindingPattern,
  Class,
  ExportDefaultDeclaration,
  Expression,
  ImportDeclaration,
  Statement,
  VariableDeclarator,
} from '../parser.ts'
import { keyName } from '../syntax.ts'
import { isPlainExpression, makerOf, type TopLevelNames } from './plain-expression.ts'
import { isText } from './pure-calls.ts'

/**
 * Tells whether a module only declares. Reading a file, a clock, a variable or the network, calling a function of the
 * module's own, a loop and an `await` are more than declaring, and so is any unknown form. Code inside of functions
 * does not count, since it does not run while loading.
 */
export function loadFacts(body: readonly Statement[], lineOf: (offset: number) => number): LoadFacts {
  const names = {
    values: new Set<string>(),
    makers: new Map(),
    results: new Map(),
    texts: new Set<string>(),
    projects: new Set<string>(),
    plain: new Set<string>(),
  }
  for (const statement of body)
    if (statement.type === 'FunctionDeclaration' && statement.id) names.values.add(statement.id.name)
  const calls = new Map<string, number>()
  for (const statement of body) {
    const called = new Set<string>()
    const line = lineOf(statement.start)
    if (!statementDeclares(statement, { ...names, called })) return withCalls(calls, { effect: line })
    for (const specifier of called) if (!calls.has(specifier)) calls.set(specifier, line)
  }
  return withCalls(calls, {})
}

const withCalls = (calls: ReadonlyMap<string, number>, facts: LoadFacts): LoadFacts =>
  calls.size === 0 ? facts : { ...facts, calls: [...calls] }

function statementDeclares(statement: Statement, names: TopLevelNames): boolean {
  switch (statement.type) {
    case 'ImportDeclaration':
      return importDeclares(statement, names)
    case 'ExportNamedDeclaration':
      return statement.declaration === null || statementDeclares(statement.declaration as Statement, names)
    case 'ExportDefaultDeclaration':
      return defaultDeclares(statement, names)
    case 'VariableDeclaration':
      return (
        statement.declare || (statement.kind === 'const' && statement.declarations.every((one) => declares(one, names)))
      )
    case 'ClassDeclaration':
      if (statement.id !== null) names.values.add(statement.id.name)
      return statement.declare || classDeclares(statement, names)
    case 'FunctionDeclaration':
      if (statement.id !== null) names.values.add(statement.id.name)
      return true
    case 'ExportAllDeclaration':
    case 'EmptyStatement':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSDeclareFunction':
      return true
    default:
      return false
  }
}

/** Names of builtin modules are left out, so that using one outside of a function is not known here. */
function importDeclares({ specifiers, source, importKind }: ImportDeclaration, names: TopLevelNames): boolean {
  if (importKind === 'type') return true
  const name = packageName(source.value)
  if (specifiers.length === 0) return name === undefined && /^\.{1,2}\//.test(source.value)
  const isBuiltin = source.value.startsWith('node:') || (name !== undefined && builtins.has(name))
  for (const { local, ...specifier } of specifiers) {
    if (isBuiltin) continue
    if ('imported' in specifier && keyName(specifier.imported) === 'defineProject') names.projects.add(local.name)
    names.values.add(local.name)
    names.makers.set(local.name, source.value)
  }
  return true
}

const builtins = new Set(process.getBuiltinModule('node:module').builtinModules)

function defaultDeclares({ declaration }: ExportDefaultDeclaration, names: TopLevelNames): boolean {
  switch (declaration.type) {
    case 'FunctionDeclaration':
    case 'TSInterfaceDeclaration':
      return true
    case 'ClassDeclaration':
      return classDeclares(declaration, names)
    default:
      return isPlainExpression(declaration as Parameters<typeof isPlainExpression>[0], names)
  }
}

function declares({ id, init }: VariableDeclarator, names: TopLevelNames): boolean {
  if (init === null || !isPlainExpression(init, names)) return false
  const bound = boundNames(id)
  if (bound === undefined) return false
  if (id.type === 'Identifier' && isText(init, names)) names.texts.add(id.name)
  if (id.type === 'Identifier' && init.type === 'ObjectExpression') names.plain.add(id.name)
  const maker = makerOf(init, names)
  for (const name of bound) {
    names.values.add(name)
    if (maker !== undefined)
      (id.type === 'Identifier' && init.type === 'CallExpression' ? names.results : names.makers).set(name, maker)
  }
  return true
}

/** `undefined` where the pattern itself would run something: a default, a computed key. */
function boundNames(pattern: BindingPattern): readonly string[] | undefined {
  if (pattern.type === 'Identifier') return [pattern.name]
  if (pattern.type !== 'ObjectPattern') return undefined
  const bound: string[] = []
  for (const property of pattern.properties) {
    if (property.type === 'RestElement' || property.computed || property.value.type !== 'Identifier') return undefined
    bound.push(property.value.name)
  }
  return bound
}

/** A class runs its heritage, its static fields, its computed names and its decorators where it is declared. */
function classDeclares({ superClass, body, decorators }: Class, names: TopLevelNames): boolean {
  if (decorators.length > 0 || (superClass !== null && !isHeritage(superClass, names))) return false
  return body.body.every((member) => {
    switch (member.type) {
      case 'MethodDefinition':
        return !member.computed && member.decorators.length === 0 && !(member.static && member.kind !== 'method')
      case 'PropertyDefinition':
        if (member.computed || member.decorators.length > 0) return false
        return !member.static || member.value === null || isPlainExpression(member.value, names)
      default:
        return false
    }
  })
}

function isHeritage(superClass: Expression, names: TopLevelNames): boolean {
  const isError = superClass.type === 'Identifier' && superClass.name === 'Error'
  return isError || isPlainExpression(superClass, names)
}
