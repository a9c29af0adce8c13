import type { Draft } from '../../module-drafts.ts'
import type { Node } from '../../parser.ts'
import type { StateFacts } from '../../state-facts.ts'
import { childrenOf, unwrap } from '../../syntax.ts'

/** Longer ones are no calls of somebody's client. */
const longest = 4000

/** Texts mean something to these: a name of a member, flags of a pattern. */
const readingTexts = /efineProperty|RegExp|require|import\(/

/**
 * The text of a declaration that calls what is imported, and does nothing else that others see: `const client = new
 * Client({ timeout: 0 })`. Texts and numbers that it passes are left out, so that the answer to it stays the same when
 * somebody edits them.
 */
export function packageCallIn(draft: Draft, state: StateFacts, text: string): string | undefined {
  const { calls = [], effects = [], nestedCalls = [], writes = [] } = state
  if (calls.length === 0 || effects.length > 0 || nestedCalls.length > 0) return undefined
  if (state.kind === 'function' || writes.some(({ nested, to }) => nested || to === 'all' || to === 'self'))
    return undefined
  const { node } = draft
  const [declarator] = node.type === 'VariableDeclaration' ? node.declarations : []
  if (declarator?.init == null || declarator.end - declarator.start > longest) return undefined
  const written = text.slice(declarator.start, declarator.end)
  const blanks = readingTexts.test(written) ? [] : passedTexts(declarator.init)
  return `const ${withoutTexts(written, declarator.start, blanks)}`
}

/** Literals that are arguments, elements of lists, or values of members. */
function passedTexts(node: Node): Node[] {
  const passed =
    node.type === 'CallExpression' || node.type === 'NewExpression'
      ? node.arguments
      : node.type === 'ArrayExpression'
        ? node.elements
        : node.type === 'Property'
          ? [node.value]
          : []
  const literals = passed.flatMap((one) => {
    const value = one === null ? undefined : unwrap(one)
    return value?.type === 'Literal' && /^(?:string|number|boolean)$/.test(typeof value.value) ? [value as Node] : []
  })
  return [...literals, ...childrenOf(node).flatMap(passedTexts)]
}

function withoutTexts(text: string, offset: number, blanks: readonly Node[]): string {
  let rest = text
  for (const { start, end } of [...blanks].sort((a, b) => b.start - a.start))
    rest = `${rest.slice(0, start - offset)}0${rest.slice(end - offset)}`
  return rest
}
