'use strict'

// A client with the manners on the wire of Thunder's client for JavaScript:
//
// - one WebSocket with the subprotocol `notification`, opened by the first call that needs it,
// - ids 1, 2, 3 ..., the version always in the designator, params left out when there are none,
// - `on` registers once per event, always with the id `client.<plugin>.events`; the last `dispose`
//   unregisters,
// - what comes is normalised to NFC and freed of \xHH; a message with a truthy id is a response, and one
//   without, but with a method, an event for whoever listens to exactly that method.

const WebSocket = require('ws')

class Thunder {
  constructor({ host = 'localhost', port = 80, token } = {}) {
    const query = token === undefined ? '' : `?token=${token}`
    this.url = `ws://${host}:${port}/jsonrpc${query}`
    this.lastId = 0
    this.pending = new Map()
    this.listeners = new Map()
    /** Called with the text of everything that comes: how to read events that `on` cannot name. */
    this.onText = () => {}
  }

  /** Calls a method; resolves with the result, rejects with the error object. */
  call(plugin, method, params) {
    const id = ++this.lastId
    const { version = 1, ...rest } = isObject(params) ? params : {}
    const body = { jsonrpc: '2.0', id, method: `${plugin}.${version}.${method}` }
    if (params !== undefined) body.params = isObject(params) ? rest : params
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject })
      this.open().then(socket => socket.send(JSON.stringify(body))).catch(reject)
    })
  }

  /** Listens to an event of a plugin. */
  on(plugin, event, callback) {
    const id = `client.${plugin}.events`
    const designator = `${id}.${event}`
    const callbacks = this.listeners.get(designator) ?? []
    this.listeners.set(designator, [...callbacks, callback])
    const registered =
      callbacks.length === 0 ? this.call(plugin, 'register', { event, id }) : Promise.resolve(null)
    const dispose = async () => {
      const left = this.listeners.get(designator).filter(other => other !== callback)
      this.listeners.set(designator, left)
      if (left.length === 0) await this.call(plugin, 'unregister', { event, id })
    }
    return { registered, dispose }
  }

  close() {
    this.socket?.then(socket => socket.close())
  }

  open() {
    this.socket ??= new Promise((resolve, reject) => {
      const socket = new WebSocket(this.url, 'notification')
      socket.addEventListener('open', () => resolve(socket))
      socket.addEventListener('error', ({ message }) => reject(new Error(message)))
      socket.addEventListener('message', ({ data }) => this.receive(data))
      socket.addEventListener('close', () => {
        for (const { reject } of this.pending.values()) reject(new Error('the connection has closed'))
      })
    })
    return this.socket
  }

  receive(data) {
    const text = data.normalize().replace(/\\?\\x[0-9A-Fa-f]{2}/g, '')
    this.onText(text)
    const message = JSON.parse(text)
    if (message.id) {
      const { resolve, reject } = this.pending.get(message.id)
      this.pending.delete(message.id)
      'result' in message ? resolve(message.result) : reject(message.error)
    } else if (message.method) {
      for (const callback of this.listeners.get(message.method) ?? []) callback(message.params)
    }
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

module.exports = { Thunder }
