/** Sets an own field whatever its name is: an assignment to `__proto__` would set the prototype. */
export function setField(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
}
