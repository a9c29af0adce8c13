const original = Function.prototype.toString
const listeners = new Set<(text: string) => void>()

/** The text of a function, read by this framework without a report to listeners. */
export const functionText = (fn: object): string => Reflect.apply(original, fn, [])

/** Hears of the text of each function that anybody asks for (`String(fn)`), until it is disposed of. */
export function watchFunctionTexts(listener: (text: string) => void): Disposable {
  listeners.add(listener)
  if (listeners.size === 1) Function.prototype.toString = watched
  return {
    [Symbol.dispose]() {
      listeners.delete(listener)
      if (listeners.size === 0) Function.prototype.toString = original
    },
  }
}

function watched(this: unknown): string {
  const text = functionText(this === watched ? original : (this as object))
  if (!text.endsWith('{ [native code] }')) for (const listener of listeners) listener(text)
  return text
}
