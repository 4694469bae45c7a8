package rpc

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
)

// Item is what a subscription gives: an event, or a gap.
type Item[T any] struct {
	// Event is what the event carries; it counts if Gap is nil.
	Event T
	// Gap says that something is missing at this place; nil: this is an event.
	Gap *Gap
}

// Subscription is the events of one registration, in the order in which the server sent them. It goes on when the
// connection is lost and comes back; a [Gap] tells where something is missing.
type Subscription[T any] struct {
	buffer *buffer
	close  func()
}

// Next waits for the next item. It fails with [io.EOF] when the subscription has ended, with the server's error when
// it refused to register again after the connection was lost, and with [SlowConsumer] after an overflow with the
// policy [Fail]. The context ends the waiting, not the subscription.
func (s *Subscription[T]) Next(ctx context.Context) (Item[T], error) {
	next, ok, err := s.buffer.take(ctx)
	switch {
	case err != nil:
		return Item[T]{}, err
	case !ok:
		return Item[T]{}, io.EOF
	case next.gap != nil:
		return Item[T]{Gap: next.gap}, nil
	}
	event, misfit := decodeEvent[T](next.params)
	if misfit != nil {
		return Item[T]{Gap: &Gap{Unreadable, 1, false, "an event cannot be read: " + placed(misfit.pointer, misfit.reason)}}, nil
	}
	return Item[T]{Event: event}, nil
}

// Items iterates over the items. An error comes last, if the subscription ended with one or the context did. Leaving
// the iteration closes the subscription.
//
//	for item, err := range subscription.Items(ctx) {
//		if err != nil {
//			return err
//		}
//		if item.Gap != nil {
//			log.Print(item.Gap.Reason)
//			continue
//		}
//		use(item.Event)
//	}
func (s *Subscription[T]) Items(ctx context.Context) iter.Seq2[Item[T], error] {
	return func(yield func(Item[T], error) bool) {
		defer s.Close()
		for {
			item, err := s.Next(ctx)
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(item, err) || err != nil {
				return
			}
		}
	}
}

// Events iterates over the events alone, for those to whom gaps make no difference. It ends as Items does.
func (s *Subscription[T]) Events(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for item, err := range s.Items(ctx) {
			if item.Gap == nil && !yield(item.Event, err) {
				return
			}
		}
	}
}

// ForEach hands every item to a function, one after the other. It returns at the end, with the error that the
// subscription ended with, if any. A function that fails closes the subscription, and its error is returned.
func (s *Subscription[T]) ForEach(ctx context.Context, handle func(Item[T]) error) error {
	for item, err := range s.Items(ctx) {
		if err != nil {
			return err
		}
		if err := handle(item); err != nil {
			return err
		}
	}
	return nil
}

// Close ends the registration on the server, and the iteration; nothing is given afterwards. Once more does nothing.
func (s *Subscription[T]) Close() {
	s.close()
	s.buffer.clear()
}

func decodeEvent[T any](params json.RawMessage) (T, *misfit) {
	var event T
	if params == nil {
		// No params are as good as null.
		params = json.RawMessage("null")
	}
	err := decodeInto(params, &event)
	return event, err
}

// Completion is the end of what a call has begun.
type Completion[C any] struct {
	buffer *buffer
	stop   func()
}

// Wait waits for the end. It fails with [ConnectionLost] when the connection is lost before, with [ClientClosed] when
// the client is closed or Abandon was called, and with [DecodeError] when what came does not fit its type. The context
// ends the waiting, not the completion.
func (c *Completion[C]) Wait(ctx context.Context) (C, error) {
	var end C
	next, ok, err := c.buffer.take(ctx)
	if err == nil && !ok {
		err = &ClientClosed{}
	}
	if err != nil {
		return end, err
	}
	c.stop()
	end, misfit := decodeEvent[C](next.params)
	if misfit != nil {
		return end, &DecodeError{Pointer: misfit.pointer, Reason: misfit.reason}
	}
	return end, nil
}

// Abandon waits no longer for the end. Once more does nothing.
func (c *Completion[C]) Abandon() {
	c.stop()
	c.buffer.clear()
}

// Started is what a call has begun that ends later.
type Started[R, C any] struct {
	// Result is what the call answered.
	Result R
	// Completion is the end.
	Completion *Completion[C]
}
