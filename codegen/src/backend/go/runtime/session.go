package rpc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// session is one connection, from its opening to its end. It has three goroutines: one reads, one writes, one sees
// that the connection is alive.
type session struct {
	socket *socket
	conn   *websocket.Conn
	line   *line
	// context ends with the connection; its cause is why.
	context context.Context
	fail    context.CancelCauseFunc
	running sync.WaitGroup
	// writable holds something when there is something to write.
	writable chan struct{}

	// What follows is guarded by the lock of the calls.

	// urgent is what goes out before the queue: registrations and their ends.
	urgent []urgent
	// renewing counts registrations on this connection that are not answered yet; the queue stands still meanwhile.
	renewing int
}

// urgent is a message of the runtime's own.
type urgent struct {
	request request
	// call waits for the answer; nil: this is a notification.
	call *call
}

// dial makes one attempt to connect.
func (s *socket) dial() (*session, *ConnectFailed) {
	ctx, cancel := context.WithTimeout(s.context, attemptTime)
	defer cancel()
	token, err := s.settings.tokenNow(ctx)
	if err != nil {
		return nil, &ConnectFailed{Reason: "there is no token: " + err.Error()}
	}
	var below *line
	transport := newTransport(s.settings, func(opened *line) { below = opened })
	conn, response, err := websocket.Dial(ctx, withToken(*s.address, token), &websocket.DialOptions{
		HTTPClient:   httpClient(anySubprotocol{transport}),
		Subprotocols: []string{"notification"},
	})
	if err != nil {
		transport.CloseIdleConnections()
		if response != nil && response.StatusCode != http101 {
			reason := fmt.Sprintf("the server answered with the HTTP status %d", response.StatusCode)
			return nil, &ConnectFailed{Reason: reason, Status: response.StatusCode}
		}
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, &ConnectFailed{Reason: fmt.Sprintf("no connection within %v", attemptTime)}
		}
		return nil, &ConnectFailed{Reason: reasonOf(err)}
	}
	conn.SetReadLimit(largestMessage)
	made := &session{socket: s, conn: conn, line: below, writable: make(chan struct{}, 1)}
	made.context, made.fail = context.WithCancelCause(s.context)
	return made, nil
}

// http101 is the status of an answer that makes a WebSocket of the connection.
const http101 = 101

// withToken gives the URL with a token, which nobody should show.
func withToken(address url.URL, token string) string {
	if token != "" {
		if address.RawQuery != "" {
			address.RawQuery += "&"
		}
		address.RawQuery += "token=" + strings.ReplaceAll(url.QueryEscape(token), "+", "%20")
	}
	return address.String()
}

// run talks until the connection has ended; it tells for how long it has lived.
func (s *session) run() time.Duration {
	opened := time.Now()
	renewal := s.open()
	s.running.Add(3)
	go s.read()
	go s.write()
	go s.watch()
	<-s.context.Done()
	lived := time.Since(opened)
	renewal.Stop()
	// It has ended already, or is of no use any more; how it takes that does not matter.
	_ = s.conn.CloseNow()
	s.running.Wait()
	s.lost(context.Cause(s.context).Error())
	return lived
}

// open registers everything again, and gives the timer that ends the connection if that takes too long.
func (s *session) open() *time.Timer {
	socket, calls := s.socket, s.socket.calls
	calls.mu.Lock()
	defer calls.mu.Unlock()
	if socket.state == StateClosed {
		s.end("the client is closed")
		return time.NewTimer(0)
	}
	socket.session = s
	socket.enter(StateOpen)
	socket.connected(nil)
	for _, one := range socket.heard.renewed() {
		one.buffer.reconnected(one.snapshot)
		one.registered = true
		call := calls.openInternal(one.register)
		call.settled = func(err error) { s.renewed(one, err) }
		s.urgent = append(s.urgent, urgent{one.register, call})
		s.renewing++
	}
	s.wakeWriter()
	return time.AfterFunc(socket.settings.deadline, func() {
		calls.mu.Lock()
		defer calls.mu.Unlock()
		if s.renewing > 0 {
			s.end("the server does not answer")
		}
	})
}

// renewed notes the answer to a registration on this connection. Needs the lock.
func (s *session) renewed(one *listener, err error) {
	var refused *RPCError
	var unreadable *DecodeError
	if errors.As(err, &refused) || errors.As(err, &unreadable) {
		one.registered = false
		one.buffer.end(err)
		s.socket.heard.remove(one)
	}
	s.renewing--
	s.wakeWriter()
}

// lost notes that the connection has ended.
func (s *session) lost(reason string) {
	socket := s.socket
	socket.calls.mu.Lock()
	defer socket.calls.mu.Unlock()
	socket.session = nil
	socket.reason = reason
	socket.calls.failSent(reason)
	socket.heard.lost(reason)
	socket.enter(StateWaiting)
}

// end ends the connection.
func (s *session) end(reason string) { s.fail(errors.New(reason)) }

func (s *session) wakeWriter() {
	select {
	case s.writable <- struct{}{}:
	default:
	}
}

func (s *session) read() {
	defer s.running.Done()
	for {
		_, text, err := s.conn.Read(s.context)
		if err != nil {
			s.end(ending(err))
			return
		}
		messages := readMessages(text)
		s.socket.calls.mu.Lock()
		for _, message := range messages {
			s.take(message)
		}
		s.socket.calls.mu.Unlock()
	}
}

// take handles what has come. What nobody waits for is ignored. Needs the lock.
func (s *session) take(came message) {
	name, named := came.method()
	switch {
	case came.has("id"):
		// A call by the server is nothing that is answered here.
		if _, called := came.members["method"]; !called || came.isAnswer() {
			s.socket.calls.take(came)
		}
	case named:
		s.socket.heard.take(name, came)
	case came.has("error"):
		s.socket.calls.takeAnonymous(came)
	}
}

func (s *session) write() {
	defer s.running.Done()
	for {
		text := s.next()
		if text == nil {
			select {
			case <-s.writable:
				continue
			case <-s.context.Done():
				return
			}
		}
		if err := s.conn.Write(s.context, websocket.MessageText, text); err != nil {
			s.end(ending(err))
			return
		}
	}
}

// next gives what is to be sent next; nil: there is nothing. A socket that takes nothing more holds up the writer, and
// the calls stay in the queue.
func (s *session) next() []byte {
	s.socket.calls.mu.Lock()
	defer s.socket.calls.mu.Unlock()
	if len(s.urgent) > 0 {
		first := s.urgent[0]
		s.urgent = s.urgent[1:]
		var out bytes.Buffer
		var id int64
		if first.call != nil {
			id, first.call.sent = first.call.id, true
		}
		first.request.write(&out, id)
		return out.Bytes()
	}
	if s.renewing > 0 {
		return nil
	}
	for len(s.socket.queue) > 0 {
		first := s.socket.queue[0]
		s.socket.queue = s.socket.queue[1:]
		if first.waiting > 0 {
			return first.text()
		}
	}
	return nil
}

// watch notices a connection that has gone silent.
func (s *session) watch() {
	defer s.running.Done()
	heartbeat := s.socket.settings.heartbeat
	timer := time.NewTimer(heartbeat)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
		case <-s.context.Done():
			return
		}
		if silent := s.line.silent(); silent < heartbeat {
			timer.Reset(heartbeat - silent)
			continue
		}
		ctx, cancel := context.WithTimeout(s.context, heartbeat)
		// Whether the answer has come is seen below; anything else that has come will do.
		_ = s.conn.Ping(ctx)
		cancel()
		silent := s.line.silent()
		if silent >= heartbeat {
			s.end("the server has gone silent")
			return
		}
		timer.Reset(heartbeat - silent)
	}
}

// goodbye closes the connection as is proper, and drops it if the other side takes too long.
func (s *session) goodbye() {
	timer := time.AfterFunc(closeTime, func() { _ = s.line.Close() })
	defer timer.Stop()
	// The connection is gone afterwards in any case.
	_ = s.conn.Close(websocket.StatusNormalClosure, "")
}

// ending tells why a connection has ended, for people.
func ending(err error) string {
	var closed websocket.CloseError
	if errors.As(err, &closed) {
		return fmt.Sprintf("the server closed the connection with the status %d", int(closed.Code))
	}
	return err.Error()
}
