import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type {
  BindingPattern,
  Class,
  ExportDefaultDeclaration,
  Expression,
  ImportDeclaration,
  Statement,
  VariableDeclarator,
} from '../code/parser.ts'
import { parseModule, placeOf } from '../code/parser.ts'
import type { ModuleRecord } from '../load/record-modules.ts'
import { packageName } from '../packages/package-name.ts'
import { isMade, isPlainExpression, type TopLevelNames } from './declarative-expression.ts'
import { isText } from './pure-calls.ts'

/**
 * The packages whose functions make a value of their arguments and nothing else: this one, and libraries of schemas.
 */
const makers = ['assetstore', 'zod', 'valibot', 'arktype', '@sinclair/typebox']

/** Where a module does something while it is loaded. */
export interface LoadEffect {
  /** Absolute. */
  readonly path: string
  readonly line: number
}

/**
 * The first thing that a loaded module does besides declaring; `undefined` where all modules do nothing else, so that
 * the same files give the same definitions at every load. Reading a file, a clock, a variable or the network, calling a
 * function of the project's own, a loop, an `await`: each of them is one, and so is anything not known here. What is
 * inside of functions does not count: it does not run while loading.
 */
export function loadEffect({
  record,
  configFile,
  settled = new Set(),
}: {
  readonly record: Pick<ModuleRecord, 'texts' | 'resolutions'>
  readonly configFile: string
  /** Paths of modules that are known to do nothing else: they are not parsed. */
  readonly settled?: ReadonlySet<string>
}): LoadEffect | undefined {
  const urls = new Map(record.resolutions.map(({ parent, specifier, url }) => [`${parent}\n${specifier}`, url]))
  for (const [path, text] of record.texts) {
    if (settled.has(path)) continue
    const isProject = (specifier: string) => {
      const url = urls.get(`${path}\n${specifier}`)
      return url?.startsWith('file:') === true && fileURLToPath(url) === configFile
    }
    const line = lineOfEffect(path, { text, isProject })
    if (line !== undefined) return { path, line }
  }
  return undefined
}

interface ModuleText {
  readonly text: string
  /** Whether a specifier leads to the project file, whose functions are the framework's. */
  readonly isProject: (specifier: string) => boolean
}

export const moduleDeclaresOnly = (path: string, module: ModuleText): boolean =>
  lineOfEffect(path, module) === undefined

/** The line of the first statement that does something; the first line in a language that is not read here. */
function lineOfEffect(path: string, { text, isProject }: ModuleText): number | undefined {
  const ending = extname(path)
  if (ending === '.json') return undefined
  if (!['.ts', '.mts', '.js', '.mjs'].includes(ending)) return 1
  const names: TopLevelNames = { values: new Set(), makers: new Set(), made: new Set(), texts: new Set() }
  const { body } = parseModule(path, text).program
  for (const statement of body)
    if (statement.type === 'FunctionDeclaration' && statement.id) names.values.add(statement.id.name)
  const effect = body.find((statement) => !statementDeclares(statement, { names, isProject }))
  return effect === undefined ? undefined : Number(placeOf(text, effect.start).split(':')[0])
}

interface Within {
  readonly names: TopLevelNames
  readonly isProject: (specifier: string) => boolean
}

function statementDeclares(statement: Statement, within: Within): boolean {
  const { names } = within
  switch (statement.type) {
    case 'ImportDeclaration':
      return importDeclares(statement, within)
    case 'ExportNamedDeclaration':
      return statement.declaration === null || statementDeclares(statement.declaration as Statement, within)
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
function importDeclares({ specifiers, source, importKind }: ImportDeclaration, { names, isProject }: Within): boolean {
  if (importKind === 'type') return true
  const name = packageName(source.value)
  if (specifiers.length === 0) return name === undefined && /^\.{1,2}\//.test(source.value)
  const isBuiltin = source.value.startsWith('node:') || (name !== undefined && builtins.has(name))
  for (const { local } of specifiers) {
    if (isBuiltin) continue
    names.values.add(local.name)
    if (isProject(source.value) || makers.includes(name ?? '')) names.makers.add(local.name)
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
  for (const name of bound) {
    names.values.add(name)
    if (isMade(init, names))
      (id.type === 'Identifier' && init.type === 'CallExpression' ? names.made : names.makers).add(name)
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
