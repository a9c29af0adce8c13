import type { Node } from '../../parser.ts'
import { platform } from '../../platform.ts'
import { givenFunction } from '../../state-facts.ts'
import { isFunction, stringOf, unwrap } from '../../syntax.ts'
import { noteEffects, visitRoot } from './chains.ts'
import { isPrototypePath } from './compared-prototypes.ts'
import { visitFunctionParts } from './functions.ts'
import { givesFirst } from './given-back.ts'
import { changesProcess } from './known-members.ts'
import { lendsFunctions } from './lent-functions.ts'
import { isNewContainer, isPlain } from './value-kind.ts'
import {
  type Chain,
  calleeChain,
  chainOf,
  globalsOf,
  meaningOf,
  noteCall,
  noteRun,
  pathText,
  type StateWatch,
  type Use,
  write,
} from './watch.ts'
import { changeChain, changeGlobal } from './writes.ts'

type Call = Extract<Node, { type: 'CallExpression' | 'NewExpression' }>

/** The effects of a call: on its receiver, on its arguments, and by the code that it runs. */
export function visitCall(watch: StateWatch, node: Call, use: Use): void {
  const callee = unwrap(node.callee)
  const chain = calleeChain(watch, callee)
  if (use === 'keep' && givesIterator(watch, callee, chain)) watch.sets.iterator = true
  if (!runsNothing(watch, chain)) noteRunOf(watch, chain)
  if (lendsFunctions(node, chain)) watch.sets.lends = true
  if (node.type === 'NewExpression') construct(watch, chain)
  else if (chain.members.length > 0) callMethod(watch, { node, chain, use })
  else callFunction(watch, chain, use)
  visitCallee(watch, { callee, chain, use: handsOn(watch, { node, chain, use }) ? 'keep' : 'drop' })
  if (use === 'drop') noteEffects(watch, chain)
  visitArguments(watch, node, chain)
}

/** Whether what a method is called on is changed by it, given by it, or handed to what it is given. */
function handsOn(watch: StateWatch, { node, chain, use }: MethodCall): boolean {
  const method = chain.members.at(-1) ?? ''
  if (!platform.isReading(method) || use !== 'drop') return true
  return node.arguments.some((argument) => !isPlain(argument, globalsOf(watch)))
}

/** `rows.values()`, `rows[Symbol.iterator]()`; what `Object.values(rows)` gives is a list. */
function givesIterator(watch: StateWatch, callee: Node, chain: Chain): boolean {
  const { root, members } = chain
  const computed = callee.type === 'MemberExpression' && callee.computed ? chainOf(callee.property).members : []
  if (computed.at(-1) === 'iterator' || computed.at(-1) === 'asyncIterator') return true
  const isIterator = root.type === 'Identifier' && root.name === 'Iterator'
  return platform.givesIterator(members.at(-1) ?? '') && (isIterator || !isOfPlatform(watch, chain))
}

/** `Object.assign(limits, …)`: accessors alone, which are found by what is read. */
function runsNothing(watch: StateWatch, chain: Chain): boolean {
  const { root, members } = chain
  return root.type === 'Identifier' && isOfPlatform(watch, chain) && platform.changesFirst(pathText(root.name, members))
}

const isNamed = ({ root, members }: Chain, name: string): boolean =>
  root.type === 'Identifier' && root.name === name && members.length === 0

function isOfPlatform(watch: StateWatch, { root }: Chain): boolean {
  return root.type === 'Identifier' && meaningOf(watch, root.name) === 'global'
}

/** Also a decorator. */
export function noteRunOf(watch: StateWatch, { root, members }: Chain): void {
  const isName = root.type === 'Identifier' && meaningOf(watch, root.name) === 'outside'
  const isGiven = root.type === 'Identifier' && members.length === 0 && watch.locals.find(root.name)?.isGiven === true
  noteRun(watch, isName ? pathText(root.name, members) : isGiven ? givenFunction : '')
}

export function compile(watch: StateWatch, what: string): void {
  write(watch, { to: 'all', what: `runs text as code (${what})` })
}

function construct(watch: StateWatch, { root, members }: Chain): void {
  if (root.type !== 'Identifier') return
  const path = pathText(root.name, members)
  const meaning = meaningOf(watch, root.name)
  if (meaning !== 'global') watch.sets.borrows = true
  if (meaning === 'outside') noteCall(watch, path, 'keep')
  if (meaning !== 'global') return
  if (platform.compiles(path)) compile(watch, path)
  if (root.name === 'Proxy') watch.sets.hidden = true
  if (!platform.isKnown(root.name)) watch.sets.foreign = true
  if (!platform.isHarmlessGlobal(root.name)) watch.sets.globals.add(root.name)
}

function callFunction(watch: StateWatch, { root }: Chain, use: Use): void {
  if (root.type !== 'Identifier') return
  const meaning = meaningOf(watch, root.name)
  if (meaning !== 'global') watch.sets.borrows = true
  if (meaning === 'outside') noteCall(watch, root.name, use)
  else if (meaning === 'global' && platform.compiles(root.name)) compile(watch, root.name)
  else if (meaning === 'global' && !platform.isHarmlessGlobal(root.name)) {
    watch.sets.globals.add(root.name)
    write(watch, { to: 'any' })
  }
}

interface MethodCall {
  readonly node: Call
  readonly chain: Chain
  readonly use: Use
}
function callMethod(watch: StateWatch, { node, chain, use }: MethodCall): void {
  const { root, members } = chain
  const method = members.at(-1) ?? ''
  const owner = members.slice(0, -1)
  if (root.type === 'Identifier') {
    const meaning = meaningOf(watch, root.name)
    if (meaning === 'global') {
      callGlobal(watch, { node, chain, use })
      return
    }
    if (meaning === 'outside') {
      noteCall(watch, pathText(root.name, members), use)
      // The method may be the project's own, whatever it is called: then it has what it is called on as `this`.
      if (!platform.isReading(method)) watch.sets.exposes.add(pathText(root.name, owner))
      else if (handsOn(watch, { node, chain, use })) {
        const isGiven = use !== 'drop' || platform.onlyCalls(method)
        watch.sets.exposes.add(pathText(root.name, [...owner, isGiven && platform.givesOut(method) ? '*' : method]))
      }
    }
  }
  if (!platform.isReading(method) && !platform.isChanging(method)) watch.sets.borrows = true
  // `{}.constructor.assign(limits, …)`
  if (owner.at(-1) === 'constructor' && platform.changesFirst(`Object.${method}`))
    write(watch, { to: 'any', sets: true })
  const receiver = { root, members: owner }
  if (platform.isReading(method)) write(watch, { to: 'iterate' })
  if (platform.isMatching(method) && node.arguments.some(mayMatch)) write(watch, { to: 'match' })
  if (leavesMatch(node, method)) write(watch, { to: 'last match' })
  // `compile` changes a regular expression in place.
  if (method === 'compile') changeChain(watch, { root, members: [...owner, '*'] }, 'set')
  const isChange = platform.isChanging(method) || platform.setsForAll(method) || isOfStream(node, method)
  if (isChange || method === '*') changeChain(watch, receiver, 'method')
  else if (platform.isCalling(method)) write(watch, { to: 'any' })
  else if (method === 'exec' || method === 'test') match(watch, receiver)
  else if (!platform.isReading(method))
    changeChain(watch, receiver, use === 'keep' && platform.isQuestion(method) ? 'foreign' : 'told')
}

/** `decoder.decode(bytes, { stream: true })` keeps half of a letter. */
function isOfStream({ arguments: args }: Call, method: string): boolean {
  return method === 'decode' && args.length > 1
}

/** `pattern.test(text)`, `text.split(pattern)`: what is found is known to all, unless what is looked for is a text. */
function leavesMatch({ arguments: [first] }: Call, method: string): boolean {
  if (method === 'exec' || method === 'test') return true
  return platform.isMatching(method) && first !== undefined && stringOf(first) === undefined
}

/** `text.match(pattern)`: what has a name, or was called for. */
function mayMatch(argument: Node): boolean {
  return /^(?:Identifier|MemberExpression|CallExpression)$/.test(unwrap(argument).type)
}

/** A regular expression with `g` remembers where it stopped. */
function match(watch: StateWatch, receiver: Chain): void {
  if (receiver.root.type === 'Identifier' && meaningOf(watch, receiver.root.name) === 'outside')
    changeChain(watch, receiver, 'method')
  write(watch, { to: 'match' })
}

function callGlobal(watch: StateWatch, { node, chain: { root, members }, use }: MethodCall): void {
  const name = root.type === 'Identifier' ? root.name : ''
  const path = pathText(name, members)
  const method = members.at(-1) ?? ''
  const [first] = node.arguments
  if (platform.changesFirst(path)) {
    if (path.includes('define')) watch.sets.hidden = true
    if (first !== undefined) changeFirst(watch, first)
    // `Reflect.set(object, key, value, receiver)` sets it there.
    if (path === 'Reflect.set' && node.arguments[3] !== undefined) changeFirst(watch, node.arguments[3])
    return
  }
  // `Object[name](limits, …)`
  if (method === '*' && platform.changesWhoeverCalls(path)) write(watch, { to: 'any', sets: true })
  if (platform.compiles(path)) compile(watch, path)
  if (isPrototypePath(path) && use !== 'drop') watch.sets.globals.add('*prototype')
  if (platform.isCalling(method) || path === 'Reflect.apply') {
    // `Array.prototype.push.call(list, 1)`
    write(watch, { to: 'any' })
    return
  }
  if (name === 'process') {
    callProcess(watch, members)
    return
  }
  if (name === 'module' || name === 'exports' || name === 'require') return
  if (!platform.isHarmlessGlobal(name)) {
    watch.sets.globals.add(name)
    changeGlobal(watch, name, members)
    write(watch, { to: 'any' })
  }
}

/** A listener is heard by who emits, whatever else it is that they know of the process. */
function callProcess(watch: StateWatch, [member = '', ...rest]: readonly string[]): void {
  // By its name it is known already.
  if (changesProcess(member) !== undefined) return
  if (platform.listensToProcess(member)) {
    watch.sets.globals.add(listenersOfProcess)
    write(watch, { to: 'global', name: listenersOfProcess })
    write(watch, { to: 'any' })
  } else if (rest.length === 0 && !platform.onlyAsksProcess(member)) write(watch, { to: 'global', name: 'process' })
}
const listenersOfProcess = 'process listeners'

/** `Object.assign(limits, …)` sets members of what it is given. */
function changeFirst(watch: StateWatch, first: Node): void {
  const { root, members } = chainOf(first)
  changeChain(watch, { root, members: [...members, '*'] }, 'set')
}

/** A tag is called with the texts, which are nobody else's, and what stands between them. */
export function visitTagged(
  watch: StateWatch,
  { tag, quasi, start, end }: Extract<Node, { type: 'TaggedTemplateExpression' }>,
  use: Use,
): void {
  const call = {
    type: 'CallExpression',
    callee: tag,
    arguments: quasi.expressions,
    optional: false,
    start,
    end,
  } as const
  visitCall(watch, call, use)
}

interface Callee {
  readonly callee: Node
  readonly chain: Chain
  readonly use: Use
}
function visitCallee(watch: StateWatch, { callee, chain, use }: Callee): void {
  if (chain.members.length === 0) visitFunctionValue(watch, callee)
  else visitRoot(watch, callee, { chain, use })
}

/** `(0, Object.assign)(limits, …)`, `(set ?? Reflect.set)(limits, …)`: what the expression gives is called. */
function visitFunctionValue(watch: StateWatch, node: Node): void {
  const isOperator = /^(?:Sequence|Conditional|Logical|Assignment|Await)Expression$/.test(node.type)
  watch.visit(node, isOperator ? 'keep' : 'drop')
}

function visitArguments(watch: StateWatch, node: Call, chain: Chain): void {
  const method = chain.members.at(-1) ?? ''
  const [first, second] = node.arguments
  // `structuredClone(x, { transfer: [x] })` leaves nothing of x.
  const hasMore = second !== undefined || first?.type === 'SpreadElement'
  const transfers = hasMore && isOfPlatform(watch, chain) && isNamed(chain, 'structuredClone')
  if (transfers) write(watch, { to: 'any' })
  for (const argument of node.arguments) {
    const bare = unwrap(argument)
    if (
      watch.around.unitOf(bare) === undefined &&
      isFunction(bare) &&
      platform.callsAtOnce(method) &&
      chain.members.length > 0
    )
      visitFunctionParts(watch, bare, {
        drops: method === 'forEach',
        // `rows.reduce((sums, row) => …, {})`: what is summed up was made for it.
        newFirst:
          bare === unwrap(first as Node) &&
          method.startsWith('reduce') &&
          isNewContainer(second ?? bare, globalsOf(watch)) &&
          givesFirst(bare, globalsOf(watch)),
      })
    else if (!transfers && isHarmlessUse(watch, chain, argument)) watch.visit(argument, 'drop')
    else {
      // `new Set(rows)`
      if (isOfPlatform(watch, chain) && mayMatch(argument)) write(watch, { to: 'iterate' })
      watch.visit(argument, 'keep')
    }
  }
}

/** `console.log(limits)`, `Object.keys(limits)`, `JSON.stringify(limits)`: they look at it and let it go. */
const looking =
  /^(console\.\w+|Object\.keys|JSON\.stringify|Array\.isArray|structuredClone|Math\.\w+|Number|String|Boolean|isNaN)$/
function isHarmlessUse(watch: StateWatch, chain: Chain, argument: Node): boolean {
  const { root, members } = chain
  if (argument.type === 'SpreadElement') return false
  if (root.type !== 'Identifier' || !isOfPlatform(watch, chain)) return false
  return looking.test(pathText(root.name, members))
}
