import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request to the endpoint, as it arrived. */
export interface Received {
  readonly texts: readonly string[]
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever was sent
  readonly body: any
  readonly path: string
  readonly headers: IncomingMessage['headers']
}
/** What the endpoint does with one request. */
export type Behaviour = (received: Received, response: ServerResponse) => void

export interface EmbeddingServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/v1/embeddings` */
  readonly url: string
  readonly host: string
  readonly received: Received[]
  /** Resolves when the client has given a request up. */
  readonly givenUp: Promise<void>
}

/** An endpoint of OpenAI's protocol that does, request after request, what it is told, and then as it should. */
export async function embeddingServer(...behaviours: readonly Behaviour[]): Promise<EmbeddingServer> {
  const received: Received[] = []
  const givenUp = Promise.withResolvers<void>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = JSON.parse(Buffer.concat(chunks).toString())
    const one = { texts: body.input, body, path: request.url ?? '', headers: request.headers }
    const behaviour = behaviours[received.push(one) - 1] ?? proper
    response.on('close', () => {
      if (!response.writableFinished) givenUp.resolve()
    })
    behaviour(one, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}/v1/embeddings`,
    host,
    received,
    givenUp: givenUp.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A text's one true vector here: another text has another. */
export function vectorOf(text: string): number[] {
  const codes = [...text].map((character) => character.codePointAt(0) as number)
  const sum = codes.reduce((total, code, index) => (total + code * (index + 1)) % 65_521, 7)
  return [text.length, sum, 0.5]
}

export const proper: Behaviour = ({ texts }, response) => answer(response, texts.map(vectorOf))

export function answer(response: ServerResponse, vectors: readonly unknown[], tokens = 10): void {
  const data = vectors.map((embedding, index) => ({ object: 'embedding', index, embedding }))
  json(response, 200, { object: 'list', data, usage: { prompt_tokens: tokens, total_tokens: tokens } })
}

export function json(response: ServerResponse, status: number, document: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(document))
}

export const refuses =
  (status: number, headers: Readonly<Record<string, string>> = {}, error: object | string = 'not now'): Behaviour =>
  (_, response) =>
    json(response, status, { error: typeof error === 'string' ? { message: error } : error }, headers)

/** The first bytes of an answer, and then the connection is cut. */
export const cutsOff: Behaviour = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
  response.write('{"data":[{"index":0,"embed', () => response.destroy())
}

/** Reads the request and never answers. */
export const stalls: Behaviour = () => undefined

export const says =
  (text: string, type = 'application/json'): Behaviour =>
  (_, response) => {
    response.writeHead(200, { 'content-type': type })
    response.end(text)
  }
