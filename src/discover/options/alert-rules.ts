import { type AlertKind, alertKinds, type ReceiverDefinition, receiverOf } from '../../define/by-itself/alert.ts'
import type { OptionRule } from './option-rules.ts'

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.length > 0

export const alertsRule: OptionRule = [
  (value) => Array.isArray(value) && value.every(isAlert),
  `a list of { when, select, to }, such as { when: ['failed'], to: webhook({ url: 'ALERTS_URL' }) }; when is of ${alertKinds.join(', ')}, to of webhook, slack, command, and a url is the name of a variable`,
]

function isAlert(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { when, select, to, ...others } = value as Readonly<Record<string, unknown>>
  if (Object.keys(others).length > 0 || !isList(when)) return false
  const areKinds = when.every((kind) => alertKinds.includes(kind as AlertKind))
  const isSelection = select === undefined || [select].flat().every(isText)
  const receivers = [to].flat()
  return areKinds && isSelection && receivers.length > 0 && receivers.every((one) => isReceiver(receiverOf(one)))
}

/** The name of a variable is not its value: an address that is written down would be a secret in the code. */
const isVariable = (name: unknown): boolean => typeof name === 'string' && /^[A-Za-z_]\w*$/.test(name)

function isReceiver(receiver: ReceiverDefinition | undefined): boolean {
  switch (receiver?.type) {
    case undefined:
      return false
    case 'command':
      return isList(receiver.words) && receiver.words.every(isText)
    case 'slack':
      return isVariable(receiver.url)
    case 'webhook':
      return isVariable(receiver.url) && (receiver.secret === undefined || isVariable(receiver.secret))
  }
}
