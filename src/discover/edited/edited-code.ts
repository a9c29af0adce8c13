import { join } from 'node:path'
import { previousName } from '../../define/context.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import type { Node } from '../../graph/node.ts'
import { runAmong } from '../code/definition-calls.ts'
import type { ModuleFacts } from '../code/facts.ts'
import type { CodeOptions } from '../code/open-code.ts'
import { createResolver } from '../code/resolution.ts'
import type { CodeFingerprint } from '../code/slice/fingerprint.ts'
import { readParsedParameters } from '../parameters/parsed-parameters.ts'
import { openRememberedCode, type RememberedCode } from '../remembered-code.ts'
import { fileLabel } from '../user-place.ts'
import { type EditedModule, editedModule } from './edited-module.ts'

/** The code of a project that is remembered, after edits inside of functions: no module is loaded to find it. */
export interface EditedCode {
  /** They have the lines on which they stand now. */
  readonly nodes: readonly Node[]
  /** The names of those whose code reaches a file that was edited. */
  readonly reached: ReadonlySet<string>
  fingerprint(node: Node): CodeFingerprint
}

export interface RememberedModules {
  readonly nodes: readonly Node[]
  /** The modules that were edited since: path -> the sha256 of the bytes that were loaded. */
  readonly edited: ReadonlyMap<string, string>
}

/**
 * The result of edits of modules that only declare. Undefined where loading them might give other nodes, or nodes that
 * differ in more than their lines.
 */
export async function openEditedCode(
  options: CodeOptions & { readonly cacheFolder: string },
  { nodes, edited }: RememberedModules,
): Promise<EditedCode | undefined> {
  const code = await openRememberedCode(options)
  const modules = editedModules(code, edited, options)
  if (modules === undefined) return undefined
  const reached = nodes.filter((node) => code.isEdited(node))
  const place = placer(options.root, modules)
  const areSame = reached.every((node) => isSameBut(node, { code, modules, root: options.root }))
  const placed = areSame ? nodes.map(place) : []
  if (placed.length === 0 || !placed.every((node) => node !== undefined)) return undefined
  return { nodes: placed, reached: new Set(reached.map(({ name }) => name)), fingerprint: code.fingerprint }
}

type Modules = ReadonlyMap<string, EditedModule>

function editedModules(
  { edited: now, facts, lookups }: RememberedCode,
  before: ReadonlyMap<string, string>,
  { root, configFile }: CodeOptions,
): Modules | undefined {
  // The facts of the slice belong to the very texts that were loaded.
  if (now === undefined || now.files.size !== before.size) return undefined
  const { resolve } = createResolver(root, lookups)
  const modules = new Map<string, EditedModule>()
  for (const [path, sha256] of before) {
    const [was, is] = [now.factsBefore(path), facts(path)]
    const text = lookups.text(path)
    if (now.files.get(path) !== sha256 || !isModule(was) || !isModule(is) || text === undefined) return undefined
    if (was.sha256 !== sha256 || is.sha256 !== lookups.mark(path)?.[5]) return undefined
    const isProject = (specifier: string) => {
      const resolved = resolve(path, specifier)
      return resolved.to === 'file' && resolved.file === configFile
    }
    const module = editedModule({ path, text, before: was, after: is, isProject })
    if (module === undefined) return undefined
    modules.set(path, module)
  }
  return modules
}

const isModule = (facts: { readonly kind: string } | undefined): facts is ModuleFacts => facts?.kind === 'module'

/** A node on its line in an edited file; undefined where the file does not say which call makes it. */
function placer(root: string, modules: Modules): (node: Node) => Node | undefined {
  const byLabel = new Map([...modules].map(([path, module]) => [fileLabel(root, path), module]))
  return (node) => {
    const { label } = placeIn(node)
    const module = byLabel.get(label)
    if (module === undefined) return node
    const line = module.lines.get(bindingOf(module.facts, node) ?? '')
    return line === undefined ? undefined : { ...node, at: `${label}:${line}` }
  }
}

function placeIn({ at }: Node): { readonly label: string } {
  return { label: at.slice(0, at.lastIndexOf(':')) }
}

/** What a module calls the definition that a project exports under a name. */
function bindingOf({ exports }: ModuleFacts, { name }: Node): string | undefined {
  const target = exports.find(([exported]) => exported === name.split('.').at(-1))?.[1]
  return target !== undefined && 'local' in target ? target.local : undefined
}

interface Within {
  readonly code: RememberedCode
  readonly modules: Modules
  readonly root: string
}

/**
 * Whether only the code of a node's function may have changed: it reads the same assets, and its code has the same
 * notes.
 */
function isSameBut(node: Node, within: Within): boolean {
  const before = within.code.before(node)
  if (before === undefined || !hasSameParameters(node, within)) return false
  const after = within.code.fingerprint(node)
  return surroundings(before) === surroundings(after)
}

/** All that follows from a fingerprint besides the digest, without the lines. */
function surroundings({ environment, notes }: Omit<CodeFingerprint, 'sources'>): string {
  return JSON.stringify([environment, notes.map(({ at, ...note }) => note)])
}

function hasSameParameters(node: Node, { code, modules, root }: Within): boolean {
  const path = join(root, placeIn(node).label)
  const edited = modules.get(path)
  const facts = edited?.facts ?? code.facts(path)
  if (!isModule(facts)) return false
  const binding = bindingOf(facts, node)
  const args = facts.calls.find(([name]) => name === binding)?.[1].arguments ?? []
  const run = runAmong(args) ?? args[0]
  if (run === undefined) return false
  // Options alone: `source.files('…')` and the like name nothing.
  if ('properties' in run) return nodeKinds[node.kind].readsOutside && node.upstream.length === 0
  if (run.name) return false
  const unit = facts.units[run.unit]
  if (unit === undefined) return false
  if (unit.state.kind !== 'function') return nodeKinds[node.kind].readsOutside && node.upstream.length === 0
  if (edited === undefined || !edited.isEdited(run.unit)) return true
  const parameters = readParsedParameters(edited.text.slice(unit.start, unit.end))
  // Its text alone tells which settings it reads.
  if ('kind' in parameters || node.resources === 'all' || node.resources.length > 0) return false
  const own = node.previous ? [previousName] : []
  return isSame(parameters.resources, own) && isSame(parameters.upstream, node.upstream)
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
