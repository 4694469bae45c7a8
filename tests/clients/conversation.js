'use strict'

// Two applications talk through the server at the host and port of the command line.

const assert = require('node:assert/strict')
const { Thunder } = require('./thunder.js')

const [host, port] = process.argv.slice(2)

/** The error object that a call is rejected with. */
async function rejection(call) {
  try {
    return assert.fail(`${JSON.stringify(await call)} instead of an error`)
  } catch (error) {
    if (error instanceof Error) throw error
    return error
  }
}

/** What comes for a room, by a registration of one's own: `on` cannot carry a token. */
async function listen(thunder, token) {
  const heard = []
  thunder.onText = text => {
    const { id, method, params } = JSON.parse(text)
    if (!id && method.startsWith(`${token}.app.`)) heard.push({ event: method.split('.')[2], ...params })
  }
  for (const event of ['userupdate', 'message']) {
    assert.equal(await thunder.call('Messenger', 'register', { event, id: `${token}.app` }), null)
  }
  return heard
}

async function main() {
  const bob = new Thunder({ host, port })
  const ann = new Thunder({ host, port, token: 'of.no.use' })

  // Events come before the answers of the calls that cause them, so nothing here waits for the clock.
  const updates = []
  const alsoUpdates = []
  const listener = bob.on('Messenger', 'roomupdate', update => updates.push(update))
  const second = bob.on('Messenger', 'roomupdate', update => alsoUpdates.push(update))
  assert.equal(await listener.registered, null)
  const token = await bob.call('Messenger', 'join', { room: 'Lounge', user: 'Bob' })
  assert.match(token, /^[0-9a-f]{20}$/)
  assert.deepEqual(updates, [{ room: 'Lounge', action: 'created', secure: 'insecure' }])
  assert.deepEqual(alsoUpdates, updates)

  const taken = await rejection(bob.call('Messenger', 'join', { room: 'Lounge', user: 'Bob' }))
  assert.deepEqual([taken.code, taken.message], [-31005, 'ERROR_ILLEGAL_STATE'])
  const version = await rejection(bob.call('Messenger', 'join', { room: 'x', user: 'y', version: 7 }))
  assert.equal(version.code, -31038)
  const unknown = await rejection(bob.call('Messenger', 'nope'))
  assert.deepEqual([unknown.code, unknown.message], [-32601, 'Unknown method.'])
  assert.equal((await rejection(bob.call('Nope', 'join', {}))).code, -31043)
  assert.equal(await bob.call('Messenger', 'exists', 'join'), 0)
  assert.equal(await bob.call('Messenger', 'exists', { method: 'join' }), true)

  const heard = await listen(bob, token)
  assert.deepEqual(heard.splice(0), [{ event: 'userupdate', user: 'Bob', action: 'joined' }])
  const annsToken = await ann.call('Messenger', 'join', { room: 'Lounge', user: 'Ann' })
  const annHeard = await listen(ann, annsToken)
  assert.deepEqual(annHeard.splice(0).map(({ user }) => user), ['Bob', 'Ann'])
  const message = 'a/b \u00e9 \u{1F600} "quoted" \n'
  assert.equal(await ann.call('Messenger', 'send', { roomid: annsToken, message }), null)
  assert.deepEqual(annHeard.splice(0), [{ event: 'message', user: 'Ann', message }])
  assert.equal(await bob.call('Messenger', 'exists', 'join'), 0)
  assert.deepEqual(heard.splice(0), [
    { event: 'userupdate', user: 'Ann', action: 'joined' },
    { event: 'message', user: 'Ann', message },
  ])

  await second.dispose()
  await listener.dispose()
  assert.equal(await ann.call('Messenger', 'leave', { roomid: annsToken }), null)
  assert.equal(await bob.call('Messenger', 'leave', { roomid: token }), null)
  assert.deepEqual(heard, [{ event: 'userupdate', user: 'Ann', action: 'left' }])
  assert.equal((await rejection(bob.call('Messenger', 'leave', { roomid: token }))).code, -31022)
  assert.equal(updates.length, 1)

  const den = await ann.call('Messenger', 'join', { room: 'Den', user: 'Ann', secure: 'secure', acl: ['*'] })
  await bob.on('Messenger', 'roomupdate', update => updates.push(update)).registered
  await ann.call('Messenger', 'leave', { roomid: den })
  await bob.call('Messenger', 'exists', 'join')
  assert.deepEqual(updates.slice(1), [
    { room: 'Den', action: 'created', secure: 'secure' },
    { room: 'Den', action: 'destroyed', secure: 'secure' },
  ])
  bob.close()
  ann.close()
  console.log('the conversation went as it should')
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
