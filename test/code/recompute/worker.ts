/** Runs programs, each in a realm of its own, in a thread that may link modules by hand: what it makes is what the program makes. */
import { EventEmitter } from 'node:events'
import { stripTypeScriptTypes } from 'node:module'
import { posix } from 'node:path'
import { type Context, createContext, type Module, runInContext, SourceTextModule, SyntheticModule } from 'node:vm'
import { parentPort } from 'node:worker_threads'
import { frameworkText, makeRows, silent } from './make-rows.ts'
import type { Made, Program } from './recompute.ts'

parentPort?.on('message', async ({ id, program }: { readonly id: number; readonly program: Program }) => {
  const made: Record<string, Made> = {}
  // Each asset is made by a process of its own, as far as it can tell.
  for (const asset of program.assets) made[asset] = await make(program, asset)
  parentPort?.postMessage({ id, made })
})

/** What a program leaves to nobody: Node ends a process for it. */
let stray: unknown
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error: unknown) => {
    stray = error ?? event
  })

async function make(program: Program, asset: string): Promise<Made> {
  const { env = {} } = program
  const context = createContext({
    console: silent,
    process: processOf(env),
    ...{ URL, Event, EventTarget, setTimeout, queueMicrotask, structuredClone, TextEncoder, AbortController },
    ...{ performance },
  })
  const texts = heardTexts(context)
  const load = loader(program, context)
  stray = undefined
  try {
    const config = await load('assets.config.ts')
    const contents = await load('assets/index.ts')
    const rows = await makeRows({ config, contents, asset, env })
    await new Promise(setImmediate)
    if (stray !== undefined) throw stray
    return { rows, texts: [...texts].sort() }
  } catch (error) {
    return { error: String((error as Error | undefined)?.message ?? error) }
  }
}

/** A process that nobody else has: with its variables, listeners and folder. */
function processOf(env: Readonly<Record<string, string>>): object {
  let folder = '/project'
  const own = {
    env: { ...env },
    cwd: () => folder,
    chdir: (to: string) => {
      folder = to
    },
    getBuiltinModule: (specifier: string) => process.getBuiltinModule(specifier),
  }
  return Object.assign(new EventEmitter(), own)
}

/** The texts of functions that are asked for in the realm, as a run hears of them. */
function heardTexts(context: Context): ReadonlySet<string> {
  const texts = new Set<string>()
  const hear = runInContext(hearing, context) as (listener: (text: string) => void) => void
  hear((text) => texts.add(text))
  return texts
}
const hearing = `(listener) => {
  const original = Function.prototype.toString
  const heard = function toString() {
    const text = Reflect.apply(original, this === heard ? original : this, [])
    if (!text.endsWith('{ [native code] }')) listener(text)
    return text
  }
  Function.prototype.toString = heard
}`

function loader({ files, typed = true }: Program, context: object): (file: string) => Promise<object> {
  const modules = new Map<string, Module>()
  const find = (specifier: string, from: string): Module => {
    if (specifier === 'assetstore') return framework(modules, context)
    if (specifier.startsWith('node:')) return builtin(specifier, files, context)
    const path = resolvePath(files, specifier, from)
    const known = modules.get(path)
    if (known !== undefined) return known
    const text = files[path]
    if (text === undefined) throw new Error(`no file ${specifier} from ${from}`)
    const module = path.endsWith('.json') ? json(text, context) : source({ path, text, context, typed, load })
    modules.set(path, module)
    return module
  }
  const load = async (specifier: string, from = ''): Promise<object> => {
    const module = find(from === '' ? `./${specifier}` : specifier, from)
    if (module.status === 'unlinked') await module.link((inner, referrer) => find(inner, referrer.identifier))
    await module.evaluate()
    return module.namespace
  }
  return load
}

function resolvePath(files: Program['files'], specifier: string, from: string): string {
  if (specifier === '#project') return 'assets.config.ts'
  if (specifier.startsWith('.')) return posix.normalize(posix.join(posix.dirname(from), specifier))
  const workspace = `packages/${specifier}/index.ts`
  return files[workspace] === undefined ? `node_modules/${specifier}/index.js` : workspace
}

interface Source {
  readonly path: string
  readonly text: string
  readonly context: object
  readonly typed: boolean
  readonly load: (specifier: string, from: string) => Promise<object>
}
function source({ path, text, context, typed, load }: Source): Module {
  return new SourceTextModule(path.endsWith('.ts') && typed ? withoutTypes(text) : text, {
    context,
    identifier: path,
    initializeImportMeta: (meta) => {
      meta.url = `file:///project/${path}`
      meta.filename = `/project/${path}`
      meta.dirname = `/project/${posix.dirname(path)}`
      meta.resolve = (specifier: string) => new URL(specifier, meta.url).href
    },
    importModuleDynamically: (specifier: string) => load(specifier, path) as never,
  })
}

/** The assets of a program, its versions and most programs have files in common: a sixth of the time of a program goes there. */
const plainTexts = new Map<string, string>()
function withoutTypes(text: string): string {
  const plain = plainTexts.get(text) ?? stripTypeScriptTypes(text, { mode: 'transform' })
  plainTexts.set(text, plain)
  return plain
}

/** Node's own modules; files are those of the program. */
function builtin(specifier: string, files: Program['files'], context: object): Module {
  const own = specifier === 'node:fs' ? filesOf(files) : (process.getBuiltinModule(specifier) as object)
  const members = { ...own, default: own }
  return new SyntheticModule(
    Object.keys(members),
    function (this: SyntheticModule) {
      for (const [name, value] of Object.entries(members)) this.setExport(name, value)
    },
    { context, identifier: specifier },
  )
}

function filesOf(files: Program['files']) {
  const pathOf = (place: string | URL) => String(place).replace(/^(?:file:\/\/)?\/project\//, '')
  const read = (place: string | URL): string => {
    const text = files[pathOf(place)]
    if (text === undefined) throw new Error(`no file ${place}`)
    return text
  }
  return {
    readFileSync: read,
    existsSync: (place: string | URL) => files[pathOf(place)] !== undefined,
    readdirSync: (place: string | URL) =>
      Object.keys(files)
        .filter((path) => path.startsWith(pathOf(place)))
        .map((path) => posix.basename(path)),
  }
}

/** The object is one of the realm that reads it. */
function json(text: string, context: object): Module {
  return new SourceTextModule(`export default JSON.parse(${JSON.stringify(text)})`, { context })
}

function framework(modules: Map<string, Module>, context: object): Module {
  const known = modules.get('assetstore') ?? new SourceTextModule(frameworkText, { context, identifier: 'assetstore' })
  modules.set('assetstore', known)
  return known
}
