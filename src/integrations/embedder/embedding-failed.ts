import { AssetError } from '../../index.ts'
import type { Failure } from './failure.ts'
import type { Provider } from './provider.ts'
import { redact } from './redact.ts'
import { plural } from './usage.ts'

export interface Failed {
  /** Requests that were sent, this one included. */
  readonly attempts: number
  readonly texts: number
}

/** The mistake that ends an `embed` when another try is of no use, or when there is none left. */
export function embeddingFailed(provider: Provider, failure: Failure, { attempts, texts }: Failed): AssetError {
  const { status, requestId, waitMs, temporary } = failure
  const reason = redact(failure.answer, provider.secrets)
  const what =
    status === undefined ? reason : status < 400 ? `HTTP ${status}, a redirection` : `HTTP ${status}, ${reason}`
  const tried = attempts === 1 ? '' : `, and so for ${plural(attempts, 'request')}`
  return new AssetError({
    code: 'EMBEDDING_FAILED',
    message: `${plural(texts, 'text')} could not be embedded with ${provider.label}${tried}: ${what}`,
    facts: {
      provider: provider.label,
      ...(status === undefined ? {} : { status }),
      said: reason,
      // The retries of the asset, where it has some, are for these alone.
      temporary,
      attempts,
      texts,
      ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
      ...(requestId === undefined ? {} : { requestId }),
    },
    fix: provider.cure({ status, answer: reason }) ?? cureOf(failure),
  })
}

function cureOf({ status, answer, temporary }: Failure): string {
  if (status === 429 && !temporary) return 'add to the credit or the quota of the account, and run again'
  if (status === 429) return 'set `requestsPerMinute` and `tokensPerMinute` to what the provider allows, and run again'
  if (status === 413) return 'send less at a time: set a smaller `batchSize` or `batchTokens`'
  if (status === 401 || status === 403) return 'give the provider an API key that may use the model'
  if (status === 404) return 'see that the provider has this model'
  if (status !== undefined && status < 500 && !temporary) {
    return 'do as the provider says; a text that is too long has to be cut before, and a smaller `batchSize` sends less at a time'
  }
  if (/no answer within/.test(answer)) return 'give it a longer `timeout` or a smaller `batchSize`, and run again'
  if (temporary)
    return 'see whether the provider can be reached, and run again: what was embedded and kept is not sent again'
  return 'do as the message says, and run again'
}
