import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { type Node, type Program, parseModule, resolveModule } from '../parser.ts'
import { requiredSpecifier } from '../specifier.ts'
import { keyName } from '../syntax.ts'
import { builtin } from './builtin-things.ts'
import { Doubt, type Slot, type Thing } from './heap.ts'
import { declaredNames, defaultName, isStrict } from './scope.ts'
import { unknownThing } from './strangers.ts'
import type { Activation, Evaluate, Place, Scope } from './tools.ts'

/** More than this is not read: a package of that size is in doubt. */
const mostBytes = 3_000_000
const mostFiles = 800

export interface PackageModules {
  loaded: Evaluate['loaded']
}

/** The modules of packages, each evaluated once, at load. */
export function createModules(toolsOf: () => Evaluate): PackageModules {
  const modules = new Map<string, Slot>()
  let bytes = 0
  const open = (file: string, way: 'import' | 'require'): Slot => {
    const { heap } = toolsOf()
    const isCommonFile = isCommon(file)
    if (file.endsWith('.json')) return dataOf(toolsOf())
    if (!/\.[cm]?js$/.test(file)) return heap.of(unknownThing(heap))
    const earlier = modules.get(file)
    const exports = earlier ?? heap.slot()
    if (earlier === undefined) {
      modules.set(file, exports)
      const text = readFileSync(file, 'utf8')
      bytes += text.length
      if (bytes > mostBytes || modules.size > mostFiles) throw new Doubt('is too large to be read')
      evaluateModule(toolsOf(), { file, text, isCommonFile, exports, loaded })
    }
    return commonFiles.has(file) && way === 'import' ? namespaceOfCommon(toolsOf(), exports) : exports
  }
  const loaded: Evaluate['loaded'] = (from, specifier, way) => {
    const { heap } = toolsOf()
    if (isBuiltin(specifier)) return heap.of(builtin(heap, `node:${specifier.replace(/^node:/, '')}`))
    const file = resolveModule(dirname(from), way === 'require' ? requiredSpecifier(specifier) : specifier)
    if (file !== undefined) return open(file, way)
    // What is not installed cannot be loaded: whoever requires it has an answer to that.
    if (way === 'require') return heap.slot()
    throw new Doubt(`imports ${specifier}, which is not there`)
  }
  const commonFiles = new Set<string>()
  const isCommon = (file: string): boolean => {
    const common = file.endsWith('.cjs') || (file.endsWith('.js') && !isModuleFolder(dirname(file)))
    if (common) commonFiles.add(file)
    return common
  }
  return { loaded }
}

const folders = new Map<string, boolean>()
function isModuleFolder(folder: string): boolean {
  const earlier = folders.get(folder)
  if (earlier !== undefined) return earlier
  const isModule = typeIn(folder) ?? (folder === dirname(folder) ? false : isModuleFolder(dirname(folder)))
  folders.set(folder, isModule)
  return isModule
}
function typeIn(folder: string): boolean | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).type === 'module'
  } catch {
    return undefined
  }
}

function dataOf(tools: Evaluate): Slot {
  const data = tools.heap.make({ kind: 'object', moment: 'load' })
  tools.heap.add(data.rest, data)
  return tools.heap.of(data)
}

/** `import pkg, { part } from 'common'` */
function namespaceOfCommon({ heap, members }: Evaluate, exports: Slot): Slot {
  const namespace = heap.make({ kind: 'object', moment: 'load' })
  heap.flow(exports, heap.own(namespace, 'default'))
  members.copy(exports, namespace, 'load')
  return heap.of(namespace)
}

interface ModuleText {
  readonly file: string
  readonly text: string
  readonly isCommonFile: boolean
  readonly exports: Slot
  readonly loaded: Evaluate['loaded']
}

function evaluateModule(tools: Evaluate, module: ModuleText): void {
  const { heap, members } = tools
  const { file, isCommonFile, exports } = module
  const program = parsed(module)
  const activation: Activation = {
    moment: 'load',
    self: heap.slot(),
    results: heap.slot(),
    input: heap.slot(),
    home: undefined,
    ofClass: undefined,
    generator: undefined,
    file,
    ...(isCommonFile && !isStrict(program.body) ? { isSloppy: true as const } : {}),
  }
  const names = [...declaredNames(program.body), ...importedNames(program), ...defaultNames(program), defaultName]
  const common = isCommonFile ? ['exports', 'module', 'require', '__filename', '__dirname'] : []
  const scope: Scope = {
    above: undefined,
    moment: 'load',
    names: new Map([...common, ...names].map((name) => [name, heap.slot()])),
  }
  const place: Place = { scope, activation }
  if (isCommonFile) {
    const [own, whole] = [heap.make({ kind: 'object', moment: 'load' }), heap.make({ kind: 'object', moment: 'load' })]
    heap.add(heap.own(whole, 'exports'), own)
    heap.add(slotNamed(scope, 'exports'), own)
    heap.add(slotNamed(scope, 'module'), whole)
    heap.add(slotNamed(scope, 'require'), builtin(heap, 'require'))
    heap.add(activation.self, own)
    heap.flow(members.read(heap.of(whole), 'exports', 'load'), exports)
  } else heap.add(exports, namespaceOf(tools, program, { ...module, scope }))
  tools.soon(() => tools.statements(program.body, place))
}

const slotNamed = (scope: Scope, name: string): Slot => scope.names.get(name) as Slot

function parsed({ file, text, isCommonFile }: ModuleText): Program {
  try {
    return parseModule(isCommonFile ? 'package.cjs' : 'package.mjs', text.replace(/^#!.*/, '')).program
  } catch {
    throw new Doubt(`has a file that cannot be parsed (${file})`)
  }
}

function importedNames({ body }: Program): string[] {
  return body.flatMap((node) =>
    node.type === 'ImportDeclaration' ? node.specifiers.map(({ local }) => local.name) : [],
  )
}
function defaultNames({ body }: Program): string[] {
  return body.flatMap((node) => {
    const named = node.type === 'ExportDefaultDeclaration' && 'id' in node.declaration ? node.declaration.id : null
    return named !== null && named.type === 'Identifier' ? [named.name] : []
  })
}

/** What a module of ECMAScript exports; its imports get their values. */
function namespaceOf(tools: Evaluate, { body }: Program, module: ModuleText & { readonly scope: Scope }): Thing {
  const { heap, members } = tools
  const { scope, file } = module
  const namespace = heap.make({ kind: 'object', moment: 'load' })
  const from = (source: string): Slot => module.loaded(file, source, 'import') ?? heap.of(unknownThing(heap))
  const give = (name: string, slot: Slot) => heap.flow(slot, heap.own(namespace, name))
  for (const node of body as readonly Node[]) {
    if (node.type === 'ImportDeclaration') {
      const source = from(node.source.value)
      for (const one of node.specifiers) {
        const isWhole = one.type === 'ImportNamespaceSpecifier'
        const name = one.type === 'ImportSpecifier' ? keyName(one.imported) : 'default'
        heap.flow(isWhole ? source : members.read(source, name, 'load'), slotNamed(scope, one.local.name))
      }
    } else if (node.type === 'ExportAllDeclaration') {
      const source = from(node.source.value)
      if (node.exported !== null) give(keyName(node.exported), source)
      else members.copy(source, namespace, 'load')
    } else if (node.type === 'ExportNamedDeclaration') {
      const source = node.source === null ? undefined : from(node.source.value)
      for (const { local, exported } of node.specifiers) {
        const slot =
          source === undefined ? slotNamed(scope, keyName(local)) : members.read(source, keyName(local), 'load')
        if (slot !== undefined) give(keyName(exported), slot)
      }
      if (node.declaration !== null) for (const name of declaredNames([node])) give(name, slotNamed(scope, name))
    } else if (node.type === 'ExportDefaultDeclaration') give('default', slotNamed(scope, defaultName))
  }
  return namespace
}
