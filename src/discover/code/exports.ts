import { createHash } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import type { ImportFacts, Ref } from './facts.ts'
import type { DataFile, ProjectFiles, SourceModule, Unit } from './project-files.ts'
import { exportedNames, hasUnknownNames, starIndex } from './slice/stars.ts'
import { isRequired, writtenSpecifier } from './specifier.ts'

/** The end of a reference. */
export type Target =
  | {
      readonly to: 'unit'
      readonly unit: Unit
      /** The meant name of the unit, and the members that are read from it. */
      readonly name: number
      readonly members: readonly string[]
    }
  | LeafTarget
/** Something without declarations: a JSON value, a file, a package's export, a name of Node. */
export interface LeafTarget {
  readonly to: 'leaf'
  readonly text: string
  readonly part?: LeafPart
  readonly package?: InstalledName
}
export interface LeafPart {
  readonly label: string
  readonly hash: string
  readonly file: string
  /** For a folder: the files in it. */
  readonly members?: readonly string[]
}
interface InstalledName {
  readonly name: string
  readonly identity: string | undefined
}

/** Where one reference leads; several targets are the exports of a namespace, each under its name. */
export interface Edge {
  readonly targets: readonly { readonly as: string; readonly target: Target }[]
  /** The modules that are evaluated on the way: barrels, and the one that declares it. */
  readonly through: readonly SourceModule[]
}

interface Walk {
  readonly files: ProjectFiles
  readonly through: Set<SourceModule>
  /** Names on the way, so that a cycle of re-exports ends. */
  readonly visited: Set<string>
  /** Names that were followed: in a library of namespaces of namespaces the ways to one name are many. */
  readonly done: Map<string, Targets>
}
type Targets = Edge['targets']

/** Follows one reference of a unit through imports, barrels and namespaces to declarations and values. */
export function followRef(files: ProjectFiles, module: SourceModule, ref: Ref): Edge {
  const edges = edgesFrom.get(module) ?? new Map<string, Edge>()
  edgesFrom.set(module, edges)
  const key = JSON.stringify(ref)
  const edge = edges.get(key) ?? findEdge(files, module, ref)
  edges.set(key, edge)
  return edge
}
/** A module is read once a session, and the slice, the effects at load and every definition ask for its names. */
const edgesFrom = new WeakMap<SourceModule, Map<string, Edge>>()

function findEdge(files: ProjectFiles, module: SourceModule, ref: Ref): Edge {
  return follow(files, (walk) => {
    switch (ref.to) {
      case 'binding':
        return localTargets(walk, module, { name: ref.name, members: ref.members })
      case 'module':
        return importTargets(walk, module, { from: ref.from, name: '*', members: ref.members })
      case 'file':
        return [dataTarget(files.openData(resolve(dirname(module.file), ref.path)))]
      case 'files':
        return [dataTarget(files.openMatching(module, ref))]
      case 'unit': {
        const unit = module.units[ref.unit]
        return unit === undefined ? [] : [unitTarget(unit, 0, [])]
      }
    }
  })
}

/** Follows an export's path from a module: `crm`, `customers` from the table of contents. */
export function followExport(files: ProjectFiles, file: string, path: readonly string[]): Edge {
  return follow(files, (walk) => memberTargets(walk, file, path))
}

function follow(files: ProjectFiles, start: (walk: Walk) => Targets): Edge {
  const walk: Walk = { files, through: new Set(), visited: new Set(), done: new Map() }
  const targets = start(walk)
  return { targets, through: [...walk.through] }
}

interface Wanted {
  readonly name: string
  readonly members: readonly string[]
}

function localTargets(walk: Walk, module: SourceModule, { name, members }: Wanted): Targets {
  if (module.file === walk.files.configFile && isOfTheProject(module, name))
    return [leaf(`project#${[name, ...members].join('.')}`)]
  const declared = module.bindings.get(name)
  if (declared !== undefined) {
    walk.through.add(module)
    return declared.flatMap((index) => {
      const unit = module.units[index]
      return unit === undefined ? [] : [unitTarget(unit, unit.facts.names.indexOf(name), members)]
    })
  }
  const imported = module.imports.get(name)
  return imported === undefined ? [leaf(`unbound ${name}`)] : importTargets(walk, module, { ...imported, members })
}

/**
 * The project file stops the slice at what makes the project: its value, and the functions taken from it. Every asset
 * imports them, and through them each would reach every other. Whatever else the file declares is a declaration like
 * any other, also where it mentions the project.
 */
function isOfTheProject(module: SourceModule, name: string): boolean {
  if (module.calls.get(name)?.looksLike === 'project') return true
  return (module.bindings.get(name) ?? []).some((index) => {
    const unit = module.units[index]?.facts
    const others = unit?.refs.filter((ref) => ref.to !== 'binding' || !unit.names.includes(ref.name)) ?? []
    return (
      unit?.alias === true &&
      others.length > 0 &&
      others.every((ref) => ref.to === 'binding' && module.calls.get(ref.name)?.looksLike === 'project')
    )
  })
}

function importTargets(
  walk: Walk,
  module: SourceModule,
  wanted: ImportFacts & { members: readonly string[] },
): Targets {
  const { files } = walk
  const resolution = files.resolve(module.file, wanted.from)
  const from = writtenSpecifier(wanted.from)
  const path = wanted.name === '*' ? wanted.members : [wanted.name, ...wanted.members]
  switch (resolution.to) {
    case 'builtin':
      return [leaf(`node ${from.replace(/^node:/, '')}#${path.join('.')}`)]
    case 'missing':
      return [leaf(`missing#${isRelative(from) ? '' : from} ${path.join('.')}`)]
    case 'package': {
      const { name, identity } = resolution
      return [
        {
          as: '',
          target: { to: 'leaf', text: `package ${from}#${path.join('.')}`, package: { name, identity } },
        },
      ]
    }
    case 'file':
      if (wanted.raw) return [dataTarget(files.openData(resolution.file))]
      return memberTargets(
        walk,
        resolution.file,
        isRequired(wanted.from) ? requiredPath(files, resolution.file, path) : path,
      )
  }
}

/** The names of the project's own files are in no digest. */
function isRelative(specifier: string): boolean {
  return /^[./#]/.test(specifier)
}

/** A module of ECMAScript may say what `require` gets instead of its namespace. */
function requiredPath(files: ProjectFiles, file: string, path: readonly string[]): readonly string[] {
  const opened = files.open(file)
  const whole = 'module.exports'
  return opened.kind === 'module' && opened.exports.has(whole) ? [whole, ...path] : path
}

/** A path of members from a module's namespace; the empty path is the namespace itself. */
function memberTargets(walk: Walk, file: string, path: readonly string[]): Targets {
  const opened = walk.files.open(file)
  if (opened.kind === 'raw') return [dataTarget(opened)]
  if (opened.kind === 'json') return [jsonTarget(opened, path[0] === 'default' ? path.slice(1) : path)]
  const [name, ...members] = path
  return name === undefined ? namespaceTargets(walk, opened) : exportTargets(walk, opened, { name, members })
}

function namespaceTargets(walk: Walk, module: SourceModule): Targets {
  const names = [...exportedNames(walk.files, module)].sort()
  walk.through.add(module)
  const named = names.flatMap((name) =>
    exportTargets(walk, module, { name, members: [] }).map(({ as, target }) => ({
      as: as === '' ? name : `${name}.${as}`,
      target,
    })),
  )
  const unknown = module.facts.stars.filter((star) => hasUnknownNames(walk.files, module, star))
  const others = unknown.flatMap((from) => importTargets(walk, module, { from, name: '*', members: [] }))
  return [...named, ...others, ...commonTargets(module)]
}

function exportTargets(walk: Walk, module: SourceModule, wanted: Wanted): Targets {
  const key = `${module.file}\0${[wanted.name, ...wanted.members].join('.')}`
  const earlier = walk.done.get(key)
  if (earlier !== undefined) return earlier
  if (walk.visited.has(key)) return []
  walk.visited.add(key)
  walk.through.add(module)
  const targets = namedTargets(walk, module, wanted)
  walk.visited.delete(key)
  walk.done.set(key, targets)
  return targets
}

function namedTargets(walk: Walk, module: SourceModule, wanted: Wanted): Targets {
  const exported = module.exports.get(wanted.name)
  if (exported !== undefined && 'local' in exported)
    return localTargets(walk, module, { ...wanted, name: exported.local })
  if (exported !== undefined) return importTargets(walk, module, { ...exported, members: wanted.members })
  const missing = leaf(`missing#${[wanted.name, ...wanted.members].join('.')}`)
  return starTargets(walk, module, wanted) ?? [missing, ...commonTargets(module)]
}

/** A module that exports nothing by name is CommonJS: what it gives is what its statements do. */
function commonTargets({ exports, units }: SourceModule): Targets {
  if (exports.size > 0) return []
  const statements = units.filter(({ facts }) => facts.statement)
  return statements.map((unit, index) => ({ ...unitTarget(unit, 0, []), as: `statement ${index}` }))
}

/**
 * The `export * from` that has the name. Where two have it, the name is exported only if both mean one thing, so both
 * count. Where none has it, the name may come from any module whose names are unknown, which are packages and CommonJS.
 */
function starTargets(walk: Walk, module: SourceModule, wanted: Wanted): Targets | undefined {
  const { stars } = module.facts
  if (stars.length === 0) return undefined
  const sources = starIndex(walk.files, module).get(wanted.name)
  const from = sources ?? stars.filter((star) => hasUnknownNames(walk.files, module, star))
  if (from.length === 0) return undefined
  const all = from.map((star) => importTargets(walk, module, { from: star, ...wanted }))
  const [first = [], ...others] = all
  return others.every((other) => isSameFound(first, other)) ? first : all.flat()
}

function isSameFound(one: Targets, other: Targets): boolean {
  const textOf = ({ as, target }: Targets[number]) =>
    target.to === 'leaf'
      ? [as, target.text]
      : [as, target.unit.module.file, target.unit.index, target.name, target.members]
  return JSON.stringify(one.map(textOf)) === JSON.stringify(other.map(textOf))
}

function unitTarget(unit: Unit, name: number, members: readonly string[]): Targets[number] {
  return { as: '', target: unit.facts.ignored ? { to: 'leaf', text: 'ignored' } : { to: 'unit', unit, name, members } }
}
function leaf(text: string): Targets[number] {
  return { as: '', target: { to: 'leaf', text } }
}

function dataTarget(data: DataFile | undefined): Targets[number] {
  if (data === undefined) return leaf('missing file')
  const { file, path: label, sha256, members } = data
  const part = { label, hash: sha256, file, ...(members === undefined ? {} : { members }) }
  return { as: '', target: { to: 'leaf', text: `file ${sha256}`, part } }
}

/**
 * As deep as the value has the members: `settings.years.from` is that number, `settings.years.map` is `settings.years`
 * and `map`.
 */
function jsonTarget(opened: Extract<DataFile, { kind: 'json' }>, members: readonly string[]): Targets[number] {
  let value = opened.value
  let depth = 0
  for (const member of members) {
    // Members that every value has (`length`, `map`) are not in the file; any other name that the object lacks is
    // `undefined`.
    if (typeof value !== 'object' || value === null || (!Object.hasOwn(value, member) && member in value)) break
    value = (value as Readonly<Record<string, unknown>>)[member]
    depth++
  }
  const hash = createHash('sha256')
    .update(JSON.stringify(value) ?? 'undefined')
    .digest('hex')
  const label = [opened.path, members.slice(0, depth).join('.')].filter(Boolean).join(' ')
  const text = `json ${hash} ${members.slice(depth).join('.')}`
  return { as: '', target: { to: 'leaf', text, part: { label, hash, file: opened.file } } }
}
