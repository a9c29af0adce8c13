import type { ImpurityKind } from '../facts.ts'
import type { GlobalPath } from './global-path.ts'

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

/** What reading a path of the platform is, where it is more than a value that every run has. */
export function impurityOf([first, second]: GlobalPath): ImpurityKind | undefined {
  if (first.startsWith('node:')) return moduleImpurity(first.slice('node:'.length), second)
  if (first === 'process')
    return second !== undefined && harmless.has(second) ? undefined : moduleImpurity(first, second)
  if (Object.hasOwn(globals, first)) return globals[first]
  const what = `${first}.${second}`
  return Object.hasOwn(globalMembers, what) ? globalMembers[what] : undefined
}

/** The impurity of a module of Node, or of a member of it. */
export function moduleImpurity(module: string, member = ''): ImpurityKind | undefined {
  const key = `${module} ${member}`
  if (Object.hasOwn(moduleMembers, key)) return moduleMembers[key]
  return Object.hasOwn(modules, module) ? modules[module] : undefined
}
