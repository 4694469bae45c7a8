package recorder

import (
	"context"
	"errors"

	"example.com/driver/protocol"
	"example.com/recorder"
	"example.com/recorder/rpc"
)

func newService(client *rpc.Client, options []rpc.BindOption) service {
	made := recorder.NewRecorderClient(client, options...)
	batched := func(batch *rpc.Batch) *recorder.RecorderBatch {
		return recorder.NewRecorderBatch(batch, options...)
	}
	return service{
		client: made,
		operations: map[string]operation{
			"record": {
				func(ctx context.Context, c *protocol.Command) (any, error) {
					params, err := decode[recorder.RecordParams](c)
					if err != nil {
						return nil, err
					}
					return begun(made.Record(ctx, params))
				},
				func(*rpc.Batch, *protocol.Command) (func() (any, error), error) {
					return nil, errors.New("a batch holds calls that end with their answers")
				},
			},
			"recording_stop": {
				func(ctx context.Context, c *protocol.Command) (any, error) {
					return encoded(nothing(made.RecordingStop(ctx, c.Instance)))
				},
				func(batch *rpc.Batch, c *protocol.Command) (func() (any, error), error) {
					return adds(c, func(rpc.Nothing) *rpc.Pending[rpc.Nothing] { return batched(batch).RecordingStop(c.Instance) })
				},
			},
			"get_recording_title": {
				func(ctx context.Context, c *protocol.Command) (any, error) {
					return encoded(made.GetRecordingTitle(ctx, c.Instance))
				},
				func(batch *rpc.Batch, c *protocol.Command) (func() (any, error), error) {
					return adds(c, func(rpc.Nothing) *rpc.Pending[string] { return batched(batch).GetRecordingTitle(c.Instance) })
				},
			},
			"set_recording_title": {
				func(ctx context.Context, c *protocol.Command) (any, error) {
					return with(c, func(value string) (rpc.Nothing, error) {
						return nothing(made.SetRecordingTitle(ctx, c.Instance, value))
					})
				},
				func(batch *rpc.Batch, c *protocol.Command) (func() (any, error), error) {
					return adds(c, func(value string) *rpc.Pending[rpc.Nothing] {
						return batched(batch).SetRecordingTitle(c.Instance, value)
					})
				},
			},
			"get_quality": {
				func(ctx context.Context, _ *protocol.Command) (any, error) { return encoded(made.GetQuality(ctx)) },
				func(batch *rpc.Batch, c *protocol.Command) (func() (any, error), error) {
					return adds(c, func(rpc.Nothing) *rpc.Pending[uint8] { return batched(batch).GetQuality() })
				},
			},
			"set_quality": {
				func(ctx context.Context, c *protocol.Command) (any, error) {
					return with(c, func(value uint8) (rpc.Nothing, error) { return nothing(made.SetQuality(ctx, value)) })
				},
				func(batch *rpc.Batch, c *protocol.Command) (func() (any, error), error) {
					return adds(c, batched(batch).SetQuality)
				},
			},
		},
		subscriptions: map[string]subscribe{
			"subscribe_disk_filled": func(ctx context.Context, _ *protocol.Command, options []rpc.SubscribeOption) (protocol.Subscription, error) {
				return consume(made.SubscribeDiskFilled(ctx, options...))
			},
			"subscribe_recording_grown": func(ctx context.Context, c *protocol.Command, options []rpc.SubscribeOption) (protocol.Subscription, error) {
				return consume(made.SubscribeRecordingGrown(ctx, c.Instance, options...))
			},
		},
	}
}

// begun is a call that has begun something that ends later.
func begun[R, C any](started *rpc.Started[R, C], err error) (any, error) {
	if err != nil {
		return nil, err
	}
	result, err := encoded(started.Result, nil)
	if err != nil {
		return nil, err
	}
	end := func() (any, error) { return encoded(started.Completion.Wait(context.Background())) }
	return protocol.Begun{Result: result, End: end, Abandon: started.Completion.Abandon}, nil
}

// declared gives the name and the kind of an error that a method declares.
func declared(err error) (name, kind string) {
	if kind, ok := kindOf[recorder.RecordErrorKind](err); ok {
		return "RecordError", kind
	}
	return "", ""
}
