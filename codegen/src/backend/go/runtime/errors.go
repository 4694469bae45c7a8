package rpc

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
)

// ClientError is what every error of this package is. Find out which one with [errors.As]:
//
//	var refused *rpc.RPCError
//	if errors.As(err, &refused) {
//		log.Print(refused.Code)
//	}
type ClientError interface {
	error
	clientError()
}

// RPCError says that the server answered an error.
type RPCError struct {
	// Code is the error's number.
	Code int64
	// Message is the error's text as it came.
	Message string
	// Data is what the server adds, as JSON; nil: nothing.
	Data json.RawMessage
}

func (e *RPCError) Error() string {
	text := e.Message + " (" + strconv.FormatInt(e.Code, 10) + ")"
	var data string
	if json.Unmarshal(e.Data, &data) == nil && data != "" {
		text += ": " + data
	}
	return text
}

func (*RPCError) clientError() {}

// MethodError is an error that the called method or property declares. It is an [RPCError] too.
type MethodError[K ~string] struct {
	*RPCError
	// Kind tells which of the declared errors it is.
	Kind K
}

// Unwrap gives the error as the server answered it.
func (e *MethodError[K]) Unwrap() error { return e.RPCError }

// DeclaredKind gives the kind as a text, for programs that know the error without its type.
func (e *MethodError[K]) DeclaredKind() string { return string(e.Kind) }

// DeadlineExceeded says that there was no answer within the deadline. It is a [context.DeadlineExceeded] too.
type DeadlineExceeded struct {
	// WaitedFor tells what was missing: a connection, and the last reason why there is none, or the answer.
	WaitedFor string
}

func (e *DeadlineExceeded) Error() string { return "no answer within the deadline: " + e.WaitedFor }

// Unwrap gives [context.DeadlineExceeded].
func (*DeadlineExceeded) Unwrap() error { return context.DeadlineExceeded }

// Timeout says that it is one, as [net.Error] does.
func (*DeadlineExceeded) Timeout() bool { return true }

func (*DeadlineExceeded) clientError() {}

// Cancelled says that the caller gave up. It is a [context.Canceled] too.
type Cancelled struct {
	// Cause is the cause of the context.
	Cause error
}

func (e *Cancelled) Error() string { return "given up: " + e.Cause.Error() }

// Unwrap gives [context.Canceled] and the cause.
func (e *Cancelled) Unwrap() []error { return []error{context.Canceled, e.Cause} }

func (*Cancelled) clientError() {}

// ConnectionLost says that the connection ended after the call was sent and before its answer came: whether the
// call ran is not known.
type ConnectionLost struct {
	// Reason tells why the connection ended.
	Reason string
}

func (e *ConnectionLost) Error() string {
	return "the connection was lost before the answer came: " + e.Reason
}

func (*ConnectionLost) clientError() {}

// ConnectFailed says that there is no connection, and that trying again is of no use or not wanted.
type ConnectFailed struct {
	// Reason tells why.
	Reason string
	// Status is the HTTP status that the server answered with; 0: none.
	Status int
}

func (e *ConnectFailed) Error() string { return "cannot connect: " + e.Reason }

func (*ConnectFailed) clientError() {}

// QueueFull says that too many calls wait already; nothing was sent.
type QueueFull struct {
	// Limit is how many may wait.
	Limit int
}

func (e *QueueFull) Error() string {
	return fmt.Sprintf("the queue is full: %d calls may wait; nothing was sent", e.Limit)
}

func (*QueueFull) clientError() {}

// ClientClosed says that the client was closed.
type ClientClosed struct{}

func (*ClientClosed) Error() string { return "the client is closed" }

func (*ClientClosed) clientError() {}

// DecodeError says that what came is not JSON-RPC 2.0, or does not fit its type.
type DecodeError struct {
	// Pointer is the place, as a JSON pointer; empty: the whole.
	Pointer string
	// Reason tells what is wrong there.
	Reason string
}

func (e *DecodeError) Error() string {
	return "what came cannot be read: " + placed(e.Pointer, e.Reason)
}

func (*DecodeError) clientError() {}

// InvalidArgument says that what was given does not fit its type or cannot be addressed; nothing was sent.
type InvalidArgument struct {
	// Pointer is the place in a value, as a JSON pointer; empty: the whole.
	Pointer string
	// Reason tells what is wrong there.
	Reason string
}

func (e *InvalidArgument) Error() string {
	return "an argument does not fit: " + placed(e.Pointer, e.Reason)
}

func (*InvalidArgument) clientError() {}

// NotSupported says that this client cannot do that: there are no events over HTTP. Nothing was sent.
type NotSupported struct {
	// Reason tells what would be needed.
	Reason string
}

func (e *NotSupported) Error() string { return "not supported: " + e.Reason }

func (*NotSupported) clientError() {}

// SlowConsumer ends a subscription with the policy [Fail] whose buffer is full.
type SlowConsumer struct {
	// Limit is how many events may wait.
	Limit int
}

func (e *SlowConsumer) Error() string {
	return fmt.Sprintf("the consumer is too slow: %d events wait already", e.Limit)
}

func (*SlowConsumer) clientError() {}

func placed(pointer, reason string) string {
	if pointer == "" {
		return reason
	}
	return pointer + ": " + reason
}

// gaveUp is the error of a call whose context has ended.
func gaveUp(ctx context.Context, waitedFor string) error {
	if ctx.Err() == context.DeadlineExceeded {
		return &DeadlineExceeded{WaitedFor: waitedFor}
	}
	return &Cancelled{Cause: context.Cause(ctx)}
}
