'use strict'

// Load on a server with TLS: port, and the file of the authority that its certificate is signed by. A few WebSockets
// that stay open call one call after the other, large ones too, and new ones come and go, as do requests. When
// standard input ends, so does this, and says how much there was and what was lost.

const { readFileSync } = require('node:fs')
const https = require('node:https')
const WebSocket = require('ws')

const [port, authority] = process.argv.slice(2)
const ca = readFileSync(authority)
const told = { messages: 0, requests: 0, sockets: 0, lost: 0 }
let ending = false
process.stdin.on('end', () => { ending = true }).resume()

function lose(what) {
  console.error(what)
  told.lost += 1
}

/** A WebSocket that calls until `done` says that it is enough. */
function talk(number, done) {
  return new Promise(resolve => {
    const socket = new WebSocket(`wss://localhost:${port}/jsonrpc`, 'notification', { ca })
    let calls = 0
    let finished = false
    const call = () => {
      calls += 1
      const text = 'x'.repeat(calls % 10 === 0 ? 300000 : 10)
      const params = { room: `${number}`, user: 'A', text }
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: calls, method: 'Messenger.1.exists', params: { method: text } }))
    }
    socket.on('open', call)
    socket.on('message', data => {
      if (JSON.parse(data).id !== calls) lose('an answer')
      told.messages += 1
      if (!done(calls)) return call()
      finished = true
      socket.close(1000)
    })
    socket.on('error', lose)
    socket.on('close', code => {
      if (!finished) lose(`a WebSocket, with ${code}`)
      told.sockets += 1
      resolve()
    })
  })
}

function request() {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'Messenger.1.exists', params: 'join' })
  return new Promise(resolve => {
    const fail = error => { lose(error); resolve() }
    const sent = https.request({ host: 'localhost', port, path: '/jsonrpc', method: 'POST', ca, agent: false }, response => {
      if (response.statusCode !== 200) lose(response.statusCode)
      response.on('error', fail).on('end', () => { told.requests += 1; resolve() }).resume()
    })
    sent.on('error', fail).end(body)
  })
}

async function again(work) {
  while (!ending) await work()
}

const lasting = [1, 2, 3].map(number => talk(number, () => ending))
Promise.all([...lasting, again(() => talk(4, calls => calls >= 20)), again(request)]).then(() => {
  console.log(JSON.stringify(told))
})
