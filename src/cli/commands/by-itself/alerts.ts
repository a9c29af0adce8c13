import { type TestedReceiver, testAlerts } from '../../../app/alerts/test-alerts.ts'
import { exitCodes } from '../../../errors.ts'
import type { Answer, CommandContext } from '../../command.ts'

export async function alertsTest({ project, output }: CommandContext): Promise<Answer> {
  const tested = await testAlerts(project)
  const { paint, symbols } = output.style
  const line = ({ receiver, delivery }: TestedReceiver) => {
    const mark = delivery.received ? paint.good(symbols.good) : paint.bad(symbols.bad)
    return `${mark} ${receiver.type} ${placeOf(receiver)}  ${delivery.received ? 'received' : delivery.why}`
  }
  return {
    exitCode: tested.every(({ delivery }) => delivery.received) ? exitCodes.ok : exitCodes.bad,
    document: () => ({
      receivers: tested.map(({ receiver, delivery }) => ({
        type: receiver.type,
        place: placeOf(receiver),
        received: delivery.received,
        ...(delivery.received ? {} : { why: delivery.why }),
      })),
    }),
    text: () => tested.map(line).join('\n'),
  }
}

/** The name of the variable, and never its value. */
const placeOf = (receiver: TestedReceiver['receiver']): string =>
  receiver.type === 'command' ? receiver.words.join(' ') : receiver.url
