package rpc

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
)

// Cause tells why something is missing.
type Cause string

const (
	// Reconnected means that the connection was lost and is there again.
	Reconnected Cause = "reconnected"
	// Overflowed means that the consumer was too slow.
	Overflowed Cause = "overflow"
	// Unreadable means that an event did not fit its type.
	Unreadable Cause = "unreadable"
)

// Unknown is how many events are missing where nobody knows.
const Unknown = -1

// Gap says that something is missing at this place. State that is kept from events should be fetched anew.
type Gap struct {
	// Cause tells why.
	Cause Cause
	// Missed is how many events are missing, or [Unknown].
	Missed int
	// Snapshot tells that the server now tells its current state, as events.
	Snapshot bool
	// Reason tells why, in words.
	Reason string
}

// entry is what waits in a buffer: an event that is not decoded yet, or a gap.
type entry struct {
	params json.RawMessage
	gap    *Gap
}

// buffer is a bounded row of events and the gaps between them, filled by the connection and emptied by the consumer.
type buffer struct {
	limit  int
	policy Policy

	mu      sync.Mutex
	entries []entry
	events  int
	ended   bool
	err     error
	// changed is closed at the next change; nil: nobody waits for one.
	changed chan struct{}
}

func newBuffer(options subscribeOptions) *buffer {
	return &buffer{limit: options.buffer, policy: options.policy}
}

// event puts an event in; false: there is no room, and the policy is to fail.
func (b *buffer) event(params json.RawMessage) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return true
	}
	if b.events >= b.limit {
		switch b.policy {
		case Fail:
			b.finish(&SlowConsumer{Limit: b.limit})
			return false
		case DropNewest:
			b.entries = append(b.entries, entry{gap: overflow(1)})
			b.mergeLast()
			return true
		}
		b.dropOldest()
	}
	b.entries = append(b.entries, entry{params: params})
	b.events++
	b.notify()
	return true
}

// reconnected says that the connection is there again.
func (b *buffer) reconnected(snapshot bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return
	}
	b.entries = append(b.entries, entry{gap: &Gap{Reconnected, Unknown, snapshot, "the connection was lost and is there again"}})
	b.mergeLast()
	b.notify()
}

// end says that nothing comes any more; an error is given after what waits.
func (b *buffer) end(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.finish(err)
}

func (b *buffer) finish(err error) {
	if !b.ended {
		b.ended, b.err = true, err
		b.notify()
	}
}

// clear gives nothing any more.
func (b *buffer) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.entries, b.events, b.ended, b.err = nil, 0, true, nil
	b.notify()
}

// take gives the next entry; false: it has ended, with an error or without, which is told once.
func (b *buffer) take(ctx context.Context) (entry, bool, error) {
	for {
		b.mu.Lock()
		if len(b.entries) > 0 {
			first := b.entries[0]
			b.entries[0] = entry{}
			b.entries = b.entries[1:]
			if first.gap == nil {
				b.events--
			}
			b.mu.Unlock()
			return first, true, nil
		}
		if b.ended {
			err := b.err
			b.err = nil
			b.mu.Unlock()
			return entry{}, false, err
		}
		if b.changed == nil {
			b.changed = make(chan struct{})
		}
		changed := b.changed
		b.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return entry{}, false, gaveUp(ctx, "the next event has not come")
		}
	}
}

func (b *buffer) notify() {
	if b.changed != nil {
		close(b.changed)
		b.changed = nil
	}
}

// dropOldest puts a gap in the place of the first event.
func (b *buffer) dropOldest() {
	at := 0
	for b.entries[at].gap != nil {
		at++
	}
	b.entries[at] = entry{gap: overflow(1)}
	b.events--
	end := at + 1
	for end < len(b.entries) && b.entries[end].gap != nil {
		end++
	}
	merged := mergeGaps(b.entries[:end])
	start := end - len(merged)
	copy(b.entries[start:], merged)
	b.entries = b.entries[start:]
}

// mergeLast merges the gaps behind the last event.
func (b *buffer) mergeLast() {
	start := len(b.entries)
	for start > 0 && b.entries[start-1].gap != nil {
		start--
	}
	b.entries = append(b.entries[:start], mergeGaps(b.entries[start:])...)
	b.notify()
}

// mergeGaps makes as few gaps as can be of some without an event between them: what was missed before the connection
// was there again for the last time, that it was, and what was missed since.
func mergeGaps(gaps []entry) []entry {
	var before, since int
	var reconnected *Gap
	for _, one := range gaps {
		if one.gap.Cause == Reconnected {
			before, since, reconnected = before+since, 0, one.gap
		} else {
			since += one.gap.Missed
		}
	}
	var merged []entry
	if before > 0 {
		merged = append(merged, entry{gap: overflow(before)})
	}
	if reconnected != nil {
		merged = append(merged, entry{gap: reconnected})
	}
	if since > 0 {
		merged = append(merged, entry{gap: overflow(since)})
	}
	return merged
}

func overflow(missed int) *Gap {
	return &Gap{Overflowed, missed, false, fmt.Sprintf("%d events came faster than they were taken", missed)}
}
