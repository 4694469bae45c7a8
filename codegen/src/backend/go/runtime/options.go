package rpc

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"time"
)

// Options are the options of a [Client]. The zero value of each means its default.
type Options struct {
	// Deadline is how long a call may take, everything included, where its context has no deadline. Default: 10 s.
	Deadline time.Duration
	// Queue is how many calls may wait, unsent or unanswered; one more fails with [QueueFull]. Default: 1024.
	Queue int
	// Heartbeat is after how much silence a WebSocket is asked whether it lives. Default: 15 s.
	Heartbeat time.Duration
	// ReconnectFirst is the delay before the first attempt to connect again; each further one waits twice as long.
	// Default: 250 ms.
	ReconnectFirst time.Duration
	// ReconnectMost is the longest of these delays. Default: 5 s.
	ReconnectMost time.Duration
	// Token tells who is calling. It is asked before each attempt to connect and each HTTP request.
	Token TokenSource
	// RootCertificates are trusted beside those of the system, as PEM.
	RootCertificates []byte
	// Certificate is what the client shows to the server, as PEM; it needs Key.
	Certificate []byte
	// Key is the private key of Certificate, as PEM.
	Key []byte
}

// TokenSource gives a token at the moment when it is needed.
type TokenSource func(ctx context.Context) (string, error)

// StaticToken is a source that gives the same token always.
func StaticToken(token string) TokenSource {
	return func(context.Context) (string, error) { return token, nil }
}

// String shows the options without what is secret.
func (o Options) String() string {
	return fmt.Sprintf(
		"Options{Deadline: %v, Queue: %d, Heartbeat: %v, ReconnectFirst: %v, ReconnectMost: %v, Token: %t, TLS: %t}",
		o.Deadline, o.Queue, o.Heartbeat, o.ReconnectFirst, o.ReconnectMost,
		o.Token != nil, len(o.RootCertificates)+len(o.Certificate) > 0,
	)
}

// GoString shows the options without what is secret.
func (o Options) GoString() string { return "rpc." + o.String() }

// State is where the connection of a client stands.
type State string

const (
	// StateIdle means that it has not been used yet. A client over HTTP is idle until it is closed.
	StateIdle State = "idle"
	// StateConnecting means that an attempt to connect is under way.
	StateConnecting State = "connecting"
	// StateOpen means that there is a connection.
	StateOpen State = "open"
	// StateWaiting means that the next attempt to connect waits for its time.
	StateWaiting State = "waiting"
	// StateClosed means that the client is closed for good.
	StateClosed State = "closed"
)

// Policy says what happens when the buffer of a subscription is full.
type Policy string

const (
	// DropOldest drops the oldest event that waits.
	DropOldest Policy = "drop-oldest"
	// DropNewest drops the event that comes.
	DropNewest Policy = "drop-newest"
	// Fail ends the subscription with [SlowConsumer], after what waits.
	Fail Policy = "fail"
)

// SubscribeOption is an option of a subscription.
type SubscribeOption func(*subscribeOptions)

type subscribeOptions struct {
	buffer int
	policy Policy
}

// Buffer sets how many events may wait to be consumed. Default: 1024.
func Buffer(events int) SubscribeOption {
	return func(o *subscribeOptions) { o.buffer = events }
}

// Overflow sets what happens when more come. Default: [DropOldest].
func Overflow(policy Policy) SubscribeOption {
	return func(o *subscribeOptions) { o.policy = policy }
}

func subscribeSettings(options []SubscribeOption) (subscribeOptions, error) {
	settings := subscribeOptions{buffer: 1024, policy: DropOldest}
	for _, option := range options {
		option(&settings)
	}
	if settings.buffer < 1 {
		return settings, &InvalidArgument{Reason: fmt.Sprintf("a buffer of %d events; it must hold at least 1", settings.buffer)}
	}
	switch settings.policy {
	case DropOldest, DropNewest, Fail:
		return settings, nil
	}
	return settings, &InvalidArgument{Reason: fmt.Sprintf("there is no policy %q", settings.policy)}
}

const (
	// attemptTime is how long an attempt to connect may take.
	attemptTime = 10 * time.Second
	// stableTime is how long a connection must have lived for the delays to start anew.
	stableTime = 5 * time.Second
	// closeTime is how long the other side may take to close.
	closeTime = 2 * time.Second
	// largestMessage is how many bytes a message, or the body of an HTTP answer, may have.
	largestMessage = 64 << 20
)

// settings are options with everything decided.
type settings struct {
	deadline, heartbeat, firstDelay, mostDelay time.Duration
	queue                                      int
	token                                      TokenSource
	tls                                        *tls.Config
}

func settle(o Options) (*settings, error) {
	s := &settings{queue: o.Queue, token: o.Token}
	if o.Queue < 0 {
		return nil, &InvalidArgument{Reason: fmt.Sprintf("the option Queue is %d; it must be at least 1, or 0 for the default", o.Queue)}
	}
	if s.queue == 0 {
		s.queue = 1024
	}
	for _, option := range []struct {
		name            string
		given, standard time.Duration
		to              *time.Duration
	}{
		{"Deadline", o.Deadline, 10 * time.Second, &s.deadline},
		{"Heartbeat", o.Heartbeat, 15 * time.Second, &s.heartbeat},
		{"ReconnectFirst", o.ReconnectFirst, 250 * time.Millisecond, &s.firstDelay},
		{"ReconnectMost", o.ReconnectMost, 5 * time.Second, &s.mostDelay},
	} {
		if option.given < 0 {
			return nil, &InvalidArgument{Reason: fmt.Sprintf("the option %s is %v; it must be more than 0, or 0 for the default", option.name, option.given)}
		}
		*option.to = option.given
		if option.given == 0 {
			*option.to = option.standard
		}
	}
	var err error
	s.tls, err = tlsConfig(o)
	return s, err
}

func tlsConfig(o Options) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if len(o.RootCertificates) > 0 {
		roots, err := x509.SystemCertPool()
		if err != nil {
			roots = x509.NewCertPool()
		}
		if !roots.AppendCertsFromPEM(o.RootCertificates) {
			return nil, &InvalidArgument{Reason: "the option RootCertificates holds no certificate in PEM"}
		}
		config.RootCAs = roots
	}
	if (len(o.Certificate) > 0) != (len(o.Key) > 0) {
		return nil, &InvalidArgument{Reason: "the options Certificate and Key need each other"}
	}
	if len(o.Certificate) > 0 {
		pair, err := tls.X509KeyPair(o.Certificate, o.Key)
		if err != nil {
			return nil, &InvalidArgument{Reason: "the options Certificate and Key cannot be used: " + err.Error()}
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}

// tokenNow gives the token of this moment; empty: there is none.
func (s *settings) tokenNow(ctx context.Context) (string, error) {
	if s.token == nil {
		return "", nil
	}
	return s.token(ctx)
}
