package rpc

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
)

// call is a call that waits: for a connection, for room, for its answer. Its fields are guarded by the lock of the
// calls until it has ended.
type call struct {
	id      int64
	request request
	parcel  *parcel
	// sent tells that it has been given to the transport; until then no answer can be meant for it.
	sent bool
	// internal tells that it is the runtime's own, for which there is always room.
	internal bool
	// settled is told the outcome under the lock, so that nothing comes between; it may be nil.
	settled func(error)
	ended   chan struct{}
	done    bool
	result  json.RawMessage
	err     error
}

// parcel is calls that travel together; one alone is no batch.
type parcel struct {
	calls   []*call
	batch   bool
	waiting int
	// ended is called under the lock when none of its calls waits any more; it may be nil.
	ended func()
}

// text is what still waits, as it travels.
func (p *parcel) text() []byte {
	var out bytes.Buffer
	if p.batch {
		out.WriteByte('[')
	}
	first := true
	for _, call := range p.calls {
		if call.done {
			continue
		}
		if !first {
			out.WriteByte(',')
		}
		first = false
		call.request.write(&out, call.id)
		call.sent = true
	}
	if p.batch {
		out.WriteByte(']')
	}
	return out.Bytes()
}

// calls are all calls of a client.
type calls struct {
	// mu guards everything here and in the channel.
	mu      sync.Mutex
	limit   int
	pending map[int64]*call
	// waiting counts those that are not the runtime's own.
	waiting int
	lastID  int64
	// closed is why no call can be made any more; nil: they can.
	closed error
}

func newCalls(limit int) *calls {
	return &calls{limit: limit, pending: map[int64]*call{}}
}

// open makes calls that travel together. They wait from now on. Needs the lock.
func (c *calls) open(requests []request, batch bool) (*parcel, error) {
	if c.closed != nil {
		return nil, c.closed
	}
	if c.waiting+len(requests) > c.limit {
		return nil, &QueueFull{Limit: c.limit}
	}
	made := &parcel{batch: batch, waiting: len(requests)}
	for _, request := range requests {
		made.calls = append(made.calls, c.make(request, made))
	}
	c.waiting += len(requests)
	return made, nil
}

// openInternal makes a call of the runtime's own. Needs the lock.
func (c *calls) openInternal(request request) *call {
	made := &parcel{waiting: 1}
	one := c.make(request, made)
	one.internal = true
	made.calls = []*call{one}
	return one
}

func (c *calls) make(request request, parcel *parcel) *call {
	c.lastID++
	made := &call{id: c.lastID, request: request, parcel: parcel, ended: make(chan struct{})}
	c.pending[made.id] = made
	return made
}

// finish gives a call its outcome, unless it has one. Needs the lock.
func (c *calls) finish(call *call, result json.RawMessage, err error) {
	if call.done {
		return
	}
	call.done, call.result, call.err = true, result, err
	delete(c.pending, call.id)
	if !call.internal {
		c.waiting--
	}
	if call.settled != nil {
		call.settled(err)
	}
	close(call.ended)
	call.parcel.waiting--
	if call.parcel.waiting == 0 && call.parcel.ended != nil {
		call.parcel.ended()
	}
}

// take gives an answer to its call. What nobody waits for is ignored. Needs the lock.
func (c *calls) take(answer message) {
	id, ok := answer.id()
	if !ok {
		return
	}
	if call := c.pending[id]; call != nil && call.sent {
		result, err := answer.outcome()
		c.finish(call, result, err)
	}
}

// takeAnonymous gives an error that names no call to the one parcel that is unanswered, if it is the only one. Needs
// the lock.
func (c *calls) takeAnonymous(answer message) {
	var only *parcel
	for _, call := range c.pending {
		if !call.sent || call.parcel == only {
			continue
		}
		if only != nil {
			return
		}
		only = call.parcel
	}
	if only == nil {
		return
	}
	result, err := answer.outcome()
	for _, call := range only.calls {
		c.finish(call, result, err)
	}
}

// failSent ends the calls that were sent. Needs the lock.
func (c *calls) failSent(reason string) {
	for _, call := range c.pending {
		if call.sent {
			c.finish(call, nil, &ConnectionLost{Reason: reason})
		}
	}
}

// close ends all calls, those that come with [ClientClosed]. Needs the lock.
func (c *calls) close(reason error) {
	c.closed = &ClientClosed{}
	for _, call := range c.pending {
		c.finish(call, nil, reason)
	}
}

// wait waits for the outcome of a call; waitsFor tells what is missing when it was not sent in time.
func (c *calls) wait(ctx context.Context, limit limit, call *call, waitsFor func() string) (json.RawMessage, error) {
	select {
	case <-call.ended:
	case <-limit.expired:
		c.giveUp(call, waitsFor, func(waitedFor string) error { return &DeadlineExceeded{waitedFor} })
	case <-ctx.Done():
		c.giveUp(call, waitsFor, func(waitedFor string) error { return gaveUp(ctx, waitedFor) })
	}
	return call.result, call.err
}

// giveUp ends a call that nobody waits for any more.
func (c *calls) giveUp(call *call, waitsFor func() string, reason func(string) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	waitedFor := "the server has not answered"
	if !call.sent {
		waitedFor = waitsFor()
	}
	c.finish(call, nil, reason(waitedFor))
}
