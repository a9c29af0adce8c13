/**
 * The value of a name that is data: `constructor`, which every object inherits, is there only where somebody put it.
 */
export function own<Value>(map: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined
}
