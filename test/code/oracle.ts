import { type RolldownBuild, rolldown } from 'rolldown'
import { minifySync } from 'rolldown/utils'
import { type Node, parseModule } from '../../src/discover/code/parser.ts'
import { childrenOf, isFunction } from '../../src/discover/code/syntax.ts'
import { nodeConditions } from '../../src/util/node-in-use.ts'

/**
 * What a bundler keeps for one entry: as it is written; with the names of locals made short, so that names alone do not count; and
 * compressed, so that a constant whose last reader is gone does not count. Each is made when it is asked for.
 */
export interface Bundle {
  code(form: Form): string
  /** The modules that are loaded, of which it keeps some code or none. */
  readonly files: readonly string[]
}
const forms = ['plain', 'short', 'small'] as const
type Form = (typeof forms)[number]

export interface Bundling {
  readonly entry: string
  /** A constant's initializer is taken to do nothing but give its value, and an unused module to do nothing. */
  readonly pure: boolean
  /** Packages of the workspace, which are code of the project. */
  readonly linked?: readonly string[]
}

export async function bundle(bundling: Bundling): Promise<Bundle> {
  await using built = await build(bundling)
  // With its comments, which say what has no effect. A bundler that writes the forms itself bundles once for each of them.
  const { output } = await built.generate({ format: 'esm', comments: true, minify: false, codeSplitting: false })
  const text = output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('\n')
  const known = new Map<Form, string>()
  return {
    code(form) {
      const code = known.get(form) ?? minified(text, form)
      known.set(form, code)
      return code
    },
    files: await built.watchFiles,
  }
}

/**
 * Whether what the bundler keeps now is other code than before: in none of the forms it is the same text, also where
 * its functions stand in another order, as they do when one moves to another file.
 */
export async function differs(before: Bundle, bundling: Bundling): Promise<boolean> {
  const now = await bundle(bundling)
  return forms.every((form) => !isSame(now.code(form), before.code(form)))
}

function isSame(now: string, before: string): boolean {
  if (now === before) return true
  // In another order they are of the same characters, which is seen without a parser.
  return sumOf(now) === sumOf(before) && functionsFirst(now) === functionsFirst(before)
}

/** The same for the same statements in any order, without the layout and the marks of calls between them. */
function sumOf(code: string): number {
  const bare = code.replaceAll(/\/\* ?[@#]__[A-Z_]+__ ?\*\//g, '')
  let sum = 0
  for (let at = 0; at < bare.length; at += 1) {
    const char = bare.charCodeAt(at)
    if (char > 32) sum = (sum + Math.imul(Math.imul(char, char), char + 40_503)) | 0
  }
  return sum
}

/** A declaration of a function is there wherever it stands. */
function functionsFirst(code: string): string {
  const { program } = parseModule('bundle.js', code)
  const functions = program.body.filter(({ type }) => type === 'FunctionDeclaration')
  const others = program.body.filter(({ type }) => type !== 'FunctionDeclaration')
  const text = ({ start, end }: Node) => code.slice(start, end)
  return [...functions.map(text).sort(), ...others.map(text)].join('\n')
}

const treeshake = { propertyReadSideEffects: false, unknownGlobalSideEffects: false } as const

function build({ entry, pure, linked = [] }: Bundling): Promise<RolldownBuild> {
  return rolldown({
    input: entry,
    platform: 'node',
    logLevel: 'silent',
    external: (id) => !/^[./]/.test(id) && !linked.some((name) => id === name || id.startsWith(`${name}/`)),
    // Node keeps an import of a value that nobody uses; only TypeScript's own compiler may drop it.
    transform: { typescript: { onlyRemoveTypeImports: true } },
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] }, conditionNames: [...nodeConditions(), 'node', 'import'] },
    treeshake: { moduleSideEffects: !pure, ...treeshake },
    plugins: pure
      ? [{ name: 'pure', transform: (code, id) => (id.endsWith('.ts') ? pureForm(id, code) : undefined) }]
      : [],
  })
}

/** Without comments and layout. */
function minified(text: string, form: Form): string {
  const { code, errors } = minifySync('bundle.js', text, {
    module: true,
    compress: form === 'small' && { treeshake },
    mangle: form !== 'plain' && { toplevel: true },
    codegen: { removeWhitespace: true, legalComments: 'none' },
  })
  if (errors.length > 0) throw new Error(`what the bundler wrote is no program: ${errors[0]?.message}`)
  return code
}

/** Text of a module -> the same, marked: all but one are as they were in the bundle before. */
const pureForms = new Map<string, string>()

function pureForm(file: string, code: string): string {
  const known = pureForms.get(code)
  if (known !== undefined) return known
  const marked = markPure(file, code)
  pureForms.set(code, marked)
  return marked
}

/** Marks every call of a top-level initializer as free of effects. */
function markPure(file: string, code: string): string {
  const { program } = parseModule(file, code)
  const calls: number[] = []
  const visit = (node: Node): void => {
    if (isFunction(node)) return
    if (node.type === 'CallExpression' || node.type === 'NewExpression') calls.push(node.start)
    for (const child of childrenOf(node)) visit(child)
  }
  for (const statement of program.body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declared?.type === 'VariableDeclaration') visit(declared)
  }
  let marked = code
  for (const start of [...new Set(calls)].sort((a, b) => b - a))
    marked = `${marked.slice(0, start)}/* @__PURE__ */ ${marked.slice(start)}`
  return marked
}
