import { createRequire } from 'node:module'
import type { Comment, Expression, ParserOptions, Program } from 'oxc-parser'
import type { ResolverFactory } from 'oxc-resolver'
import { AssetError } from '../../errors.ts'
import { nodeConditions } from '../../util/node-in-use.ts'
import { isRequired, writtenSpecifier } from './specifier.ts'

export type * from 'oxc-parser'

/**
 * The only module that loads oxc. Both packages are native and cost 30 ms to load, so they are required when the first
 * file has to be parsed or the first bare name resolved: a project whose files are all remembered never loads them.
 */
const require = createRequire(import.meta.url)
let parser: typeof import('oxc-parser') | undefined
let resolvers: { readonly imports: ResolverFactory; readonly requires: ResolverFactory } | undefined

export interface ParsedModule {
  readonly program: Program
  readonly comments: readonly Comment[]
}

/**
 * Parses a whole file. Its ending says which language it is in.
 *
 * @param file How the file is called in messages; relative to the project's root.
 * @throws AssetError `PROJECT_SYNTAX`, with the place of the first error.
 */
export function parseModule(file: string, text: string): ParsedModule {
  const { program, comments, errors } = parse(file, text)
  const error = errors.find(({ severity }) => severity === 'Error')
  if (error === undefined) return { program, comments }
  throw new AssetError({
    code: 'PROJECT_SYNTAX',
    message: `${file} cannot be parsed: ${error.message}`,
    at: `${file}:${placeOf(text, error.labels[0]?.start ?? 0)}`,
    facts: { file, error: error.message },
    fix: 'correct the syntax there; `npx tsc --noEmit` lists every error of the file',
  })
}

/**
 * The program of a text without any mistake, also of the kinds that the language forbids beside its grammar; else
 * `undefined`.
 */
export function parseStrictly(file: string, text: string): Program | undefined {
  const { program, errors } = parse(file, text, { showSemanticErrors: true })
  return errors.length === 0 ? program : undefined
}

/**
 * The function that `Function.prototype.toString` gave the text of: an arrow, a function, a class or a method (`name()
 * {}`, `get x() {}`, `async *name() {}`), which is an expression only inside an object. `undefined` where the text is
 * not JavaScript (`[native code]`). `wrapped` is what was parsed, in which the positions count.
 */
export function parseFunctionText(text: string): { readonly fn: Expression; readonly wrapped: string } | undefined {
  for (const [read, wrapped] of [
    [expressionOf, `(${text}\n)`],
    [methodOf, `({${text}\n})`],
    [methodOf, `(class {${text}\n})`],
  ] as const) {
    const fn = read(wrapped)
    if (fn !== undefined) return { fn, wrapped }
  }
  return undefined
}

/** Line and column of an offset, counted from 1. */
export function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return `${before.split('\n').length}:${offset - lineStart + 1}`
}

/**
 * The absolute path that Node would load, with symbolic links followed; `undefined` where Node would find none.
 *
 * @param specifier See `requiredSpecifier` for what is required.
 */
export function resolveModule(folder: string, specifier: string): string | undefined {
  resolvers ??= openResolvers()
  const { imports, requires } = resolvers
  return (isRequired(specifier) ? requires : imports).sync(folder, writtenSpecifier(specifier)).path
}

function openResolvers() {
  const { ResolverFactory } = require('oxc-resolver') as typeof import('oxc-resolver')
  const ownConditions = [...nodeConditions(), 'node', 'module-sync', 'node-addons']
  const imports = new ResolverFactory({
    conditionNames: [...ownConditions, 'import'],
    extensions: ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx', '.json', '.node'],
    extensionAlias: { '.js': ['.js', '.ts', '.tsx'], '.mjs': ['.mjs', '.mts'], '.cjs': ['.cjs', '.cts'] },
    builtinModules: false,
  })
  const requires = imports.cloneWithOptions({
    conditionNames: [...ownConditions, 'require'],
    extensions: requireEndings,
    builtinModules: false,
  })
  return { imports, requires }
}

/** In the order of `require.extensions`. */
const requireEndings = ['.js', '.json', '.node']

/** Files may have come and gone since the resolvers last looked: whoever opens a project anew asks the disk anew. */
export function forgetResolved(): void {
  resolvers = undefined
}

function parse(file: string, text: string, more: ParserOptions = {}) {
  parser ??= require('oxc-parser') as typeof import('oxc-parser')
  return parser.parseSync(file, text, {
    ...more,
    preserveParens: false,
    sourceType: /\.c[jt]s$/.test(file) ? 'commonjs' : 'module',
  })
}

function expressionOf(text: string): Expression | undefined {
  const { program, errors } = parse('function.ts', text)
  const [statement] = program.body
  if (errors.length > 0 || statement?.type !== 'ExpressionStatement') return undefined
  return statement.expression
}

function methodOf(text: string): Expression | undefined {
  const holder = expressionOf(text)
  const [member] =
    holder?.type === 'ObjectExpression' ? holder.properties : holder?.type === 'ClassExpression' ? holder.body.body : []
  return member?.type === 'Property' || member?.type === 'MethodDefinition' ? (member.value as Expression) : undefined
}
