package dimmer

import (
	"context"

	"example.com/dimmer"
	"example.com/dimmer/rpc"
	"example.com/driver/protocol"
)

func newService(client *rpc.Client, options []rpc.BindOption) service {
	made := dimmer.NewDimmerClient(client, options...)
	batched := func(batch *rpc.Batch) *dimmer.DimmerBatch {
		return dimmer.NewDimmerBatch(batch, options...)
	}
	return service{
		client: made,
		operations: map[string]operation{
			"turn_off": {
				func(ctx context.Context, _ *protocol.Command) (any, error) { return encoded(made.TurnOff(ctx)) },
				func(batch *rpc.Batch, c *protocol.Command) (func() (any, error), error) {
					return adds(c, func(rpc.Nothing) *rpc.Pending[uint32] { return batched(batch).TurnOff() })
				},
			},
			"get_lamps": {
				func(ctx context.Context, _ *protocol.Command) (any, error) { return encoded(made.GetLamps(ctx)) },
				func(batch *rpc.Batch, c *protocol.Command) (func() (any, error), error) {
					return adds(c, func(rpc.Nothing) *rpc.Pending[[]string] { return batched(batch).GetLamps() })
				},
			},
			"get_brightness": {
				func(ctx context.Context, c *protocol.Command) (any, error) {
					return encoded(made.GetBrightness(ctx, c.Index))
				},
				func(batch *rpc.Batch, c *protocol.Command) (func() (any, error), error) {
					return adds(c, func(rpc.Nothing) *rpc.Pending[uint8] { return batched(batch).GetBrightness(c.Index) })
				},
			},
			"set_brightness": {
				func(ctx context.Context, c *protocol.Command) (any, error) {
					return with(c, func(value uint8) (rpc.Nothing, error) {
						return nothing(made.SetBrightness(ctx, c.Index, value))
					})
				},
				func(batch *rpc.Batch, c *protocol.Command) (func() (any, error), error) {
					return adds(c, func(value uint8) *rpc.Pending[rpc.Nothing] {
						return batched(batch).SetBrightness(c.Index, value)
					})
				},
			},
		},
		subscriptions: map[string]subscribe{
			"subscribe_brightness_changed": func(ctx context.Context, c *protocol.Command, options []rpc.SubscribeOption) (protocol.Subscription, error) {
				return consume(made.SubscribeBrightnessChanged(ctx, c.Index, options...))
			},
		},
	}
}

// declared gives the name and the kind of an error that a property declares.
func declared(err error) (name, kind string) {
	if kind, ok := kindOf[dimmer.BrightnessErrorKind](err); ok {
		return "BrightnessError", kind
	}
	return "", ""
}
