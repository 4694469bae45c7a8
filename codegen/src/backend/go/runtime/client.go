package rpc

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"time"
)

// Client is one connection to one server, shared by any number of generated clients. It connects when it is first
// used, and again whenever the connection is lost, until it is closed. Its methods may be called from any goroutine.
type Client struct {
	calls    *calls
	channel  channel
	settings *settings
	shown    string
}

// channel is the way to a server, whatever it runs over. Its methods need the lock of the calls unless they say
// otherwise.
type channel interface {
	// stateNow tells where the connection stands.
	stateNow() State
	// waitsFor tells what a call waits for that has not been sent.
	waitsFor() string
	// connect makes one attempt to connect, unless there is a connection. It must be called without the lock.
	connect(ctx context.Context) error
	// send sends calls as soon as that is possible.
	send(parcel *parcel)
	// listeners are those who listen to notifications; nil: there are none here.
	listeners() *listeners
	// close lets go of everything. It must be called without the lock.
	close()
}

// NewClient makes a client for the server at this URL: ws and wss talk over a WebSocket, http and https over HTTP,
// where there are no events. It does not connect yet. Close it when it is no longer needed.
func NewClient(rawURL string, options Options) (*Client, error) {
	address, err := url.Parse(rawURL)
	if err != nil {
		// The reason would show the URL, in which there may be something secret.
		return nil, &InvalidArgument{Reason: "the URL cannot be read"}
	}
	if address.Hostname() == "" {
		return nil, &InvalidArgument{Reason: "the URL has no host; it must be such as ws://127.0.0.1:8080/jsonrpc"}
	}
	settings, err := settle(options)
	if err != nil {
		return nil, err
	}
	address.Fragment, address.RawFragment = "", ""
	client := &Client{
		calls:    newCalls(settings.queue),
		settings: settings,
		shown:    (&url.URL{Scheme: address.Scheme, Host: address.Host, Path: address.Path}).String(),
	}
	switch address.Scheme {
	case "ws", "wss":
		client.channel = newSocket(address, settings, client.calls)
	case "http", "https":
		client.channel = newHTTP(address, settings, client.calls)
	default:
		return nil, &InvalidArgument{Reason: fmt.Sprintf("a URL with the scheme %q cannot be called; it must be ws, wss, http or https", address.Scheme)}
	}
	return client, nil
}

// State tells where the connection stands.
func (c *Client) State() State {
	c.calls.mu.Lock()
	defer c.calls.mu.Unlock()
	return c.channel.stateNow()
}

// Connect makes one attempt to connect, unless there is a connection. It fails with [ConnectFailed] if that fails; the
// client can still be used then, and tries again.
func (c *Client) Connect(ctx context.Context) error { return c.channel.connect(ctx) }

// Close ends everything: calls that wait fail with [ClientClosed], iterations end. It returns when the connection and
// everything else of the client is gone. Once more does nothing. The error is always nil.
func (c *Client) Close() error {
	c.channel.close()
	return nil
}

// String shows the server, without what might be secret.
func (c *Client) String() string { return "Client(" + c.shown + ")" }

// GoString shows the server, without what might be secret.
func (c *Client) GoString() string { return "rpc." + c.String() }

// limit ends the waiting of calls whose context has no deadline.
type limit struct {
	timer *time.Timer
	// expired is closed when the deadline has passed; nil: the context has one of its own.
	expired chan struct{}
}

// limit starts the clock of the options, unless the context has one.
func (c *Client) limit(ctx context.Context) limit {
	if _, ok := ctx.Deadline(); ok {
		return limit{}
	}
	expired := make(chan struct{})
	return limit{time.AfterFunc(c.settings.deadline, func() { close(expired) }), expired}
}

func (l limit) stop() {
	if l.timer != nil {
		l.timer.Stop()
	}
}

// invoke makes a call and waits for its answer. `begin` is told of it under the lock before it is sent; it may be nil.
func (c *Client) invoke(ctx context.Context, what request, begin func(*call)) (json.RawMessage, error) {
	limit := c.limit(ctx)
	defer limit.stop()
	parcel, err := c.start(ctx, []request{what}, false, begin)
	if err != nil {
		return nil, err
	}
	return c.calls.wait(ctx, limit, parcel.calls[0], c.channel.waitsFor)
}

// start makes calls that travel together and has them sent.
func (c *Client) start(ctx context.Context, requests []request, batch bool, begin func(*call)) (*parcel, error) {
	if ctx.Err() != nil {
		return nil, gaveUp(ctx, "the context had ended before")
	}
	c.calls.mu.Lock()
	defer c.calls.mu.Unlock()
	parcel, err := c.calls.open(requests, batch)
	if err != nil {
		return nil, err
	}
	if begin != nil {
		begin(parcel.calls[0])
	}
	c.channel.send(parcel)
	return parcel, nil
}
