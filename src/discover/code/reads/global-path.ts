import { isBuiltin } from 'node:module'
import type { ImportFacts } from '../facts.ts'
import { moduleRequest } from '../module-requests.ts'
import type { Node } from '../parser.ts'
import { constantOf, isFree, type Printer } from '../print/printer.ts'
import { memberName, unwrap } from '../syntax.ts'

type Name = Extract<Node, { type: 'Identifier' }>
/** A name of the platform, or a module of Node with `node:` before it, and the members that are read from it. */
export type GlobalPath = readonly [string, ...string[]]

/**
 * What a name stands for among the platform's own: `Date` is [`Date`], and so is `D` after `const D = Date`; `env` of
 * `node:process` is [`process`, `env`]. `undefined` where it is anything else.
 */
export function globalPath(printer: Printer, { name }: Name): GlobalPath | undefined {
  const { scopes, around } = printer
  const imported = isFree(printer, name) ? around.imported(name) : undefined
  if (imported !== undefined) return importedPath(imported)
  if (scopes.find(name) === undefined && !around.isDeclared(name)) return [name]
  return constantOf(printer, name, (value) => valuePath(printer, value))
}

/** The global path of an expression that reads members of such a name, or of a module that is loaded there and then. */
export function valuePath(printer: Printer, value: Node): GlobalPath | undefined {
  const { root, members } = readChain(value)
  const start =
    root.type === 'Identifier' ? globalPath(printer, root) : modulePath(moduleRequest(printer, root, valuePath) ?? '')
  return start === undefined ? undefined : normalPath([...start, ...members])
}

/** `a?.b!.c` as its root and [`b`, `c`]: what is read where everything is there. */
export function readChain(node: Node): { readonly root: Node; readonly members: readonly string[] } {
  const bare = unwrap(node)
  if (bare.type === 'ChainExpression') return readChain(bare.expression)
  const name = bare.type === 'MemberExpression' ? memberName(bare) : undefined
  if (bare.type !== 'MemberExpression' || name === undefined) return { root: bare, members: [] }
  const { root, members } = readChain(bare.object)
  return { root, members: [...members, name] }
}

function importedPath({ from, name }: ImportFacts): GlobalPath | undefined {
  const path = modulePath(from)
  return path === undefined || name === '*' || name === 'default' ? path : normalPath([...path, name])
}

function modulePath(from: string): GlobalPath | undefined {
  const module = from.replace(/^node:/, '')
  return module === 'process' ? ['process'] : isBuiltin(from) ? [`node:${module}`] : undefined
}

/** `globalThis.process.env` and `process.process.env` are `process.env`. */
export function normalPath(path: GlobalPath): GlobalPath {
  const [first, second, ...rest] = path
  const isSame = first === 'globalThis' || first === 'global' || (first === 'process' && second === 'process')
  return isSame && second !== undefined ? normalPath([second, ...rest]) : path
}
