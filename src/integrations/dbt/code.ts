import { readFileSync } from 'node:fs'
import type { ForeignDeclaration, ForeignFacts } from '../../index.ts'
import type { DbtAnswer, DbtDeclared, DbtMacro, DbtNode } from './answer.ts'
import { sha256 } from './ask/kept-answer.ts'
import { fileOf } from './mistakes.ts'

/** Names the method that hashes the code of a node. Another method needs another name. */
const codeScheme = 'dbt-1'

type Written = Pick<DbtDeclared, 'root' | 'path' | 'name' | 'raw' | 'macros'>

export interface NodeCode {
  readonly node: DbtDeclared
  readonly answer: DbtAnswer
  /** Its canonical text; undefined where only a run can render it. */
  readonly meaning: readonly string[] | undefined
  /** Macros by which dbt makes the node, beside those that the node calls. */
  readonly making?: readonly string[]
  /** The models that dbt writes into its text, and the functions that it calls. */
  readonly inlined: readonly Written[]
  /** The part of its configuration that decides what is made of its statement. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Absolute path -> sha256 of every file of the project. */
  readonly hashes: ReadonlyMap<string, string>
}

/**
 * The code of a model or a test, as facts. The compiled statement decides the result; the node's own text and its
 * macros show people why the statement changed.
 */
export function codeOf(code: NodeCode): Pick<ForeignFacts, 'scheme' | 'declarations' | 'digest' | 'files' | 'at'> {
  const { node, answer, meaning, making = [], inlined, settings, hashes } = code
  const file = fileOf(node)
  const ids = new Set([...[node, ...inlined].flatMap(({ macros }) => macros), ...making])
  const macros = [...ids].flatMap((id) => answer.macros[id] ?? []).toSorted(byPlace)
  const texts = [node, ...inlined].map((one, index) => ({ ...textOf(one), ...(index === 0 ? {} : { from: 0 }) }))
  const modules = 'python' in node ? ((node as DbtNode).python?.modules ?? []) : []
  const declarations: readonly ForeignDeclaration[] = [
    ...texts,
    ...macros.map((macro) => declarationOf(macro)),
    ...modules.map(([path, text, own]) => ({ file: path, name: '', line: 1, hash: sha256(own), text, from: 0 })),
  ]
  const rendered = (meaning ?? declarations.map(({ hash }) => hash)).join('\n')
  const ways = making.map((id) => hashOfText(answer.macros[id]?.text ?? ''))
  return {
    at: { file, line: 1 },
    scheme: codeScheme,
    declarations,
    digest: sha256(
      [JSON.stringify(settings), meaning === undefined ? 'late' : 'compiled', rendered, ...ways].join('\n'),
    ),
    files: Object.fromEntries(
      declarations.flatMap((declaration) => {
        const hash = hashes.get(declaration.file)
        return hash === undefined ? [] : [[declaration.file, hash]]
      }),
    ),
  }
}

function textOf(node: Written): ForeignDeclaration {
  return { file: fileOf(node), name: declarationName(node), line: 1, hash: hashOfText(node.raw), text: node.raw }
}

/** A file of properties has several declarations, which need names; any other file is one declaration. */
const declarationName = ({ path, name }: Written): string => (/\.ya?ml$/.test(path) ? name : '')

function declarationOf({ path, name, text }: DbtMacro): ForeignDeclaration {
  return { file: path, name, line: lineOfMacro(path, name), hash: hashOfText(text), text, from: 0 }
}

const byPlace = (a: DbtMacro, b: DbtMacro): number => `${a.path} ${a.name}`.localeCompare(`${b.path} ${b.name}`)

/**
 * Hashes a text without Jinja comments, line ends and empty lines. Blanks count, since braces may contain a string.
 */
function hashOfText(text: string): string {
  const lines = text.replaceAll(/\{#[\s\S]*?#\}/g, '').split(/\r?\n/)
  return sha256(
    lines
      .map((line) => line.trimEnd())
      .filter((line) => line !== '')
      .join('\n'),
  )
}

function lineOfMacro(path: string, name: string): number {
  try {
    const lines = readFileSync(path, 'utf8').split('\n')
    const start = new RegExp(`\\{%-?\\s*(?:macro|test|materialization|snapshot)\\s+${name}\\b`)
    return Math.max(1, lines.findIndex((line) => start.test(line)) + 1)
  } catch {
    return 1
  }
}
