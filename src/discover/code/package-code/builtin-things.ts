import { platform } from '../platform.ts'
import type { Heap, Thing } from './heap.ts'
import { unknownThing } from './strangers.ts'

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** Names that the platform's list has for packages of schemas alone. */
const ofSchemas = words(`
  array brand catchall default describe extend int max merge meta min nonempty nonnegative nullable nullish omit optional
  or and partial pick pipe positive prefault readonly refine required safeParse strict strip superRefine url uuid email
  length transform with`)
const others = words(`
  isPrototypeOf substr lookup getTimezoneOffset toSpliced description with __lookupGetter__ __lookupSetter__ @@iterator @@asyncIterator`)

const isReadingMethod = (name: string): boolean =>
  (platform.isReading(name) && !ofSchemas.has(name)) || others.has(name)

/** A method that objects, functions, lists or texts of the platform have. */
export const isBuiltinMethod = (name: string): boolean =>
  isReadingMethod(name) || platform.isChanging(name) || platform.isCalling(name)

/** `everything`: of a method that is not known, or whose name is computed. */
export type MethodEffect = 'reads' | 'changes' | 'everything'
export function methodEffect(name: string): MethodEffect {
  if (platform.isChanging(name)) return 'changes'
  return isReadingMethod(name) ? 'reads' : 'everything'
}

const givingPrimitives = words(`
  charAt charCodeAt codePointAt every findIndex findLastIndex forEach getDate getDay getFullYear getHours getMilliseconds getMinutes
  getMonth getSeconds getTime getTimezoneOffset getUTCDate getUTCDay getUTCFullYear getUTCHours getUTCMilliseconds getUTCMinutes
  getUTCMonth getUTCSeconds has hasOwnProperty includes indexOf isDisjointFrom isSubsetOf isSupersetOf isWellFormed isPrototypeOf join
  lastIndexOf localeCompare normalize padEnd padStart propertyIsEnumerable push unshift repeat replace replaceAll search some startsWith
  endsWith substr substring test toBase64 toExponential toFixed toHex toISOString toLocaleDateString toLocaleLowerCase toLocaleString
  toLocaleTimeString toLocaleUpperCase toLowerCase toPrecision toUTCString toUpperCase toWellFormed trim trimEnd trimStart delete clear
  setDate setFullYear setHours setMilliseconds setMinutes setMonth setSeconds setTime`)
const givingNew = words(`
  concat entries filter flat flatMap getAll keys map match matchAll slice split toReversed toSorted toSpliced values exec @@iterator @@asyncIterator
  then catch finally symmetricDifference union intersection difference splice`)
const givingHeld = words('at find findLast get pop shift reduce reduceRight')

/** What calling a method gives: a primitive, something new, what is held, or any of all that it meets. */
export function methodResult(name: string): 'primitive' | 'new' | 'held' | 'anything' {
  if (givingPrimitives.has(name)) return 'primitive'
  if (givingNew.has(name)) return 'new'
  return givingHeld.has(name) ? 'held' : 'anything'
}

const things = new WeakMap<Heap, Map<string, Thing>>()

/** There is one thing for each path. */
export function builtin(heap: Heap, path: string): Thing {
  const ofHeap = things.get(heap) ?? new Map<string, Thing>()
  things.set(heap, ofHeap)
  const thing = ofHeap.get(path) ?? heap.make({ kind: 'builtin', moment: 'load', path })
  ofHeap.set(path, thing)
  return thing
}

/** The path of what gives each of its items once. */
export const iterator = 'generator'

/** The path of a list of the platform that has methods of its own. */
export const foreign = 'foreign'

/** The method of whatever it is called on. */
export const methodOf = (heap: Heap, name: string): Thing => builtin(heap, `method ${name}`)

const wholes = words('globalThis global window self')
/** Members of `process` that are, or hold, texts and numbers. */
const plainOfProcess = words(
  'env version versions platform arch pid ppid argv execArgv execPath argv0 title features release config',
)

export function globalNamed(heap: Heap, name: string): Thing | undefined {
  if (platform.isConstant(name)) return undefined
  if (wholes.has(name)) return builtin(heap, 'globalThis')
  if (name === 'process' || name === 'eval' || name === 'Function' || name === 'Proxy') return builtin(heap, name)
  return platform.isHarmlessGlobal(name) ? builtin(heap, name) : unknownThing(heap)
}

/** `undefined`: a primitive. */
export function builtinMember(heap: Heap, { path = '' }: Thing, name: string): Thing | undefined {
  if (path === 'globalThis') return globalNamed(heap, name)
  if (path.startsWith('process.env') || path.startsWith('process.versions')) return undefined
  if (path === 'process' && /^(?:argv|execArgv)$/.test(name)) return listOfProcess(heap, name)
  if (path === 'process' && plainOfProcess.has(name) && name !== 'env' && name !== 'versions') return undefined
  if (platform.isCalling(name)) return methodOf(heap, name)
  if (path.startsWith('method ')) return undefined
  if (path.endsWith('.prototype')) {
    return name === 'constructor' ? builtin(heap, path.slice(0, -'.prototype'.length)) : methodOf(heap, name)
  }
  if (name === 'default' && path.startsWith('node:')) return builtin(heap, path)
  if (name === '__proto__' || name === 'constructor') return unknownThing(heap)
  if (path.split('.').length > 4) return unknownThing(heap)
  return builtin(heap, `${path}.${name}`)
}

function listOfProcess(heap: Heap, name: string): Thing {
  const ofHeap = things.get(heap) ?? new Map<string, Thing>()
  things.set(heap, ofHeap)
  const path = `list ${name}`
  const thing = ofHeap.get(path) ?? heap.make({ kind: 'list', moment: 'load' })
  ofHeap.set(path, thing)
  return thing
}
