package messenger

import (
	"context"

	"example.com/driver/protocol"
	"example.com/messenger"
	"example.com/messenger/rpc"
)

func newService(client *rpc.Client, options []rpc.BindOption) service {
	made := messenger.NewMessengerClient(client, options...)
	batched := func(batch *rpc.Batch) *messenger.MessengerBatch {
		return messenger.NewMessengerBatch(batch, options...)
	}
	return service{
		client: made,
		operations: map[string]operation{
			"join": {
				func(ctx context.Context, c *protocol.Command) (any, error) {
					return with(c, func(params messenger.JoinParams) (string, error) { return made.Join(ctx, params) })
				},
				func(batch *rpc.Batch, c *protocol.Command) (func() (any, error), error) {
					return adds(c, batched(batch).Join)
				},
			},
			"leave": {
				func(ctx context.Context, c *protocol.Command) (any, error) {
					return with(c, func(params messenger.LeaveParams) (rpc.Nothing, error) { return nothing(made.Leave(ctx, params)) })
				},
				func(batch *rpc.Batch, c *protocol.Command) (func() (any, error), error) {
					return adds(c, batched(batch).Leave)
				},
			},
			"send": {
				func(ctx context.Context, c *protocol.Command) (any, error) {
					return with(c, func(params messenger.SendParams) (rpc.Nothing, error) { return nothing(made.Send(ctx, params)) })
				},
				func(batch *rpc.Batch, c *protocol.Command) (func() (any, error), error) {
					return adds(c, batched(batch).Send)
				},
			},
		},
		subscriptions: map[string]subscribe{
			"subscribe_room_update": func(ctx context.Context, _ *protocol.Command, options []rpc.SubscribeOption) (protocol.Subscription, error) {
				return consume(made.SubscribeRoomUpdate(ctx, options...))
			},
			"subscribe_user_update": func(ctx context.Context, c *protocol.Command, options []rpc.SubscribeOption) (protocol.Subscription, error) {
				return consume(made.SubscribeUserUpdate(ctx, c.Index, options...))
			},
			"subscribe_message": func(ctx context.Context, c *protocol.Command, options []rpc.SubscribeOption) (protocol.Subscription, error) {
				return consume(made.SubscribeMessage(ctx, c.Index, options...))
			},
		},
	}
}

// declared gives the name and the kind of an error that a method declares.
func declared(err error) (name, kind string) {
	if kind, ok := kindOf[messenger.JoinErrorKind](err); ok {
		return "JoinError", kind
	}
	if kind, ok := kindOf[messenger.LeaveErrorKind](err); ok {
		return "LeaveError", kind
	}
	if kind, ok := kindOf[messenger.SendErrorKind](err); ok {
		return "SendError", kind
	}
	return "", ""
}
