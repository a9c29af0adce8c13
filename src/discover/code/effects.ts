import { definerOf, resourceCode } from './definers.ts'
import type { Node } from './parser.ts'
import { type EffectsWatch, isGlobal, isOutside, type Printer } from './printer.ts'
import { isFunction, memberChain, unwrap } from './syntax.ts'

/** Methods of the platform's and of schema builders that leave what they are called on as it is. */
const reading = new Set(
  `at array brand concat default describe entries every extend filter find findIndex findLast flat flatMap forEach get has includes
   indexOf join keys lastIndexOf map match matchAll max merge min nonempty nullable nullish omit optional or and padEnd padStart partial
   pick pipe readonly reduce reduceRight refine repeat replace replaceAll required slice some split startsWith endsWith strict test toFixed
   toISOString toJSON toLocaleString toLowerCase toReversed toSorted toSpliced toString toUpperCase transform trim trimEnd trimStart
   union intersection difference values valueOf with`.split(/\s+/),
)
/** Functions of the platform that change their first argument. */
const changingFirst = new Set([
  'Object.assign',
  'Object.defineProperty',
  'Object.defineProperties',
  'Object.setPrototypeOf',
  'Reflect.set',
])

/**
 * Notes which of the file's bindings a unit may change while the module is evaluated (`writes`), which it may change when its functions
 * are called (`changes`), and which functions are called while the module is evaluated (`runs`). A binding that is handed on under
 * another name counts as changed: what happens to it there is not followed.
 */
export function createEffectsWatch({ statement }: { readonly statement: boolean }): EffectsWatch {
  const watch: EffectsWatch = {
    writes: new Set(),
    runs: new Set(),
    changes: new Set(),
    active: false,
    visit(node, printer) {
      switch (node.type) {
        case 'AssignmentExpression':
          for (const target of targetsOf(node.left)) assign(watch, printer, target)
          handOn(watch, printer, node.right)
          break
        case 'UpdateExpression':
          assign(watch, printer, node.argument)
          break
        case 'UnaryExpression':
          if (node.operator === 'delete') change(watch, printer, node.argument)
          break
        case 'ForInStatement':
        case 'ForOfStatement':
          if (node.left.type !== 'VariableDeclaration')
            for (const target of targetsOf(node.left)) assign(watch, printer, target)
          break
        case 'VariableDeclarator':
          if (node.id.type === 'Identifier') handOn(watch, printer, node.init)
          break
        case 'ReturnStatement':
          handOn(watch, printer, node.argument)
          break
        case 'ArrowFunctionExpression':
          if (node.body.type !== 'BlockStatement') handBack(watch, printer, node.body)
          break
        case 'TaggedTemplateExpression':
          if (printer.deferred === 0) noteRun(watch, printer, node.tag)
          break
        case 'CallExpression':
        case 'NewExpression':
          visitCall(watch, { node, printer, statement })
          break
      }
    },
  }
  return watch
}

interface Call {
  readonly node: Extract<Node, { type: 'CallExpression' | 'NewExpression' }>
  readonly printer: Printer
  readonly statement: boolean
}
function visitCall(watch: EffectsWatch, { node, printer, statement }: Call): void {
  const callee = unwrap(node.callee)
  const { root, members } = memberChain(callee)
  if (isDefinition(printer, callee)) return
  if (printer.deferred === 0) {
    noteRun(watch, printer, callee)
    for (const called of [callee, ...node.arguments.map(unwrap)]) if (isFunction(called)) printer.immediate.add(called)
  }
  const outside = root.type === 'Identifier' && isOutside(printer, root.name)
  const method = members.at(-1)
  if (outside) {
    if (method !== undefined && !reading.has(method)) changeReceiver(watch, printer, { name: root.name, members })
  } else if (callee.type === 'MemberExpression') {
    // Behind `?.`, a computed key or another call: whatever the chain starts from.
    change(watch, printer, deepRoot(callee))
  }
  if (root.type === 'Identifier' && isGlobal(printer, root.name)) {
    const [first] = node.arguments
    if (changingFirst.has([root.name, ...members].join('.')) && first !== undefined) change(watch, printer, first)
    return
  }
  const fromPackage = outside && !/^[./#]/.test(printer.around.imported(root.name)?.from ?? '.')
  if (fromPackage && !statement) return
  if (method !== undefined && reading.has(method)) return
  for (const argument of node.arguments) handOver(watch, printer, argument)
}

function noteRun(watch: EffectsWatch, printer: Printer, callee: Node): void {
  watch.active = true
  const { root, members } = memberChain(callee)
  if (root.type === 'Identifier' && isOutside(printer, root.name)) watch.runs.add([root.name, ...members].join('.'))
}

/** The argument itself, and what an array or object literal in its place holds. */
function handOver(watch: EffectsWatch, printer: Printer, argument: Node): void {
  const node = unwrap(argument)
  if (node.type === 'ArrayExpression')
    for (const element of node.elements) if (element !== null) handOver(watch, printer, element)
  if (node.type === 'ObjectExpression') {
    for (const property of node.properties) if (property.type === 'Property') handOver(watch, printer, property.value)
  }
  handOn(watch, printer, node)
}

/** The value of an arrow without braces, which is seen before the arrow is entered. */
function handBack(watch: EffectsWatch, printer: Printer, value: Node): void {
  printer.deferred++
  handOn(watch, printer, value)
  printer.deferred--
}

function handOn(watch: EffectsWatch, printer: Printer, node: Node | null | undefined): void {
  if (node === null || node === undefined) return
  const bare = unwrap(node)
  if (bare.type === 'Identifier') change(watch, printer, bare)
}

function assign(watch: EffectsWatch, printer: Printer, target: Node): void {
  const bare = unwrap(target)
  if (bare.type === 'Identifier') printer.assigned.add(bare.name)
  change(watch, printer, target)
}

function change(watch: EffectsWatch, printer: Printer, target: Node): void {
  const { root, members } = memberChain(target)
  const name = root.type === 'Identifier' ? root : deepRoot(root)
  if (name.type !== 'Identifier' || !isOutside(printer, name.name)) return
  const path = name === root ? [name.name, ...members].join('.') : name.name
  ;(printer.deferred > 0 ? watch.changes : watch.writes).add(path)
}

/** `registry.set(…)` changes `registry`, `ns.cache.set(…)` changes `ns.cache`, but `ns.clamp(…)` calls a function of a module. */
function changeReceiver(
  watch: EffectsWatch,
  printer: Printer,
  call: { name: string; members: readonly string[] },
): void {
  const receiver = call.members.slice(0, -1)
  if (receiver.length === 0 && printer.around.imported(call.name)?.name === '*') return
  ;(printer.deferred > 0 ? watch.changes : watch.writes).add([call.name, ...receiver].join('.'))
}

function deepRoot(node: Node): Node {
  const bare = unwrap(node)
  if (bare.type === 'MemberExpression') return deepRoot(bare.object)
  if (bare.type === 'ChainExpression') return deepRoot(bare.expression)
  if (bare.type === 'CallExpression') return deepRoot(bare.callee)
  return bare
}

function targetsOf(node: Node): Node[] {
  switch (node.type) {
    case 'ObjectPattern':
      return node.properties.flatMap((property) =>
        targetsOf(property.type === 'RestElement' ? property.argument : property.value),
      )
    case 'ArrayPattern':
      return node.elements.flatMap((element) => (element === null ? [] : targetsOf(element)))
    case 'AssignmentPattern':
      return targetsOf(node.left)
    case 'RestElement':
      return targetsOf(node.argument)
    default:
      return [node]
  }
}

/** The framework's own functions keep what they are given and call it when an asset runs. */
function isDefinition(printer: Printer, callee: Node): boolean {
  if (definerOf(callee, printer.around.imported) !== undefined) return true
  return callee.type === 'Identifier' && resourceCode(printer.around.imported(callee.name)) !== undefined
}
