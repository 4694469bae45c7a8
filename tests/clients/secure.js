'use strict'

// Clients with and without a token at a server that knows tokens: host and port, and two tokens for origins that
// the list of a room admits. What comes of it is written as JSON.

const { Thunder } = require('./thunder.js')

const [host, port, founders, guests] = process.argv.slice(2)

/** What a call is rejected with, or what it gives. */
const outcome = call =>
  call.then(
    result => ({ result }),
    error => (error instanceof Error ? { refused: error.message } : { code: error.code, message: error.message })
  )

async function main() {
  const founder = new Thunder({ host, port, token: founders })
  const room = { room: 'Vault', secure: 'secure' }
  const token = await founder.call('Messenger', 'join', { ...room, user: 'Ann', acl: ['https://*.app.example'] })

  const guest = new Thunder({ host, port, token: guests })
  const own = await guest.call('Messenger', 'join', { ...room, user: 'Bob' })
  const heard = []
  guest.onText = text => {
    const { id, method, params } = JSON.parse(text)
    if (!id && method === `${own}.app.message`) heard.push(params)
  }
  await guest.call('Messenger', 'register', { event: 'message', id: `${own}.app` })
  await founder.call('Messenger', 'send', { roomid: token, message: 'behind the door' })
  await guest.call('Messenger', 'exists', 'join')

  const stranger = new Thunder({ host, port })
  const without = await outcome(stranger.call('Messenger', 'join', { ...room, user: 'Eve' }))
  for (const client of [founder, guest]) client.close()
  // It may have no connection to close.
  stranger.socket.then(socket => socket.close()).catch(() => {})
  console.log(JSON.stringify({ heard, without }))
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
