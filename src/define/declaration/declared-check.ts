import { type CheckDefinition, definition } from '../definition.ts'
import { refuseReading } from './declared-table.ts'

/** The value of an export that declares a check. Its failing rows are those of a parameter that names it. */
export function declaredCheck(declared: CheckDefinition, more: object = {}): object {
  const value = { [definition]: declared, ...more }
  Object.defineProperty(value, 'failing', { get: () => refuseReading('`failing` was', 'a check') })
  return Object.freeze(value)
}
