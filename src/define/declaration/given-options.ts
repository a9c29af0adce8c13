/**
 * What was given where options are expected. A mistake is kept as an option that nobody knows, because at load it is
 * told with the definition's name and line, together with all others.
 */
export function givenOptions<Options extends object>(given: unknown): Options {
  if (typeof given === 'string') return { name: given } as unknown as Options
  if (given === undefined) return {} as Options
  return (typeof given === 'object' && given !== null ? given : { options: given }) as Options
}
