package rpc

import (
	"context"
	"sync"
)

// Batch is calls that travel together. They are added by the generated batch of an interface, sent by Send, and each
// has its own outcome.
type Batch struct {
	client *Client
	mu     sync.Mutex
	sent   bool
	calls  []batched
}

// batched is a call of a batch, whatever its types.
type batched interface {
	// wanted is what is to be sent; false: it has failed already.
	wanted() (request, bool)
	settle(text []byte, err error)
}

// NewBatch makes an empty batch on a client.
func NewBatch(client *Client) *Batch { return &Batch{client: client} }

// BatchBinding is one interface of a server, seen through a batch. Generated batches stand on it.
type BatchBinding struct {
	batch *Batch
	names names
}

// BindBatch makes a binding of the interface of this name and major version.
func BindBatch(batch *Batch, name string, major int, options ...BindOption) *BatchBinding {
	return &BatchBinding{batch, newNames(name, major, options)}
}

// Pending is the outcome of one call of a batch.
type Pending[R any] struct {
	mu      sync.Mutex
	request request
	read    func(text []byte, err error) (R, error)
	result  R
	err     error
	settled bool
}

// Add puts a call into a batch.
func Add[P, R any](b *BatchBinding, op Operation[P, R], place Place, params P) *Pending[R] {
	made := &Pending[R]{
		err:  &NotSupported{"the batch has not been sent yet"},
		read: func(text []byte, err error) (R, error) { return op.outcome(text, err) },
	}
	request, err := op.request(b.names, place, params)
	made.request = request
	if err != nil {
		made.err, made.settled = err, true
	}
	b.batch.add(made)
	return made
}

func (b *Batch) add(one batched) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.sent {
		one.settle(nil, &NotSupported{"the batch has been sent already"})
		return
	}
	b.calls = append(b.calls, one)
}

// Result gives what the server answered to this call, or why it did not. Send must have been called before.
func (p *Pending[R]) Result() (R, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.result, p.err
}

func (p *Pending[R]) wanted() (request, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.request, !p.settled
}

func (p *Pending[R]) settle(text []byte, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.settled {
		p.settled = true
		p.result, p.err = p.read(text, err)
	}
}

// Send sends the calls as one message and waits for their outcomes, which each of them tells ([Pending.Result]). It
// fails if nothing could be sent, or if an answer is missing: with the error of the first call that has none. A batch
// is sent once; an empty one sends nothing and succeeds.
func (b *Batch) Send(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.sent {
		return &NotSupported{"the batch has been sent already"}
	}
	b.sent = true
	var requests []request
	var sent []batched
	for _, one := range b.calls {
		if request, ok := one.wanted(); ok {
			requests = append(requests, request)
			sent = append(sent, one)
		}
	}
	if len(requests) == 0 {
		return nil
	}
	limit := b.client.limit(ctx)
	defer limit.stop()
	parcel, err := b.client.start(ctx, requests, true, nil)
	if err != nil {
		for _, one := range sent {
			one.settle(nil, err)
		}
		return err
	}
	var missing error
	for at, call := range parcel.calls {
		text, err := b.client.calls.wait(ctx, limit, call, b.client.channel.waitsFor)
		sent[at].settle(text, err)
		if missing == nil && !isAnswer(err) {
			missing = err
		}
	}
	return missing
}

// isAnswer tells whether the outcome of a call is one that the server gave.
func isAnswer(err error) bool {
	switch err.(type) {
	case nil, *RPCError, *DecodeError:
		return true
	}
	return false
}
