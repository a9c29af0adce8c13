import { type MessagePort, parentPort } from 'node:worker_threads'
import { openPeer, type Port } from '../peer.ts'
import { answersOf } from './answers.ts'
import { endWithParent } from './end-with-parent.ts'

/** The program of a thread or a process of a run: the run asks it questions, and it asks the run in turn. */
const { port, hold } = parentPort === null ? processPort() : threadPort(parentPort)

let working = 0
/**
 * A worker that waits for a message stays alive. While it only runs user code, nothing but that code keeps it alive: if
 * the code can never end, the process reaches `beforeExit`, and the call fails.
 */
const keep = () => hold(working === 0 || peer.waiting > 0)

const { answers, hears } = answersOf({
  peer: () => peer,
  async busy(work) {
    working += 1
    keep()
    try {
      return await work()
    } finally {
      working -= 1
      keep()
    }
  },
})
const peer = openPeer(port, { answers, hears, onWaiting: () => keep() })

function threadPort(parent: MessagePort): { readonly port: Port; hold(isHeld: boolean): void } {
  return {
    port: { post: (message) => parent.postMessage(message), listen: (take) => void parent.on('message', take) },
    hold: (isHeld) => (isHeld ? parent.ref() : parent.unref()),
  }
}

function processPort(): ReturnType<typeof threadPort> {
  endWithParent()
  return {
    port: {
      post: (message) => void process.send?.(message),
      listen: (take) => void process.on('message', take),
    },
    hold: (isHeld) => (isHeld ? process.channel?.ref() : process.channel?.unref()),
  }
}
