package rpc

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// Operation is a method, or one way to access a property, with params and result of these types.
type Operation[P, R any] struct{ operation }

// operation is what does not depend on types.
type operation struct {
	method  string
	wrapper string
	wrapped bool
	declare func(*RPCError) error
}

// OperationOption tells more about an operation.
type OperationOption func(*operation)

// Wrapped has the params travel as the only member of an object, which has this name.
func Wrapped(member string) OperationOption {
	return func(o *operation) { o.wrapper, o.wrapped = member, true }
}

// ErrorCase is an error that an operation declares.
type ErrorCase[K ~string] struct {
	kind    K
	code    int64
	message string
}

// Case is the error with this code and message.
func Case[K ~string](kind K, code int64, message string) ErrorCase[K] {
	return ErrorCase[K]{kind, code, message}
}

// Declares tells which errors an operation declares.
func Declares[K ~string](cases ...ErrorCase[K]) OperationOption {
	return func(o *operation) {
		o.declare = func(err *RPCError) error {
			var found *ErrorCase[K]
			for at := range cases {
				one := &cases[at]
				if one.code != err.Code {
					continue
				}
				if one.message == err.Message {
					found = one
					break
				}
				if found == nil {
					found = one
				}
			}
			if found == nil {
				return err
			}
			return &MethodError[K]{RPCError: err, Kind: found.kind}
		}
	}
}

// NewOperation describes an operation.
func NewOperation[P, R any](method string, options ...OperationOption) Operation[P, R] {
	made := operation{method: method}
	for _, option := range options {
		option(&made)
	}
	return Operation[P, R]{made}
}

// LongOperation is an operation whose end is told later, and carries values of the type C.
type LongOperation[P, R, C any] struct {
	Operation[P, R]
	idMember, event string
}

// NewLongOperation describes an operation whose end is told later: the member of its params that holds the id, and
// what the notification of the end is called behind the id.
func NewLongOperation[P, R, C any](method, idMember, event string, options ...OperationOption) LongOperation[P, R, C] {
	return LongOperation[P, R, C]{NewOperation[P, R](method, options...), idMember, event}
}

// Event is an event with params of this type.
type Event[T any] struct {
	name       string
	inClientID bool
	snapshot   bool
}

// EventOption tells more about an event.
type EventOption func(*eventOptions)

type eventOptions struct{ inClientID, snapshot bool }

// IndexInClientID has the index travel in the client id of the registration instead of the designator.
func IndexInClientID(o *eventOptions) { o.inClientID = true }

// Snapshot says that the server tells its current state upon registration.
func Snapshot(o *eventOptions) { o.snapshot = true }

// NewEvent describes an event.
func NewEvent[T any](name string, options ...EventOption) Event[T] {
	var made eventOptions
	for _, option := range options {
		option(&made)
	}
	return Event[T]{name, made.inClientID, made.snapshot}
}

// request is the operation with these params, ready to be sent.
func (o operation) address(names names, place Place) (string, error) {
	index, indexed, err := place.index()
	if err != nil {
		return "", err
	}
	prefix, last, err := place.split(o.method)
	if err != nil {
		return "", err
	}
	name := names.designator(prefix+last, index, indexed)
	if !utf8.ValidString(name) {
		return "", &InvalidArgument{Reason: "the callsign, the index or the id is not UTF-8"}
	}
	return name, nil
}

// request is the operation with these params, ready to be sent.
func (o Operation[P, R]) request(names names, place Place, params P) (request, error) {
	name, err := o.address(names, place)
	if err != nil {
		return request{}, err
	}
	if _, nothing := any(params).(Nothing); nothing {
		return request{method: name}, nil
	}
	text, misfit := encode(params)
	if misfit == nil && o.wrapped {
		text, misfit = wrap(o.wrapper, text)
	}
	if misfit != nil {
		return request{}, &InvalidArgument{Pointer: misfit.pointer, Reason: misfit.reason}
	}
	return request{name, text}, nil
}

func wrap(member string, value json.RawMessage) (json.RawMessage, *misfit) {
	var out bytes.Buffer
	out.WriteByte('{')
	if err := writeText(&out, member); err != nil {
		return nil, err
	}
	out.WriteByte(':')
	out.Write(value)
	out.WriteByte('}')
	return out.Bytes(), nil
}

// outcome reads what came of a call.
func (o Operation[P, R]) outcome(text json.RawMessage, err error) (R, error) {
	var result R
	if err != nil {
		return result, declared(o.declare, err)
	}
	if misfit := decodeInto(text, &result); misfit != nil {
		var none R
		return none, asDecodeError(misfit)
	}
	return result, nil
}
