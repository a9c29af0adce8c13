import type { Run } from '../definition.ts'

/**
 * The argument that stands for options. A mistake is kept as an unknown option, since the load reports it with the
 * definition's name and line, together with all others.
 */
export function givenOptions<Options extends object>(argument: unknown): Options {
  if (typeof argument === 'string') return { name: argument } as unknown as Options
  if (argument === undefined) return {} as Options
  return (typeof argument === 'object' && argument !== null ? argument : { options: argument }) as Options
}

/** The name of the mistake of options behind the function where they belong before it. */
export const behind = 'options behind its function'

/** Options and a function, or a function alone. */
export function givenBoth<Options extends object>(first: unknown, second: unknown): readonly [Options, Run] {
  if (typeof first !== 'function') return [givenOptions<Options>(first), second as Run]
  return [(second === undefined ? {} : { [behind]: second }) as Options, first as Run]
}
