import { once } from 'node:events'
import { createConnection, createServer, type Server } from 'node:net'
import { text } from 'node:stream/consumers'

type Announced<Value> = { readonly value: Value } | { readonly failure: string }

/** Listens at a socket, where this value is said to each that connects, once it is there. */
export async function announce<Value>(coming: Promise<Value>, path: string): Promise<Server> {
  const said = coming.then(
    (value): Announced<Value> => ({ value }),
    (error): Announced<Value> => ({ failure: String(error.stack ?? error) }),
  )
  const server = createServer(async (socket) => {
    socket.on('error', () => undefined)
    socket.end(JSON.stringify(await said))
  })
  server.listen(path)
  await once(server, 'listening')
  return server
}

/** Waits for what is announced at this socket. */
export async function announced<Value>(path: string): Promise<Value> {
  const said: Announced<Value> = JSON.parse(await text(createConnection(path)))
  if ('failure' in said) throw new Error(said.failure)
  return said.value
}
