import { thrownText } from '../../util/thrown.ts'
import { received, toSend } from './crossing.ts'

/** A connection to another thread or process. Messages arrive in the order in which they were sent. */
export interface Port {
  post(message: unknown): void
  listen(take: (message: unknown) => void): void
}

/** The answers that one side gives, by the name of the question. Values are those of a structured clone. */
// biome-ignore lint/suspicious/noExplicitAny: what a question carries is known to who asks and who answers it
export type Answers = Readonly<Record<string, (value: any) => unknown>>

/** One of two sides that ask each other questions, and send each other notices that need no answer. */
export interface Peer {
  /** @throws the error that the other side threw; after `end`, the error that `end` was called with. */
  ask(question: string, value?: unknown): Promise<unknown>
  tell(what: string, value?: unknown): void
  /** The number of questions that wait for an answer of the other side. */
  readonly waiting: number
  /** Rejects all open questions: the other side will not answer any more. */
  end(error: unknown): void
}

type Message =
  | { readonly kind: 'ask'; readonly id: number; readonly what: string; readonly value: unknown }
  | { readonly kind: 'tell'; readonly what: string; readonly value: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: unknown }

export interface PeerOptions {
  readonly answers: Answers
  readonly hears: Answers
  /** Is called whenever a question is asked or answered. */
  readonly onWaiting?: () => void
}

export function openPeer(port: Port, { answers, hears, onWaiting = () => undefined }: PeerOptions): Peer {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let [lastId, isOver, why]: [number, boolean, unknown] = [0, false, undefined]
  const answer = async ({ id, what, value }: Extract<Message, { readonly kind: 'ask' }>) => {
    try {
      const answered = await answers[what]?.(value)
      port.post({ kind: 'answer', id, value: answered })
    } catch (error) {
      port.post({ kind: 'failure', id, error: errorToSend(error) })
    }
  }
  port.listen((posted) => {
    const message = posted as Message
    if (message.kind === 'ask') return void answer(message)
    if (message.kind === 'tell') return void hears[message.what]?.(message.value)
    const question = waiting.get(message.id)
    waiting.delete(message.id)
    onWaiting()
    if (message.kind === 'answer') question?.resolve(message.value)
    else question?.reject(received(message.error))
  })
  return {
    ask(what, value) {
      if (isOver) return Promise.reject(why)
      const id = ++lastId
      const question = Promise.withResolvers<unknown>()
      waiting.set(id, question)
      onWaiting()
      try {
        port.post({ kind: 'ask', id, what, value })
      } catch (error) {
        waiting.delete(id)
        onWaiting()
        question.reject(error)
      }
      return question.promise
    },
    tell(what, value) {
      if (!isOver) port.post({ kind: 'tell', what, value })
    },
    get waiting() {
      return waiting.size
    },
    end(error) {
      ;[isOver, why] = [true, error]
      for (const question of waiting.values()) question.reject(error)
      waiting.clear()
    },
  }
}

/** Code may throw any value, even one that throws when it is looked at. */
function errorToSend(error: unknown): unknown {
  try {
    return structuredClone(toSend(error))
  } catch {
    return toSend(new Error(thrownText(error)))
  }
}
