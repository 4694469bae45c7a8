// Package protocol is what the driver and its adapters speak of: commands, and clients whatever their interface.
package protocol

import (
	"context"
	"encoding/json"
)

// Command is one line of the input.
type Command struct {
	ID           uint64          `json:"id"`
	Do           string          `json:"do"`
	Client       string          `json:"client"`
	URL          string          `json:"url"`
	Interface    string          `json:"interface"`
	Options      Options         `json:"options"`
	Operation    string          `json:"operation"`
	Params       json.RawMessage `json:"params"`
	Index        string          `json:"index"`
	Instance     string          `json:"instance"`
	Deadline     int64           `json:"deadline"`
	Call         uint64          `json:"call"`
	Calls        []Command       `json:"calls"`
	Subscription uint64          `json:"subscription"`
	Buffer       int             `json:"buffer"`
	Policy       string          `json:"policy"`
	Hold         bool            `json:"hold"`
	Callback     bool            `json:"callback"`
}

// Options are those of a client, in milliseconds and counts.
type Options struct {
	Token          *string `json:"token"`
	Deadline       int64   `json:"deadline"`
	Queue          int     `json:"queue"`
	Heartbeat      int64   `json:"heartbeat"`
	ReconnectFirst int64   `json:"reconnect_first"`
	ReconnectMost  int64   `json:"reconnect_most"`
	Callsign       string  `json:"callsign"`
	CA             string  `json:"ca"`
}

// Line is a line of the output, or a part of one.
type Line = map[string]any

// Interface is what the driver knows of an interface.
type Interface struct {
	// Open makes a client.
	Open func(url string, options Options) (Client, error)
	// Describe gives an error as the tests want it.
	Describe func(error) Line
}

// Client is a client with the generated client on it.
type Client interface {
	Connect(ctx context.Context) error
	Close() error
	State() string
	Text() string
	Call(ctx context.Context, command *Command) (any, error)
	Batch(ctx context.Context, calls []Command) (any, error)
	Subscribe(ctx context.Context, command *Command) (Subscription, error)
}

// Begun is what a call gives that has begun something that ends later.
type Begun struct {
	Result any
	// End waits for the end.
	End func() (any, error)
	// Abandon gives it up.
	Abandon func()
}

// Subscription gives its items as lines.
type Subscription interface {
	Iterate(item func(Line)) error
	ForEach(item func(Line)) error
	Close()
}
