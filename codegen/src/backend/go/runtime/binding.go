package rpc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Binding is one interface of a server, seen through a client. Generated clients stand on it.
type Binding struct {
	client *Client
	names  names
}

// Bind makes a binding of the interface of this name and major version.
func Bind(client *Client, name string, major int, options ...BindOption) *Binding {
	return &Binding{client, newNames(name, major, options)}
}

// Callsign is the callsign of the service.
func (b *Binding) Callsign() string { return b.names.callsign }

// BindOption is an option of a generated client.
type BindOption func(*names)

// Callsign has a generated client call the service of this callsign; by default it is the name of the interface.
func Callsign(callsign string) BindOption {
	return func(n *names) { n.callsign = callsign }
}

// names makes the names under which an interface is called.
type names struct {
	callsign string
	major    int
}

func newNames(name string, major int, options []BindOption) names {
	made := names{name, major}
	for _, option := range options {
		option(&made)
	}
	return made
}

// designator is the name of a method; the index stands behind it if there is one.
func (n names) designator(method, index string, indexed bool) string {
	name := n.callsign + "." + strconv.Itoa(n.major) + "." + method
	if indexed {
		name += "@" + index
	}
	return name
}

// Place tells which of several is meant.
type Place struct {
	// Index is the index of a property or an event; nil, and a pointer that is nil: there is none.
	Index any
	// Instance is the id of an instance; nil: the service itself is meant.
	Instance any
}

// index gives the index as it travels.
func (p Place) index() (string, bool, error) {
	index, given := textOf(p.Index)
	// Servers take what follows the last `@` for the index.
	if strings.Contains(index, "@") {
		return "", false, &InvalidArgument{Reason: fmt.Sprintf("the index %q contains %q", index, "@")}
	}
	return index, given, nil
}

// split gives a name as what stands in front of the last part, with the id of the instance if there is one, and the
// last part.
func (p Place) split(name string) (prefix, last string, err error) {
	id, given := textOf(p.Instance)
	if !given {
		return "", name, nil
	}
	if id == "" || strings.ContainsAny(id, ":@#.") {
		return "", "", &InvalidArgument{Reason: fmt.Sprintf("the id %q of an instance is empty or contains one of %q", id, ":@#.")}
	}
	at := strings.LastIndex(name, "::")
	if at < 0 {
		return "", name, nil
	}
	return name[:at] + "#" + id + "::", name[at+2:], nil
}

// textOf gives an index or an id as it travels; false: there is none.
func textOf(value any) (string, bool) {
	of := reflect.ValueOf(value)
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	switch of.Kind() {
	case reflect.Invalid:
		return "", false
	case reflect.String:
		return of.String(), true
	case reflect.Float64:
		return strconv.FormatFloat(of.Float(), 'f', -1, 64), true
	}
	return fmt.Sprint(of.Interface()), true
}

// Call calls an operation and gives its result.
func Call[P, R any](ctx context.Context, b *Binding, op Operation[P, R], place Place, params P) (R, error) {
	var result R
	request, err := op.request(b.names, place, params)
	if err != nil {
		return result, err
	}
	text, err := b.client.invoke(ctx, request, nil)
	return op.outcome(text, err)
}

// Do calls an operation that has no result.
func Do[P any](ctx context.Context, b *Binding, op Operation[P, Nothing], place Place, params P) error {
	_, err := Call(ctx, b, op, place, params)
	return err
}

// Start calls an operation whose end is told later.
func Start[P, R, C any](ctx context.Context, b *Binding, op LongOperation[P, R, C], place Place, params P) (*Started[R, C], error) {
	client := b.client
	request, err := op.request(b.names, place, params)
	if err != nil {
		return nil, err
	}
	listeners := client.channel.listeners()
	if listeners == nil {
		return nil, &NotSupported{"the end of a call is told over a WebSocket alone"}
	}
	one := &listener{completion: true, buffer: newBuffer(subscribeOptions{buffer: 1, policy: DropNewest})}
	stop := func() {
		client.calls.mu.Lock()
		defer client.calls.mu.Unlock()
		listeners.remove(one)
	}
	client.calls.mu.Lock()
	id := fmt.Sprintf("completion%d", listeners.nextID())
	client.calls.mu.Unlock()
	if request.params, err = withMember(request.params, op.idMember, id); err != nil {
		return nil, err
	}
	one.notification = id + "." + op.event
	text, err := client.invoke(ctx, request, func(call *call) {
		one.call = call
		listeners.add(one)
	})
	result, err := op.outcome(text, err)
	if err != nil {
		stop()
		return nil, err
	}
	return &Started[R, C]{result, &Completion[C]{one.buffer, stop}}, nil
}

// withMember gives params with one more member, a text.
func withMember(params json.RawMessage, name, text string) (json.RawMessage, error) {
	members, misfit := readObject(params)
	if misfit != nil {
		return nil, &InvalidArgument{Pointer: misfit.pointer, Reason: misfit.reason}
	}
	members[name] = json.RawMessage(strconv.Quote(text))
	return Encode(members)
}

// Subscribe registers for an event. The context is that of the registration; the subscription goes on without it.
func Subscribe[T any](ctx context.Context, b *Binding, event Event[T], place Place, options ...SubscribeOption) (*Subscription[T], error) {
	client := b.client
	settings, err := subscribeSettings(options)
	if err != nil {
		return nil, err
	}
	index, indexed, err := place.index()
	if err != nil {
		return nil, err
	}
	prefix, bare, err := place.split(event.name)
	if err != nil {
		return nil, err
	}
	listeners := client.channel.listeners()
	if listeners == nil {
		return nil, &NotSupported{"events need a WebSocket; this client talks over HTTP"}
	}
	client.calls.mu.Lock()
	number := listeners.nextID()
	client.calls.mu.Unlock()
	id, suffix := subscriptionID("", number), ""
	if indexed && event.inClientID && !strings.Contains(index, ".") {
		id, indexed = subscriptionID(index+".", number), false
	} else if indexed {
		suffix = "@" + index
	}
	params, err := Encode(registrationParams{bare, id})
	if err != nil {
		return nil, err
	}
	one := &listener{buffer: newBuffer(settings), registration: registration{
		register:     request{b.names.designator(prefix+"register", index, indexed), params},
		unregister:   request{b.names.designator(prefix+"unregister", index, indexed), params},
		notification: id + "." + prefix + bare + suffix,
		snapshot:     event.snapshot,
	}}
	_, err = client.invoke(ctx, one.register, func(call *call) {
		one.call = call
		call.settled = func(err error) { listeners.settled(one, err) }
		listeners.add(one)
	})
	if err != nil {
		return nil, err
	}
	return &Subscription[T]{one.buffer, func() {
		client.calls.mu.Lock()
		defer client.calls.mu.Unlock()
		listeners.remove(one)
	}}, nil
}

type registrationParams struct {
	Event string `json:"event"`
	ID    string `json:"id"`
}

// asDecodeError gives a misfit in what came as the error that callers see.
func asDecodeError(misfit *misfit) error {
	return &DecodeError{Pointer: misfit.pointer, Reason: misfit.reason}
}

// declared gives an error of the server as the one that the operation declares.
func declared(declare func(*RPCError) error, err error) error {
	var answered *RPCError
	if declare != nil && errors.As(err, &answered) {
		return declare(answered)
	}
	return err
}
