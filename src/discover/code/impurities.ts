import type { Impurity, ImpurityKind } from './facts.ts'
import { namesFile } from './file-references.ts'
import type { Node } from './parser.ts'
import { isGlobal, isOutside, type Printer, type Sightings, type Surroundings } from './printer.ts'
import { memberChain } from './syntax.ts'

/** Modules of Node whose every use reads, or acts on, something outside the program. */
const modules: Readonly<Record<string, ImpurityKind>> = {
  fs: 'files',
  'fs/promises': 'files',
  child_process: 'process',
  cluster: 'process',
  dgram: 'network',
  dns: 'network',
  'dns/promises': 'network',
  http: 'network',
  http2: 'network',
  https: 'network',
  net: 'network',
  tls: 'network',
  os: 'environment',
  process: 'environment',
}
/** Exports that are of another kind than the rest of their module, which may be pure. */
const moduleMembers: Readonly<Record<string, ImpurityKind>> = {
  'crypto randomBytes': 'random',
  'crypto randomFillSync': 'random',
  'crypto randomInt': 'random',
  'crypto randomUUID': 'random',
  'crypto getRandomValues': 'random',
  'perf_hooks performance': 'clock',
  'process hrtime': 'clock',
  'process uptime': 'clock',
}
const globals: Readonly<Record<string, ImpurityKind>> = {
  EventSource: 'network',
  WebSocket: 'network',
  XMLHttpRequest: 'network',
  fetch: 'network',
  process: 'environment',
}
const globalMembers: Readonly<Record<string, ImpurityKind>> = {
  'Date.now': 'clock',
  'Math.random': 'random',
  'Temporal.Now': 'clock',
  'crypto.getRandomValues': 'random',
  'crypto.randomUUID': 'random',
  'performance.now': 'clock',
  'performance.timeOrigin': 'clock',
}
/** Members of `process` that are the same for every run, or have nothing to do with what code makes. */
const harmless = new Set([
  'emitWarning',
  'exitCode',
  'getBuiltinModule',
  'memoryUsage',
  'nextTick',
  'on',
  'once',
  'off',
  'stdout',
  'stderr',
])

/**
 * Collects what the code reads besides its parameters. It is advice for the reader of a note and decides nothing: names say enough.
 */
export function createSightings(around: Surroundings): Sightings {
  const impurities: Impurity[] = []
  const told = new Set<Node>()
  const see = (kind: ImpurityKind | undefined, what: string, node: Node) => {
    if (kind === undefined || told.has(node)) return
    told.add(node)
    const line = around.lineOf(node.start)
    if (!impurities.some((seen) => seen.what === what && seen.line === line)) impurities.push({ kind, what, line })
  }
  return {
    impurities,
    opaque: undefined,
    patterns: [],
    visitName(node, printer, members = []) {
      if (isOutside(printer, node.name))
        see(importedKind(printer, node.name, members), [node.name, ...members].join('.'), node)
      else if (Object.hasOwn(globals, node.name)) see(globals[node.name], node.name, node)
    },
    visitModule(node, from, [member = ''] = []) {
      const module = from.replace(/^node:/, '')
      see(kindOf(module, member), member === '' ? module : `${module}.${member}`, node)
    },
    visitMember(node, printer) {
      const { root, members } = memberChain(node)
      if (root.type !== 'Identifier' || !isGlobal(printer, root.name)) return
      const path = root.name === 'globalThis' ? members : [root.name, ...members]
      const [first, second] = path
      if (first === 'process') {
        const what = second === 'env' ? path.slice(0, 3).join('.') : `process.${second}`
        if (second === undefined || !harmless.has(second)) see(kindOf('process', second), what, root)
        told.add(root)
      }
      const what = `${first}.${second}`
      if (Object.hasOwn(globalMembers, what)) see(globalMembers[what], what, root)
    },
    visitCall(node, printer) {
      const callee = memberChain(node.callee).root
      if (callee.type !== 'Identifier') return
      // A file beside the module is part of the code: reading it is no surprise.
      const [first] = node.arguments
      if (first !== undefined && namesFile(printer, first)) told.add(callee)
      if (callee.name !== 'Date' || node.callee.type !== 'Identifier' || !isGlobal(printer, 'Date')) return
      if (node.type === 'CallExpression' || node.arguments.length === 0) {
        see('clock', node.type === 'NewExpression' ? 'new Date()' : 'Date()', node)
      }
    },
  }
}

function importedKind(printer: Printer, name: string, members: readonly string[]): ImpurityKind | undefined {
  const imported = printer.around.imported(name)
  if (imported === undefined) return undefined
  const module = imported.from.replace(/^node:/, '')
  return kindOf(module, imported.name === '*' || imported.name === 'default' ? members[0] : imported.name)
}

function kindOf(module: string, member = ''): ImpurityKind | undefined {
  const key = `${module} ${member}`
  if (Object.hasOwn(moduleMembers, key)) return moduleMembers[key]
  return Object.hasOwn(modules, module) ? modules[module] : undefined
}
