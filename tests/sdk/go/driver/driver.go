package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"example.com/driver/dimmer"
	"example.com/driver/messenger"
	"example.com/driver/protocol"
	"example.com/driver/recorder"
)

// driver holds what the commands have made. It is at work on several at a time.
type driver struct {
	out io.Writer
	// goroutines and sockets are how many there were at the start.
	goroutines, sockets int
	// own counts the goroutines that are the driver's.
	own atomic.Int64

	// mu guards what follows, and the output.
	mu            sync.Mutex
	clients       map[string]opened
	cancels       map[uint64]context.CancelFunc
	subscriptions map[uint64]*consumed
	begun         map[uint64]protocol.Begun
}

// consumed is a subscription and what begins to consume it.
type consumed struct {
	subscription protocol.Subscription
	resume       func()
}

func newDriver(out io.Writer, goroutines, sockets int) *driver {
	return &driver{
		out:           out,
		goroutines:    goroutines,
		sockets:       sockets,
		clients:       map[string]opened{},
		cancels:       map[uint64]context.CancelFunc{},
		subscriptions: map[uint64]*consumed{},
		begun:         map[uint64]protocol.Begun{},
	}
}

// begin begins a command. It returns when what it sends stands in the queue of the client, so that commands reach the
// server in their order.
func (d *driver) begin(next *protocol.Command) {
	ctx, cancel := context.WithCancel(context.Background())
	if next.Deadline > 0 {
		ctx, cancel = context.WithTimeout(ctx, time.Duration(next.Deadline)*time.Millisecond)
	}
	d.mu.Lock()
	d.cancels[next.ID] = cancel
	d.mu.Unlock()
	waits := newWaiting(ctx)
	done := make(chan struct{})
	d.spawn(func() {
		defer cancel()
		defer close(done)
		line := d.do(waits, next)
		line["id"] = next.ID
		d.write(line)
	})
	switch next.Do {
	case "call", "batch", "subscribe":
		select {
		case <-waits.begun:
		case <-done:
		}
	}
}

// waiting is a context that tells when somebody begins to wait for its end, which a call does when it stands in the
// queue.
type waiting struct {
	context.Context
	once  sync.Once
	begun chan struct{}
}

func newWaiting(ctx context.Context) *waiting {
	return &waiting{Context: ctx, begun: make(chan struct{})}
}

func (w *waiting) Done() <-chan struct{} {
	w.once.Do(func() { close(w.begun) })
	return w.Context.Done()
}

func (d *driver) spawn(work func()) {
	d.own.Add(1)
	go func() {
		defer d.own.Add(-1)
		work()
	}()
}

func (d *driver) write(line protocol.Line) {
	text, err := json.Marshal(line)
	if err != nil {
		panic(err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.out.Write(append(text, '\n')); err != nil {
		panic(err)
	}
}

var interfaces = map[string]protocol.Interface{
	"messenger": messenger.Interface,
	"dimmer":    dimmer.Interface,
	"recorder":  recorder.Interface,
}

// opened is a client and what describes its errors.
type opened struct {
	protocol.Client
	describe func(error) protocol.Line
}

func (d *driver) client(name string) (opened, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	found, ok := d.clients[name]
	if !ok {
		return opened{describe: other}, fmt.Errorf("there is no client %q", name)
	}
	return found, nil
}

// other describes what should never be.
func other(err error) protocol.Line { return protocol.Line{"kind": "other", "text": err.Error()} }

// do gives the members of the line that answers a command.
func (d *driver) do(ctx context.Context, next *protocol.Command) protocol.Line {
	if next.Do == "open" {
		return d.open(next)
	}
	client, err := d.client(next.Client)
	if err == nil {
		var ok any
		if ok, err = d.doOn(ctx, client, next); err == nil {
			return protocol.Line{"ok": ok}
		}
	}
	return protocol.Line{"error": client.describe(err)}
}

func (d *driver) doOn(ctx context.Context, client opened, next *protocol.Command) (any, error) {
	switch next.Do {
	case "connect":
		return nil, client.Connect(ctx)
	case "call":
		return d.call(ctx, client, next)
	case "batch":
		return client.Batch(ctx, next.Calls)
	case "subscribe":
		return nil, d.subscribe(ctx, client, next)
	case "state":
		return client.State(), nil
	case "text":
		return client.Text(), nil
	case "close":
		return nil, client.Close()
	case "remains":
		return d.remains(), nil
	}
	d.mu.Lock()
	cancel, begun, found := d.cancels[next.Call], d.begun[next.Call], d.subscriptions[next.Subscription]
	d.mu.Unlock()
	switch next.Do {
	case "cancel":
		cancel()
	case "abandon":
		begun.Abandon()
	case "resume":
		found.resume()
	case "unsubscribe":
		found.subscription.Close()
	default:
		return nil, fmt.Errorf("there is no command %q", next.Do)
	}
	return nil, nil
}

func (d *driver) open(next *protocol.Command) protocol.Line {
	of, ok := interfaces[next.Interface]
	if !ok {
		return protocol.Line{"error": other(fmt.Errorf("there is no interface %q", next.Interface))}
	}
	made, err := of.Open(next.URL, next.Options)
	if err != nil {
		return protocol.Line{"error": of.Describe(err)}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.clients[next.Client] = opened{made, of.Describe}
	return protocol.Line{"ok": nil}
}

func (d *driver) call(ctx context.Context, client opened, next *protocol.Command) (any, error) {
	result, err := client.Call(ctx, next)
	begun, ok := result.(protocol.Begun)
	if err != nil || !ok {
		return result, err
	}
	d.mu.Lock()
	d.begun[next.ID] = begun
	d.mu.Unlock()
	d.spawn(func() {
		line := protocol.Line{"completion": next.ID}
		if end, err := begun.End(); err != nil {
			line["error"] = client.describe(err)
		} else {
			line["ok"] = end
		}
		d.write(line)
	})
	return begun.Result, nil
}

func (d *driver) subscribe(ctx context.Context, client opened, next *protocol.Command) error {
	made, err := client.Subscribe(ctx, next)
	if err != nil {
		return err
	}
	item := func(line protocol.Line) {
		line["subscription"] = next.ID
		d.write(line)
	}
	var once sync.Once
	resume := func() {
		once.Do(func() {
			d.spawn(func() {
				consume := made.Iterate
				if next.Callback {
					consume = made.ForEach
				}
				var end any
				if err := consume(item); err != nil {
					end = client.describe(err)
				}
				item(protocol.Line{"end": end})
			})
		})
	}
	d.mu.Lock()
	d.subscriptions[next.ID] = &consumed{made, resume}
	d.mu.Unlock()
	if !next.Hold {
		resume()
	}
	return nil
}

// remains tells how many goroutines and sockets there are more than at the start. Those that are told to end need a
// moment to do so.
func (d *driver) remains() int {
	var more int
	for range 200 {
		more = max(0, runtime.NumGoroutine()-int(d.own.Load())-d.goroutines) + max(0, sockets()-d.sockets)
		if more == 0 {
			return 0
		}
		time.Sleep(10 * time.Millisecond)
	}
	stacks := make([]byte, 1<<20)
	fmt.Fprintf(os.Stderr, "%s\n", stacks[:runtime.Stack(stacks, true)])
	return more
}

// sockets counts the sockets of this process.
func sockets() int {
	const folder = "/proc/self/fd"
	entries, err := os.ReadDir(folder)
	if err != nil {
		return 0
	}
	count := 0
	for _, entry := range entries {
		if target, err := os.Readlink(folder + "/" + entry.Name()); err == nil && strings.HasPrefix(target, "socket:") {
			count++
		}
	}
	return count
}
