import { parseModule } from '../parser.ts'
import { namesOfPattern } from '../scopes.ts'
import { callBuiltin, constructBuiltin } from './builtins.ts'
import { createCalls } from './calls.ts'
import { evaluateExpression } from './expressions.ts'
import { createHeap, Doubt, type Slot } from './heap.ts'
import { createMembers } from './members.ts'
import { createModules } from './modules.ts'
import { bindPattern } from './patterns.ts'
import { inner } from './scope.ts'
import { evaluateAll } from './statements.ts'
import { projectThing } from './strangers.ts'
import type { Activation, Calls, Evaluate, Members, Scope } from './tools.ts'

/** Where a name of a declaration leads: to a package, to a module of Node, or to something of the project. */
export type NameOrigin = { readonly from: string; readonly name: string } | 'project'

export interface PackageCall {
  /** The module that the declaration stands in. */
  readonly file: string
  /** `const client = new Client({ timeout: 0 })` */
  readonly declaration: string
  readonly names: ReadonlyMap<string, NameOrigin>
  /** Other packages that may have changed these by being loaded, and the modules that import them. */
  readonly loadedBeside: readonly { readonly file: string; readonly from: string }[]
}

/** Steps of reading: about half a second of a processor. */
const mostSteps = 400_000

/**
 * Why a declaration that calls packages may set something that others see; `undefined` where it does not. All objects
 * that the modules of these packages make while they are loaded are told from those that the call makes. If no code
 * that the call runs changes one of the former, and none is handed to code that is not known, then what the call gives
 * is all that is left of it.
 */
export function doubtOf(call: PackageCall): PackageDoubt | undefined {
  let isOfLoad = true
  try {
    read(call, () => {
      isOfLoad = false
    })
    return undefined
  } catch (error) {
    if (error instanceof Doubt) return { what: error.message, isOfLoad }
    // Code that is nested deeper than the stack.
    if (error instanceof RangeError) return { what: 'is nested too deep', isOfLoad }
    throw error
  }
}
export interface PackageDoubt {
  readonly what: string
  /** Reading the modules leaves it, whatever is called of them. */
  readonly isOfLoad: boolean
}

/** @param loaded Is told when all modules are read, before the call is. */
function read({ file, declaration, names, loadedBeside }: PackageCall, loaded: () => void): void {
  const heap = createHeap(mostSteps)
  const expected: Slot[] = []
  let soon: (() => void)[] = []
  const members: Members = createMembers(heap, () => calls)
  const calls: Calls = createCalls(heap, members, {
    callBuiltin: (callee, passed, moment) => callBuiltin(tools, callee, passed, moment),
    constructBuiltin: (callee, passed, moment) => constructBuiltin(tools, callee, passed, moment),
  })
  const tools: Evaluate = {
    heap,
    members,
    calls,
    thrown: heap.slot(),
    expect: (slot) => void expected.push(slot),
    soon: (task) => void soon.push(task),
    statements: (nodes, place) => evaluateAll(tools, nodes, place),
    bind: (place, pattern, value, declares) => bindPattern(tools, place, pattern, value, declares),
    loaded: (from, specifier, way) => modules.loaded(from, specifier, way),
    expression: (node, place) => evaluateExpression(tools, node, place),
  }
  const modules = createModules(() => tools)
  const settle = () => {
    for (;;) {
      const tasks = soon
      soon = []
      for (const task of tasks) task()
      heap.run()
      if (soon.length === 0) return
    }
  }
  const scope = callScope(tools, { file, names })
  for (const other of loadedBeside) modules.loaded(other.file, other.from, 'import')
  settle()
  loaded()
  const activation: Activation = {
    moment: 'call',
    self: heap.slot(),
    results: heap.slot(),
    input: heap.slot(),
    home: undefined,
    ofClass: undefined,
    generator: undefined,
    file,
    isAsked: true,
  }
  const [statement] = parseModule('declaration.ts', declaration).program.body
  if (statement?.type !== 'VariableDeclaration') throw new Doubt('is no declaration')
  const [declarator] = statement.declarations
  if (declarator === undefined || declarator.init === null) throw new Doubt('has no value')
  const place = { scope: { ...inner(heap, scope, namesOfPattern(declarator.id)), moment: 'call' as const }, activation }
  bindPattern(tools, place, declarator.id, tools.expression(declarator.init, place), true)
  settle()
  if (expected.some(({ things }) => things.size === 0)) throw new Doubt('calls what was not found')
}

function callScope(tools: Evaluate, { file, names }: Pick<PackageCall, 'file' | 'names'>): Scope {
  const { heap } = tools
  const slots = [...names].map(([local, origin]) => {
    if (origin === 'project') return [local, heap.of(projectThing(heap))] as const
    const module = tools.loaded(file, origin.from, 'import') ?? heap.slot()
    return [local, origin.name === '*' ? module : tools.members.read(module, origin.name, 'load')] as const
  })
  return { above: undefined, moment: 'load', names: new Map(slots) }
}
