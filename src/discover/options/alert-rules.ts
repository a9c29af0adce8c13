import {
  type Alert,
  type AlertKind,
  alertKinds,
  type ReceiverDefinition,
  receiverOf,
} from '../../define/by-itself/alert.ts'
import { didYouMean } from '../../util/suggest.ts'
import { checkOptions, type OptionMistake, type OptionRule, type OptionRules } from './option-rules.ts'

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.length > 0

export const alertsRule: OptionRule = [
  (value) => Array.isArray(value),
  "a list of alerts, such as [{ when: ['failed'], to: webhook({ url: 'ALERTS_URL' }) }]",
]
const receivers = "webhook({ url: 'ALERTS_URL' }), slack({ url: 'SLACK_URL' }) or command(['node', 'tell.mjs'])"
const rules = {
  when: [isList, `a list of what it tells of: ${alertKinds.join(', ')}`],
  // None at all would mean everything, which a list that came out empty does not.
  select: [(value) => isList([value].flat()) && [value].flat().every(isText), "a selection, such as 'tag:daily'"],
  to: [
    (value) => isList([value].flat()) && [value].flat().every((one) => receiverOf(one) !== undefined),
    `${receivers}, or a list of these`,
  ],
} satisfies OptionRules<Alert>

/** What is wrong with the alerts of a project, of which the first is alert 1. */
export function alertMistakes(alerts: unknown): readonly OptionMistake[] {
  if (!Array.isArray(alerts)) return []
  return alerts.flatMap((alert: unknown, place) =>
    mistakesOf(alert).map(({ message, fix, path = [] }) => ({
      message: `the alert ${place + 1} ${message}`,
      fix,
      path: ['alerts', place, ...path],
    })),
  )
}

function mistakesOf(alert: unknown): readonly OptionMistake[] {
  if (typeof alert !== 'object' || alert === null)
    return [{ message: 'is no object', fix: `give { when: ['failed'], to: ${receivers} }` }]
  const mistakes = checkOptions(alert, { rules, required: ['when', 'to'] })
  if (mistakes.length > 0) return mistakes
  const { when, to } = alert as Alert
  const all = [to].flat()
  return [
    ...when.flatMap(kindMistake),
    ...all.flatMap((one, place) => {
      const path = Array.isArray(to) ? ['to', place] : ['to']
      return receiverMistakes(receiverOf(one)).map((mistake) => ({ ...mistake, path }))
    }),
  ]
}

function kindMistake(kind: AlertKind, place: number): readonly OptionMistake[] {
  if (alertKinds.includes(kind)) return []
  const fix = didYouMean(String(kind), alertKinds, `it tells of ${alertKinds.join(', ')}`)
  return [{ message: `is to tell of "${kind}", which is nothing that alerts tell of`, fix, path: ['when', place] }]
}

/** The name of a variable is not its value: an address that is written down would be a secret in the code. */
const isVariable = (name: unknown): boolean => typeof name === 'string' && /^[A-Za-z_]\w*$/.test(name)

function receiverMistakes(receiver: ReceiverDefinition | undefined): readonly OptionMistake[] {
  switch (receiver?.type) {
    case undefined:
      return []
    case 'command':
      return isList(receiver.words) && receiver.words.every(isText)
        ? []
        : [
            {
              message: 'has a command without words',
              fix: "name a program and its arguments: command(['node', 'tell.mjs'])",
            },
          ]
    case 'slack':
      return [...unknownOptions(receiver, ['url']), ...(isVariable(receiver.url) ? [] : [noVariable('slack', 'url')])]
    case 'webhook':
      return [
        ...unknownOptions(receiver, ['url', 'secret']),
        ...(isVariable(receiver.url) ? [] : [noVariable('webhook', 'url')]),
        ...(receiver.secret === undefined || isVariable(receiver.secret) ? [] : [noVariable('webhook', 'secret')]),
      ]
  }
}

function unknownOptions({ type, ...options }: object & { readonly type: string }, known: readonly string[]) {
  const unknown = Object.keys(options).find((option) => !known.includes(option))
  if (unknown === undefined) return []
  const fix = didYouMean(unknown, known, `remove it: a ${type} takes ${known.join(' and ')}`)
  return [{ message: `has a ${type} with an unknown option "${unknown}"`, fix }]
}

/** What was given may be the secret itself, so that the message does not have it. */
function noVariable(type: 'slack' | 'webhook', option: 'url' | 'secret'): OptionMistake {
  const name = option === 'secret' ? 'ALERTS_SECRET' : type === 'slack' ? 'SLACK_URL' : 'ALERTS_URL'
  return {
    message: `has a ${type} whose ${option} is no name of a variable`,
    fix: `put it into a variable of the environment, and give the name: ${option}: '${name}'`,
  }
}
