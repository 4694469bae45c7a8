// Package rpc is what the generated clients of a Thunder-style JSON-RPC interface stand on: one connection that
// comes back when it is lost, typed calls, typed events, typed errors.
//
// A program makes a [Client] with [NewClient], and generated clients on it. Every call takes a context first; its
// deadline is the call's, and [Options.Deadline] holds where it has none.
package rpc
