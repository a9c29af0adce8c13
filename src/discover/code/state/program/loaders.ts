import { definitionKind, isFramework, originOf } from '../../definition-kind.ts'
import type { Edge, Target } from '../../exports.ts'
import type { ArgumentFacts } from '../../facts.ts'
import type { ProjectFiles, Unit } from '../../project-files.ts'
import { givenFunction } from '../../state-facts.ts'
import type { Acting } from './acting.ts'
import type { Exposure } from './exposure.ts'
import type { PackageUses } from './package-use.ts'
import type { Follow } from './paths.ts'
import type { Program } from './program.ts'
import { joinReaches, type Reach } from './reach.ts'

/** A unit that runs code while the project is loaded, and all that this code can reach. */
export interface Loader {
  readonly unit: Unit
  readonly reach: Reach
  /** It changes something, and runs no code besides its own. */
  readonly isAlone: boolean
}

export interface LoadContext {
  readonly files: ProjectFiles
  readonly program: Program
  edgesOf(unit: Unit): readonly Edge[]
  changersOf(this: void, unit: Unit): readonly Unit[]
  /** The units that may have changed anything. */
  readonly changeAll: readonly Unit[]
  readonly follow: Follow
  exposureOf(unit: Unit): Exposure
  packageUseOf(unit: Unit): PackageUses
  actingIn(code: ReadonlySet<Unit>): Acting
  reachOf(this: void, unit: Unit): Reach
}

/**
 * The statements, and the declarations whose initializer runs code. A function that nobody calls at load is not among
 * them, and neither is a definition: the framework keeps what it is given and calls it when an asset runs.
 */
export function loadersOf(context: LoadContext): Loader[] {
  return context.program.modules.flatMap(({ units }) =>
    units.flatMap((unit) => {
      const loader = loaderOf(context, unit)
      return loader === undefined ? [] : [loader]
    }),
  )
}

function loaderOf(context: LoadContext, unit: Unit): Loader | undefined {
  const { runs = [], changes } = unit.facts.state
  const called = runs.filter((path) => runsCode(context, unit, path))
  const runsOthers = (called.length > 0 && !areIdle(context, unit, called)) || isBusyProject(context, unit)
  if (runsOthers || mayRunItsOwn(context, unit)) return { unit, reach: context.reachOf(unit), isAlone: false }
  const unseen = unseenReach(context, unit)
  if (changes) return { unit, reach: context.reachOf(unit), isAlone: unseen === undefined }
  return unseen === undefined ? undefined : { unit, reach: unseen, isAlone: false }
}

/**
 * Reading a member may call an accessor, and iterating an iterator: that runs what has one, and nothing that is only
 * handed on.
 */
function unseenReach(context: LoadContext, unit: Unit): Reach | undefined {
  const { kind, loads = [], ofClass } = unit.facts.state
  const isCode = kind === 'function' && ofClass === undefined
  if (isCode || loads.length === 0 || isInert(context, unit)) return undefined
  const reach = readReach(context, unit)
  return [...reach.values].some((other) => other !== unit && changesUnseen(context, other)) ? reach : undefined
}

/** What is reached by reading the bindings that a unit reads while it is evaluated. */
export function readReach(context: LoadContext, unit: Unit): Reach {
  return joinReaches(unitsRead(context, unit).map(context.reachOf))
}

function unitsRead({ edgesOf }: LoadContext, unit: Unit): Unit[] {
  const loads = new Set(unit.facts.state.loads)
  const units = edgesOf(unit).flatMap(({ targets }, index) => {
    const ref = unit.facts.refs[index]
    if (ref?.to !== 'binding' || !loads.has(ref.name)) return []
    return targets.flatMap(({ target }) => (target.to === 'unit' ? [target.unit] : []))
  })
  return [...new Set(units)]
}

/**
 * What a unit may read while it is evaluated, before that has a value: `const hi = limit ?? 0` above `var limit = 2`,
 * or in a `try`.
 */
export function unitsReadEarly(context: LoadContext, unit: Unit, loader: Loader | undefined): Unit[] {
  const { position } = context.program
  const at = position(unit)
  return [...readWhileEvaluated(context, unit, loader)].filter(
    (other) => position(other) > at && !other.facts.state.hoisted && !isNameless(other),
  )
}

/** A statement that declares nothing: where it stands is known by what it changes. */
const isNameless = ({ facts }: Unit): boolean => facts.statement === true && facts.names.length === 0

function readWhileEvaluated(context: LoadContext, unit: Unit, loader: Loader | undefined): Iterable<Unit> {
  const { runs = [], hidden } = unit.facts.state
  const isRunning = hidden || runs.some((path) => !isOfFramework(context, unit, path)) || isRunByTheProject(unit)
  if (isRunning || loader?.isAlone === false) return context.reachOf(unit).units
  if (isInert(context, unit)) return unitsRead(context, unit)
  const reach = readReach(context, unit)
  // An accessor runs where nothing is called.
  return reach.values.values().some(({ facts }) => facts.state.hidden) ? reach.units : unitsRead(context, unit)
}

/** It changes something, or may call what it is given: `static [Symbol.hasInstance](it) { new it() }`. */
function changesUnseen({ reachOf }: LoadContext, unit: Unit): boolean {
  const { hidden, borrows } = unit.facts.state
  if (hidden !== true) return false
  return borrows === true || [...reachOf(unit).units].some(({ facts }) => facts.state.writes !== undefined)
}

/**
 * It runs an accessor of its own: `{ const door = { get open() { … } }; door.open }`, `static { this.limit = 1 }`. What
 * a function keeps runs later.
 */
function mayRunItsOwn(context: LoadContext, unit: Unit): boolean {
  const { kind, ofClass, hidden } = unit.facts.state
  if (!hidden || (kind === 'function' && ofClass === undefined)) return false
  return changesUnseen(context, unit) && !isInert(context, unit)
}

/** Its superclass is a class, whose `prototype` is no accessor. */
function isInert({ follow }: LoadContext, unit: Unit): boolean {
  const { inert, ofClass } = unit.facts.state
  if (inert === undefined || ofClass?.above === undefined) return inert === true
  return follow(unit, ofClass.above).targets.every(({ target }) => classOf(target) !== undefined)
}

function classOf(target: Target): Unit | undefined {
  const isClass = target.to === 'unit' && target.members.length === 0 && target.unit.facts.state.ofClass !== undefined
  return isClass ? target.unit : undefined
}

/**
 * Making an instance of it runs no code: neither it nor a class above it has a constructor that does anything, and
 * nobody changes one of them. What changes anything may have put a setter where a constructor sets a member.
 */
function isIdle({ follow, changersOf, changeAll }: LoadContext, from: Unit, path: string): boolean {
  if (changeAll.length > 0) return false
  const visited = new Set<Unit>()
  let [unit, name]: [Unit, string | undefined] = [from, path]
  while (name !== undefined) {
    const { targets } = follow(unit, name)
    const classUnit = targets.length === 1 && targets[0] !== undefined ? classOf(targets[0].target) : undefined
    const { ofClass, hidden } = classUnit?.facts.state ?? {}
    if (classUnit === undefined || ofClass === undefined || ofClass.constructs || hidden || visited.has(classUnit))
      return false
    if (changersOf(classUnit).length > 0) return false
    visited.add(classUnit)
    ;[unit, name] = [classUnit, ofClass.above]
  }
  return true
}

/**
 * `const client = createClient()`: the functions that are called make others, and call and change nothing themselves.
 * What is made may do that, later.
 */
function areIdle(context: LoadContext, unit: Unit, paths: readonly string[]): boolean {
  if (context.changeAll.length > 0) return false
  const called = new Set<Unit>()
  return paths.every((path) => isIdleFunction(context, { from: unit, path }, called)) && readIdly(context, unit, called)
}

/** Reading what a unit and the functions that it calls read runs no code. */
function readIdly(context: LoadContext, unit: Unit, called: ReadonlySet<Unit>): boolean {
  const read = joinReaches([unit, ...called].map((one) => readReach(context, one)))
  return [...called, ...read.values].every((one) => !changesUnseen(context, one) && !one.facts.state.iterator)
}

interface Called {
  readonly from: Unit
  readonly path: string
}
function isIdleFunction(context: LoadContext, { from, path }: Called, called: Set<Unit>): boolean {
  const [target, ...others] = path === '' ? [] : context.follow(from, path).targets.map((found) => found.target)
  if (target?.to !== 'unit' || target.members.length > 0 || others.length > 0) return false
  const { unit } = target
  if (called.has(unit)) return true
  called.add(unit)
  const { invokes = [] } = unit.facts.state
  return (
    isQuiet(context, unit) && invokes.every((inner) => isIdleFunction(context, { from: unit, path: inner }, called))
  )
}

/** It is a function that changes nothing itself, and that nobody changes. */
function isQuiet({ changersOf }: LoadContext, unit: Unit): boolean {
  const { kind, ofClass, writes = [] } = unit.facts.state
  if (kind !== 'function' || ofClass !== undefined || unit.facts.opaque || changersOf(unit).length > 0) return false
  return writes.every((write) => write.nested || write.to === 'iterate')
}

function runsCode(context: LoadContext, unit: Unit, path: string): boolean {
  return path === '' || !(isOfFramework(context, unit, path) || isIdle(context, unit, path))
}

/** A definition, or another function of the framework, which keeps what it is given. */
function isOfFramework({ files }: LoadContext, unit: Unit, path: string): boolean {
  const [name = '', ...members] = path.split('.')
  const call = unit.module.calls.get(unit.facts.names[0] ?? '')
  const isDefinition = call?.callee.name === name && definitionKind(files, unit.module, call) !== undefined
  return isDefinition || isFramework(originOf(files, unit.module, { to: 'binding', name, members }))
}

/** `defineProject(({ env }) => ({ … }))`: the framework calls that function to know the project. */
const isRunByTheProject = (unit: Unit): boolean => projectFunction(unit) !== undefined

function projectFunction({ module, index }: Unit): ArgumentFacts | undefined {
  for (const { looksLike, arguments: args } of module.calls.values()) {
    const argument = args.find((one) => 'unit' in one && one.unit === index)
    if (looksLike === 'project' && argument !== undefined) return argument
  }
  return undefined
}

/**
 * It does more than making the object that it returns from what the framework passes. The functions in that object,
 * such as the one that imports all assets, are called later.
 */
function isBusyProject(context: LoadContext, unit: Unit): boolean {
  const argument = projectFunction(unit)
  if (argument === undefined) return false
  if (!('properties' in argument) || context.changeAll.length > 0 || !isQuiet(context, unit)) return true
  const called = new Set([unit])
  const { invokes = [] } = unit.facts.state
  const isIdleCall = (path: string) =>
    path === givenFunction ||
    (path !== '' && isOfFramework(context, unit, path)) ||
    isIdleFunction(context, { from: unit, path }, called)
  return !invokes.every(isIdleCall) || !readIdly(context, unit, called)
}
