/** A pseudo-random sequence that a seed decides, so that a miss can be looked at again (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|[A-Za-z_$][\w$]*|\d[\w.]*|[-+*/%<>=!&|?^~]+|[{}()[\];,.:#@`]/g
const operators = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '<',
  '>',
  '<=',
  '>=',
  '===',
  '!==',
  '&&',
  '||',
  '??',
  '&',
  '|',
  '+=',
  '-=',
  '=',
]
const words = new Set(
  `abstract any as async await boolean break case catch class const continue declare default delete do else enum export extends false
   finally for from function get if implements import in infer instanceof interface is keyof let namespace never new null number object of
   override private protected public readonly return satisfies set static string super switch symbol this throw true try type typeof
   undefined unknown using var void while with yield`.split(/\s+/),
)
const swaps: Readonly<Record<string, string>> = {
  await: '',
  async: '',
  true: 'false',
  false: 'true',
  let: 'var',
  static: '',
  readonly: '',
  export: '',
  null: 'undefined',
  undefined: 'null',
  break: 'continue',
  while: 'if',
}

export interface Mutation {
  readonly text: string
  readonly line: number
  readonly from: string
  readonly to: string
}

/** The text with one token replaced by another of its kind, comments and types included. */
export function mutate(text: string, random: (below: number) => number): Mutation {
  const tokens = [...text.matchAll(token)]
  const names = [
    ...new Set(tokens.map(([found]) => found).filter((found) => /^[A-Za-z_$]/.test(found) && !words.has(found))),
  ]
  for (;;) {
    const picked = tokens[random(tokens.length)]
    if (picked === undefined) throw new Error('nothing to mutate')
    const to = replacement(picked[0], names, random)
    if (to === undefined || to === picked[0]) continue
    const line = text.slice(0, picked.index).split('\n').length
    return {
      text: text.slice(0, picked.index) + to + text.slice(picked.index + picked[0].length),
      line,
      from: picked[0],
      to,
    }
  }
}

function replacement(found: string, names: readonly string[], random: (below: number) => number): string | undefined {
  if (found.startsWith('/')) return /^\/[/*]/.test(found) ? `/* ${found.replaceAll(/[/*]/g, '')} changed */` : '*'
  if (/^['"]/.test(found)) return `${found.slice(0, -1)}x${found[0]}`
  if (/^\d/.test(found)) return `${found}1`
  if (Object.hasOwn(swaps, found)) return swaps[found]
  if (words.has(found)) return undefined
  if (/^[A-Za-z_$]/.test(found)) return random(2) === 0 ? names[random(names.length)] : `${found}_`
  return operators.includes(found) ? operators[random(operators.length)] : undefined
}
