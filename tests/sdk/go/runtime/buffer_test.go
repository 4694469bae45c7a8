package rpc

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// content gives what is in a buffer, in short.
func content(b *buffer) string {
	var all []string
	b.end(nil)
	for {
		next, ok, err := b.take(context.Background())
		switch {
		case err != nil:
			return strings.Join(append(all, err.Error()), " ")
		case !ok:
			return strings.Join(all, " ")
		case next.gap == nil:
			all = append(all, string(next.params))
		case next.gap.Cause == Reconnected:
			all = append(all, "R")
		default:
			all = append(all, fmt.Sprintf("-%d", next.gap.Missed))
		}
	}
}

func TestGapsStandWhereSomethingIsMissing(t *testing.T) {
	// A number is an event, R a connection that is there again, T takes one.
	for _, test := range []struct {
		policy    Policy
		come, out string
	}{
		{DropOldest, "1 2 3", "1 2 3"},
		{DropOldest, "1 2 3 4 5", "-2 3 4 5"},
		{DropNewest, "1 2 3 4 5", "1 2 3 -2"},
		{DropOldest, "R 1 2 3 4", "R -1 2 3 4"},
		{DropOldest, "R R 1 R R", "R 1 R"},
		{DropOldest, "1 R 2 3 4 5", "-1 R -1 3 4 5"},
		{DropOldest, "1 R 2 R 3 4 5", "-2 R 3 4 5"},
		{DropOldest, "1 R 2 R 3 4 5 6 7", "-2 R -2 5 6 7"},
		{DropOldest, "R 1 T R 2", "1 R 2"},
		{DropNewest, "1 2 3 4 R 5 R 6", "1 2 3 -2 R -1"},
		{DropNewest, "1 2 3 4 T 5", "2 3 -1 5"},
	} {
		b := newBuffer(subscribeOptions{buffer: 3, policy: test.policy})
		for _, what := range strings.Fields(test.come) {
			switch what {
			case "R":
				b.reconnected(false)
			case "T":
				_, _, _ = b.take(context.Background())
			default:
				b.event([]byte(what))
			}
		}
		if out := content(b); out != test.out {
			t.Errorf("%s, %s: %s instead of %s", test.policy, test.come, out, test.out)
		}
	}
}

func TestBufferThatFails(t *testing.T) {
	b := newBuffer(subscribeOptions{buffer: 1, policy: Fail})
	if !b.event([]byte("1")) || b.event([]byte("2")) {
		t.Fatal("it was full at another time")
	}
	first, ok, err := b.take(context.Background())
	if string(first.params) != "1" || !ok || err != nil {
		t.Fatal(first, ok, err)
	}
	if _, ok, err := b.take(context.Background()); ok || err == nil {
		t.Fatal("no end with an error")
	}
	if _, ok, err := b.take(context.Background()); ok || err != nil {
		t.Fatal("the error was told twice")
	}
}
