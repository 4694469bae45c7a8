'use strict'

// Makes tokens with an independent library. Standard input is a list of wishes:
//
//   { "payload": text, "header": object with `alg`, "key": secret as text, or private key in PEM }
//
// and standard output becomes the list of tokens, in the same order.

const { webcrypto } = require('node:crypto')
const { readFileSync } = require('node:fs')
const { pathToFileURL } = require('node:url')

// Node.js 18 keeps it under a flag.
globalThis.crypto ??= webcrypto

async function main() {
  const { CompactSign, importPKCS8 } = await import(pathToFileURL(require.resolve('jose')))
  const encoder = new TextEncoder()
  const tokens = []
  for (const { payload, header, key } of JSON.parse(readFileSync(0, 'utf8'))) {
    const signing = key.startsWith('-----BEGIN') ? await importPKCS8(key, header.alg) : encoder.encode(key)
    tokens.push(await new CompactSign(encoder.encode(payload)).setProtectedHeader(header).sign(signing))
  }
  console.log(JSON.stringify(tokens))
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
