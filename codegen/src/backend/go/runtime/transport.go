package rpc

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// line is the connection of the network below a WebSocket. It knows when something has come for the last time, be it
// a part of a message alone.
type line struct {
	net.Conn
	start time.Time
	heard atomic.Int64
}

func newLine(conn net.Conn) *line { return &line{Conn: conn, start: time.Now()} }

func (l *line) Read(into []byte) (int, error) {
	count, err := l.Conn.Read(into)
	if count > 0 {
		l.heard.Store(int64(time.Since(l.start)))
	}
	return count, err
}

// silent tells for how long nothing has come.
func (l *line) silent() time.Duration {
	return time.Since(l.start) - time.Duration(l.heard.Load())
}

// newTransport makes a transport of its own; `opened` is told of each connection, unless it is nil.
func newTransport(settings *settings, opened func(*line)) *http.Transport {
	dialer := &net.Dialer{Timeout: attemptTime, KeepAlive: 30 * time.Second}
	dial := dialer.DialContext
	if opened != nil {
		dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			made := newLine(conn)
			opened(made)
			return made, nil
		}
	}
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         dial,
		TLSClientConfig:     settings.tls.Clone(),
		TLSHandshakeTimeout: attemptTime,
		IdleConnTimeout:     90 * time.Second,
	}
}

// httpClient makes a client that follows no redirects.
func httpClient(transport http.RoundTripper) *http.Client {
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// anySubprotocol accepts what the server chooses, also what was not offered: nothing here depends on it.
type anySubprotocol struct{ *http.Transport }

func (a anySubprotocol) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := a.Transport.RoundTrip(request)
	if err == nil {
		response.Header.Del("Sec-WebSocket-Protocol")
	}
	return response, err
}
