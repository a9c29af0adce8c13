import { definitionKinds } from '../../define/definition.ts'
import { AssetError } from '../../errors.ts'
import { errorCode } from '../../util/error-code.ts'
import { type Node, parseModule, placeOf } from '../code/parser.ts'
import { childrenOf } from '../code/syntax.ts'
import { fileLabel, filePath } from '../user-place.ts'
import type { FailedLoad } from './record-modules.ts'

/**
 * Where Node found the error: it writes the place, the line and a caret above the stack of every error of a compiler.
 */
interface ErrorPlace {
  readonly file: string
  readonly label: string
  /** `assets/crm.ts:3:7`, or without the column where there is no caret. */
  readonly at: string
  readonly line: string
  /** What the parser takes, and Node does not. */
  readonly newer?: NewerForm
}

type NewerForm = 'decorators' | 'import defer'

/** Source that does not parse, that Node cannot strip of its types, or that imports a name which is not there. */
export function syntaxFailure(error: SyntaxError, load: FailedLoad): AssetError | undefined {
  const place = findPlace(error, load) ?? searchPlace(error, load)
  if (place === undefined) return undefined
  if (errorCode(error) === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' || place.newer === 'decorators')
    return unsupported(error, place)
  const [, specifier, name] =
    /requested module '(.*)' does not provide an export named '(.*)'/.exec(error.message) ?? []
  if (specifier !== undefined && name !== undefined) return missingExport({ specifier, name, place, load })
  if (place.newer === 'import defer') return deferred(error, place)
  return new AssetError({
    code: 'PROJECT_SYNTAX',
    message: `${place.label} is no valid ${/ts$/.test(place.file) ? 'TypeScript' : 'JavaScript'}: ${firstLower(error.message)}`,
    at: place.at,
    facts: { line: place.line },
    fix: 'correct the syntax there; `npx tsc --noEmit` lists every error of the project',
    cause: error,
  })
}

function findPlace(error: SyntaxError, { root, record }: FailedLoad): ErrorPlace | undefined {
  const [head = '', ...lines] = (error.stack ?? '').split('\n')
  const [, address, row] = /^((?:file:|\/|[A-Za-z]:\\).*):(\d+)$/.exec(head) ?? []
  if (address === undefined || !record.isProjectFile(filePath(address))) return undefined
  const label = fileLabel(root, address)
  const caret = lines.findIndex((line) => /^\s*\^+\s*$/.test(line))
  const column = caret === -1 ? '' : `:${lines[caret]!.indexOf('^') + 1}`
  return { file: filePath(address), label, at: `${label}:${row}${column}`, line: lines[caret - 1]?.trim() ?? '' }
}

/**
 * V8 keeps the place of an error in plain JavaScript to itself: the file that was loaded last and does not parse is the
 * one.
 */
function searchPlace(error: SyntaxError, { root, record }: FailedLoad): ErrorPlace | undefined {
  if (!error.stack?.includes('compileSourceTextModule')) return undefined
  for (const [file, text] of [...record.texts].reverse()) {
    const label = fileLabel(root, file)
    const place = firstError(label, text)
    if (place !== undefined)
      return { file, label, ...place, line: text.split('\n')[Number(place.at.split(':').at(-2)) - 1]?.trim() ?? '' }
  }
  return undefined
}

function firstError(label: string, text: string): Pick<ErrorPlace, 'at' | 'newer'> | undefined {
  try {
    const newer = firstNewer(parseModule(label, text).program)
    return newer && { at: `${label}:${placeOf(text, newer.node.start)}`, newer: newer.form }
  } catch (error) {
    if (AssetError.is(error)) return error.at === undefined ? undefined : { at: error.at }
    throw error
  }
}

/** The first form that parses, is no type that could be stripped, and is not yet the JavaScript that Node runs. */
function firstNewer(node: Node): { readonly node: Node; readonly form: NewerForm } | undefined {
  if (node.type === 'Decorator') return { node, form: 'decorators' }
  if ((node.type === 'ImportDeclaration' || node.type === 'ImportExpression') && node.phase === 'defer')
    return { node, form: 'import defer' }
  for (const child of childrenOf(node)) {
    const newer = firstNewer(child)
    if (newer !== undefined) return newer
  }
  return undefined
}

const hint = '; with "erasableSyntaxOnly": true in tsconfig.json the compiler says so'

function deferred(error: SyntaxError, { at, label, line }: ErrorPlace): AssetError {
  return new AssetError({
    code: 'PROJECT_SYNTAX',
    message: `${label} has an import defer, which Node ${process.version} cannot run`,
    at,
    facts: { line },
    fix: 'write a plain import, or `await import(…)` where it is needed',
    cause: error,
  })
}

function unsupported(error: SyntaxError, { at, label, line, newer }: ErrorPlace): AssetError {
  const construct = newer ?? constructOf(error.message)
  return new AssetError({
    code: 'TYPESCRIPT_UNSUPPORTED',
    message: `${label} uses TypeScript's ${construct}, which Node cannot run: it only strips types`,
    at,
    facts: { line, construct },
    fix: `${cures.find(([pattern]) => pattern.test(construct))?.[1] ?? 'write it without'}${construct === 'decorators' ? '' : hint}`,
    cause: error,
  })
}

function constructOf(message: string): string {
  if (message.includes('angle-bracket')) return 'type assertion in angle brackets'
  return /TypeScript (.*?) (?:is|are) not supported/.exec(message)?.[1] ?? 'syntax that is more than types'
}

const cures: readonly (readonly [RegExp, string])[] = [
  [/decorator/, 'call the function yourself: const Traced = traced(Plain)'],
  [/enum/, "write an object instead: const Color = { red: 'red' } as const"],
  [/parameter propert/, 'declare the field in the class and assign it in the constructor'],
  [/namespace|module/, 'write the members as exports of a file of their own'],
  [/import/, "write `import … from '…'` instead"],
  [/export/, 'write `export default …` or a named export instead'],
  [/assertion/, 'write `value as Type` instead'],
]

interface MissingExport {
  readonly specifier: string
  readonly name: string
  readonly place: ErrorPlace
  readonly load: FailedLoad
}

function missingExport({ specifier, name, place, load }: MissingExport): AssetError {
  const { record, root } = load
  const target = record.resolutions.find((one) => one.parent === place.file && one.specifier === specifier)
  const path = target?.url.startsWith('file:') ? filePath(target.url) : undefined
  const isType = new RegExp(`\\b(?:interface|type)\\s+${name.replaceAll('$', '\\$')}\\b`).test(
    record.texts.get(path ?? '') ?? '',
  )
  const isOwn = path !== undefined && record.texts.has(path)
  return new AssetError({
    code: 'PROJECT_LOAD',
    message: `${place.label} imports "${name}" from ${isOwn ? fileLabel(root, path) : `"${specifier}"`}, which ${isType ? 'exports it as a type only' : 'does not export it'}`,
    at: place.at,
    facts: { line: place.line, name, from: specifier },
    fix: isType
      ? `write \`import type { ${name} }\`: Node strips types and so cannot import one`
      : exportCure(specifier, name, isOwn),
  })
}

function exportCure(specifier: string, name: string, isOwn: boolean): string {
  if (definitionKinds.some((kind) => kind === name) && specifier === 'assetstore')
    return `import it from assets.config.ts, where \`export const { ${definitionKinds.join(', ')} } = project\` exports what defineProject returned`
  const type = `if it is a type, write \`import type { ${name} }\``
  return isOwn
    ? `export it there, or correct the name; ${type}`
    : `correct the name, or install the version of the package that has it; ${type}`
}

function firstLower(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}
