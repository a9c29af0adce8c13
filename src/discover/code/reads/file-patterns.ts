import { posix } from 'node:path'
import { isAbove, pathBeside, urlBeside } from '../beside.ts'
import type { Pattern } from '../facts.ts'
import type { Node } from '../parser.ts'
import type { Printer } from '../print/printer.ts'
import { isModuleFile, memberName, unwrap } from '../syntax.ts'
import { type Ends, joined, textEnds, unknownText, wholeText } from '../text-ends.ts'

/**
 * The files beside the module that a path leads to which is computed in part: `new URL(`../prompts/${name}.md`,
 * import.meta.url)`, `join(import.meta.dirname, 'prompts', name)`. It has to say the folder; what lies in that of the
 * module itself has to say how it ends.
 */
export function filePattern(printer: Printer, value: Node): Pattern | undefined {
  const node = unwrap(value)
  const ends = endsOf(printer, node)
  if (ends === undefined) return undefined
  const { start, isWhole } = ends
  const end = isWhole ? '' : ends.end
  const folder = start.slice(0, start.lastIndexOf('/') + 1)
  const isOwn = folder === './' && /\.\w+$/.test(ends.end)
  if (folder === '' || isModuleFile(ends.end) || (isAbove(folder) && !isOwn)) return undefined
  return { start, end }
}

/**
 * What is written of a path before the name that is not, where that says no folder: `new URL(name, import.meta.url)`.
 */
export function startOfFile(printer: Printer, value: Node): string | undefined {
  const ends = endsOf(printer, unwrap(value))
  if (ends === undefined || ends.isWhole) return undefined
  return /^\.{1,2}$/.test(ends.start) ? `${ends.start}/` : ends.start
}

function endsOf(printer: Printer, node: Node): Ends | undefined {
  switch (node.type) {
    case 'NewExpression':
      return ofUrl(printer, node)
    case 'CallExpression':
      return ofJoin(printer, node)
    case 'TemplateLiteral':
      return ofTemplate(printer, node)
    default:
      return undefined
  }
}

type Of<Type extends Node['type']> = Extract<Node, { type: Type }>

function ofUrl(printer: Printer, { callee, arguments: [reference, base] }: Of<'NewExpression'>): Ends | undefined {
  const name = unwrap(callee)
  const from = base === undefined ? undefined : urlBeside(printer, base)
  if (reference === undefined || from === undefined || name.type !== 'Identifier' || name.name !== 'URL')
    return undefined
  const ends = textEnds(printer, reference)
  return behind(from.endsWith('/') ? from : posix.dirname(from), ends)
}

function ofJoin(printer: Printer, { callee, arguments: [first, ...rest] }: Of<'CallExpression'>): Ends | undefined {
  const bare = unwrap(callee)
  const name = bare.type === 'MemberExpression' ? memberName(bare) : bare.type === 'Identifier' ? bare.name : undefined
  if (first === undefined || rest.length === 0 || !/^(?:join|resolve)$/.test(name ?? '')) return undefined
  const from = pathBeside(printer, first)
  const parts = rest.flatMap((part) => [
    wholeText('/'),
    part.type === 'SpreadElement' ? unknownText : textEnds(printer, part),
  ])
  return from === undefined ? undefined : behind(from, joined(parts.slice(1)))
}

/** `${import.meta.dirname}/prompts/${name}.md` */
function ofTemplate(printer: Printer, { quasis, expressions }: Of<'TemplateLiteral'>): Ends | undefined {
  const [start, ...others] = expressions
  const [before, ...texts] = quasis.map(({ value }) => wholeText(value.cooked ?? value.raw))
  const from = start === undefined || before?.start !== '' ? undefined : pathBeside(printer, start)
  const parts = texts.flatMap((text, index) => {
    const part = others[index]
    return part === undefined ? [text] : [text, textEnds(printer, part)]
  })
  return from === undefined || !texts[0]?.start.startsWith('/') ? undefined : behind(from, joined(parts))
}

/** A path that goes up, or is absolute, somewhere in the middle may lead anywhere. */
function behind(from: string, ends: Ends): Ends | undefined {
  if (/^(?:[a-z]+:|\/\/)/i.test(ends.start) || ends.end.includes('..')) return undefined
  const start = posix.join(from, ends.start)
  return { ...ends, start: start.startsWith('.') ? start : `./${start}` }
}
