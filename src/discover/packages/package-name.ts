/** `zod/v4` -> `zod`, `@scope/name/deep` -> `@scope/name`; `undefined` for anything that is no package. */
export function packageName(specifier: string): string | undefined {
  if (/^(?:[./#]|[a-z]+:)/i.test(specifier)) return undefined
  const [first = '', second] = specifier.split('/')
  if (!first.startsWith('@')) return first
  return second === undefined ? undefined : `${first}/${second}`
}
