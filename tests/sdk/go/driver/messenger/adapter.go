// Package messenger drives the package of an interface. This file is the same for every interface but for what it
// imports: the build makes that of the others from it.
package messenger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"example.com/driver/protocol"
	"example.com/messenger/rpc"
)

// Interface is what the driver knows of the interface.
var Interface = protocol.Interface{Open: open, Describe: describe}

// operation is a call of the generated client, singly and in a batch.
type operation struct {
	call func(ctx context.Context, command *protocol.Command) (any, error)
	add  func(batch *rpc.Batch, command *protocol.Command) (func() (any, error), error)
}

type subscribe func(ctx context.Context, command *protocol.Command, options []rpc.SubscribeOption) (protocol.Subscription, error)

// service is the generated client, by the names of its operations.
type service struct {
	client        any
	operations    map[string]operation
	subscriptions map[string]subscribe
}

type client struct {
	rpc     *rpc.Client
	options rpc.Options
	service service
}

func open(url string, given protocol.Options) (protocol.Client, error) {
	milliseconds := func(count int64) time.Duration { return time.Duration(count) * time.Millisecond }
	options := rpc.Options{
		Deadline:       milliseconds(given.Deadline),
		Queue:          given.Queue,
		Heartbeat:      milliseconds(given.Heartbeat),
		ReconnectFirst: milliseconds(given.ReconnectFirst),
		ReconnectMost:  milliseconds(given.ReconnectMost),
	}
	if given.Token != nil {
		options.Token = rpc.StaticToken(*given.Token)
	}
	options.RootCertificates = []byte(given.CA)
	made, err := rpc.NewClient(url, options)
	if err != nil {
		return nil, err
	}
	var bound []rpc.BindOption
	if given.Callsign != "" {
		bound = append(bound, rpc.Callsign(given.Callsign))
	}
	return &client{made, options, newService(made, bound)}, nil
}

func (c *client) Connect(ctx context.Context) error { return c.rpc.Connect(ctx) }

func (c *client) Close() error { return c.rpc.Close() }

func (c *client) State() string { return string(c.rpc.State()) }

func (c *client) Text() string {
	text := ""
	for _, shown := range []any{c.rpc, c.options, c.service.client} {
		text += fmt.Sprintf("%v %+v %#v %s ", shown, shown, shown, shown)
	}
	return text
}

func (c *client) Call(ctx context.Context, command *protocol.Command) (any, error) {
	found, ok := c.service.operations[command.Operation]
	if !ok {
		return nil, fmt.Errorf("there is no operation %q", command.Operation)
	}
	return found.call(ctx, command)
}

func (c *client) Batch(ctx context.Context, calls []protocol.Command) (any, error) {
	batch := rpc.NewBatch(c.rpc)
	var results []func() (any, error)
	for at := range calls {
		found, ok := c.service.operations[calls[at].Operation]
		if !ok {
			return nil, fmt.Errorf("there is no operation %q", calls[at].Operation)
		}
		result, err := found.add(batch, &calls[at])
		if err != nil {
			result = func() (any, error) { return nil, err }
		}
		results = append(results, result)
	}
	err := batch.Send(ctx)
	var full *rpc.QueueFull
	if errors.As(err, &full) {
		return nil, err
	}
	outcomes := []protocol.Line{}
	for _, result := range results {
		if value, err := result(); err != nil {
			outcomes = append(outcomes, protocol.Line{"error": describe(err)})
		} else {
			outcomes = append(outcomes, protocol.Line{"ok": value})
		}
	}
	return outcomes, nil
}

func (c *client) Subscribe(ctx context.Context, command *protocol.Command) (protocol.Subscription, error) {
	found, ok := c.service.subscriptions[command.Operation]
	if !ok {
		return nil, fmt.Errorf("there is no event %q", command.Operation)
	}
	var options []rpc.SubscribeOption
	if command.Buffer > 0 {
		options = append(options, rpc.Buffer(command.Buffer))
	}
	if command.Policy != "" {
		options = append(options, rpc.Overflow(rpc.Policy(command.Policy)))
	}
	return found(ctx, command, options)
}

// with calls something with the params of a command, read by the package's own decoder.
func with[P, R any](command *protocol.Command, call func(P) (R, error)) (any, error) {
	params, err := decode[P](command)
	if err != nil {
		return nil, err
	}
	return encoded(call(params))
}

func decode[P any](command *protocol.Command) (P, error) {
	text := command.Params
	if text == nil {
		text = json.RawMessage("null")
	}
	return rpc.Decode[P](text)
}

func encoded[R any](result R, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	text, err := rpc.Encode(result)
	return json.RawMessage(text), err
}

// nothing makes of a call without a result one that has one.
func nothing(err error) (rpc.Nothing, error) { return rpc.Nothing{}, err }

// adds puts a call with the params of a command into a batch.
func adds[P, R any](command *protocol.Command, add func(P) *rpc.Pending[R]) (func() (any, error), error) {
	params, err := decode[P](command)
	if err != nil {
		return nil, err
	}
	pending := add(params)
	return func() (any, error) { return encoded(pending.Result()) }, nil
}

// consumed is a subscription whose items become lines.
type consumed[T any] struct{ subscription *rpc.Subscription[T] }

func consume[T any](made *rpc.Subscription[T], err error) (protocol.Subscription, error) {
	if err != nil {
		return nil, err
	}
	return consumed[T]{made}, nil
}

func (c consumed[T]) Iterate(give func(protocol.Line)) error {
	for item, err := range c.subscription.Items(context.Background()) {
		if err != nil {
			return err
		}
		give(line(item))
	}
	return nil
}

func (c consumed[T]) ForEach(give func(protocol.Line)) error {
	return c.subscription.ForEach(context.Background(), func(item rpc.Item[T]) error {
		give(line(item))
		return nil
	})
}

func (c consumed[T]) Close() { c.subscription.Close() }

func line[T any](item rpc.Item[T]) protocol.Line {
	if item.Gap == nil {
		text, err := rpc.Encode(item.Event)
		if err != nil {
			return protocol.Line{"event": err.Error()}
		}
		return protocol.Line{"event": json.RawMessage(text)}
	}
	var missed any
	if item.Gap.Missed != rpc.Unknown {
		missed = item.Gap.Missed
	}
	return protocol.Line{"gap": protocol.Line{
		"cause": item.Gap.Cause, "missed": missed, "snapshot": item.Gap.Snapshot, "reason": item.Gap.Reason,
	}}
}

// describe gives an error as the tests want it.
func describe(err error) protocol.Line {
	shown := protocol.Line{"kind": kind(err), "text": fmt.Sprintf("%v %+v", err, err)}
	var answered *rpc.RPCError
	var failed *rpc.ConnectFailed
	var unreadable *rpc.DecodeError
	var argument *rpc.InvalidArgument
	var base rpc.ClientError
	switch {
	case errors.As(err, &answered):
		shown["code"], shown["message"], shown["data"] = answered.Code, answered.Message, answered.Data
		if name, of := declared(err); name != "" {
			shown["name"], shown["case"] = name, of
		}
	case errors.As(err, &failed):
		shown["status"] = nil
		if failed.Status != 0 {
			shown["status"] = failed.Status
		}
	case errors.As(err, &unreadable):
		shown["pointer"] = unreadable.Pointer
	case errors.As(err, &argument):
		shown["pointer"] = argument.Pointer
	case !errors.As(err, &base):
		shown["kind"] = "other"
	}
	return shown
}

func kind(err error) string {
	if name, _ := declared(err); name != "" {
		return "method"
	}
	for name, is := range map[string]func(error) bool{
		"rpc":             is[*rpc.RPCError],
		"connection-lost": is[*rpc.ConnectionLost],
		"connect-failed":  is[*rpc.ConnectFailed],
		"queue-full":      is[*rpc.QueueFull],
		"closed":          is[*rpc.ClientClosed],
		"decode":          is[*rpc.DecodeError],
		"argument":        is[*rpc.InvalidArgument],
		"not-supported":   is[*rpc.NotSupported],
		"slow-consumer":   is[*rpc.SlowConsumer],
	} {
		if is(err) {
			return name
		}
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded) && is[*rpc.DeadlineExceeded](err):
		return "deadline"
	case errors.Is(err, context.Canceled) && is[*rpc.Cancelled](err):
		return "cancelled"
	}
	return "other"
}

func is[E error](err error) bool {
	var found E
	return errors.As(err, &found)
}

// kindOf gives the kind of a declared error of this type.
func kindOf[K ~string](err error) (string, bool) {
	var found *rpc.MethodError[K]
	if !errors.As(err, &found) {
		return "", false
	}
	return string(found.Kind), true
}
