import type { DbtAnswer, DbtNode, DbtSource } from '../answer.ts'
import { isInlined, nameOfSource } from '../graph-names.ts'
import { isMadeByDbt } from '../made-by-dbt/reasons.ts'
import { canonicalText, type Token, tokensOf } from '../tokens.ts'
import { isRemote } from './external-source.ts'

/**
 * The same project with sources for the files that statements read directly: `from 'data/orders.csv'`,
 * `read_csv('data/*.csv')`. So their bytes are known to decide what the node makes.
 */
export function withFileSources(answer: DbtAnswer): DbtAnswer {
  const sources = new Map<string, DbtSource>()
  const nodes = answer.nodes.map((node) => {
    const { compiled } = node
    // What dbt makes, it reads itself.
    if (compiled === undefined || !mayReadFiles.test(compiled) || isInlined(node) || isMadeByDbt(answer, node))
      return node
    const read = new Set<string>()
    const statement = replaceFiles(tokensOf(compiled), (location) => {
      const key = canonicalText(location)
      const one = sources.get(key) ?? sourceOf(node, location, [...answer.sources, ...sources.values()])
      sources.set(key, one)
      read.add(one.id)
      return one.relation
    })
    return read.size === 0 ? node : { ...node, compiled: statement, depends: [...node.depends, ...read] }
  })
  return sources.size === 0 ? answer : { ...answer, nodes, sources: [...answer.sources, ...sources.values()] }
}

const file = /\.(?:csv|tsv|parquet|json|jsonl|ndjson)(?:\.gz|\.zst)?'$/i
const functions =
  /^(?:read_csv|read_csv_auto|read_parquet|parquet_scan|read_json|read_json_auto|read_ndjson|read_ndjson_auto)$/i
/** Matches statements that may read files. Most read none, and are not tokenized once more. */
const mayReadFiles = /\b(?:read_\w+|parquet_scan)\s*\(|\.(?:csv|tsv|parquet|json|jsonl|ndjson)\b/i

/** A tokenized statement in which the calls that read files are replaced by relations. */
function replaceFiles(tokens: readonly Token[], relationOf: (location: readonly Token[]) => string): string {
  let text = ''
  for (let at = 0; at < tokens.length; ) {
    const location = locationAt(tokens, at)
    text += tokens[at]?.gap ?? ''
    text += location === undefined ? tokens[at]?.text : relationOf(location)
    at += location?.length ?? 1
  }
  return text
}

function locationAt(tokens: readonly Token[], at: number): readonly Token[] | undefined {
  const [first, second] = [tokens[at]?.text ?? '', tokens[at + 1]?.text]
  if (/^(?:from|join)$/i.test(tokens[at - 1]?.text ?? '') && file.test(first))
    return isOfThisMachine([first]) ? tokens.slice(at, at + 1) : undefined
  if (second !== '(' || !functions.test(first) || tokens[at - 1]?.text === '.') return undefined
  const end = endOfBrackets(tokens, at + 1)
  const call = tokens.slice(at, end)
  const paths = pathsOf(call)
  return end !== undefined && paths.length > 0 && isOfThisMachine(paths) ? call : undefined
}

const isOfThisMachine = (paths: readonly string[]): boolean => paths.every((path) => !isRemote(path.slice(1, -1)))

/** The paths of a call: its first argument, where that is only a text or a list of texts. */
function pathsOf(call: readonly Token[]): readonly string[] {
  const texts = call.slice(2).map(({ text }) => text)
  const isText = (text: string) => text.startsWith("'")
  if (texts[0] !== '[') return isText(texts[0] ?? '') && /^[,)]$/.test(texts[1] ?? '') ? texts.slice(0, 1) : []
  const list = texts.slice(1, texts.indexOf(']'))
  return list.every((text) => isText(text) || text === ',') ? list.filter(isText) : []
}

function endOfBrackets(tokens: readonly Token[], open: number): number | undefined {
  let depth = 0
  for (let at = open; at < tokens.length; at += 1) {
    const { text } = tokens[at] as Token
    depth += text === '(' ? 1 : text === ')' ? -1 : 0
    if (depth === 0) return at + 1
  }
  return undefined
}

/** Named after its first file: `files.data_orders_csv`. A second way to read that file gets a number at the end. */
function sourceOf(node: DbtNode, location: readonly Token[], others: readonly DbtSource[]): DbtSource {
  const path = location.find(({ text }) => text.startsWith("'"))?.text ?? ''
  const words = path.split(/\W+/).filter((word) => word !== '')
  const base = /^[A-Za-z]/.test(words[0] ?? '') ? words.join('_') : ['file', ...words].join('_')
  const taken = new Set(others.map((one) => nameOfSource(one).toLowerCase()))
  let name = base
  for (let number = 2; taken.has(`files.${name}`.toLowerCase()); number += 1) name = `${base}_${number}`
  return {
    ...{ id: `source.assetstore.files.${name}`, package: node.package, source: 'files', name, path: node.path },
    ...{ relation: `"assetstore"."files"."${name}"`, database: 'assetstore', schema: 'files', identifier: name },
    ...{ location: location.map(({ gap, text }, at) => (at === 0 ? text : gap + text)).join(''), plugin: null },
    ...{ description: '', columns: [], tags: [], meta: {} },
  }
}
