/**
 * What a program is run in besides variables, by the names under which it stands among these: no variable has a space
 * in its name.
 */
const values: Readonly<Record<Surrounding, () => string>> = {
  'time zone': () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
  'default locale': () => new Intl.NumberFormat().resolvedOptions().locale,
}
export type Surrounding = 'time zone' | 'default locale'

const texts = new Map<string, string>()

/** Its value now; `undefined` where the name is that of a variable. Only TZ can change it while the process runs. */
export function surrounding(name: string): string | undefined {
  if (!isSurrounding(name)) return undefined
  const key = `${name}\0${process.env.TZ}`
  const value = texts.get(key) ?? values[name]()
  texts.set(key, value)
  return value
}

export const isSurrounding = (name: string): name is Surrounding => Object.hasOwn(values, name)
