package rpc

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"
)

// socket is the way over a WebSocket: one connection that is made anew whenever it is lost. One goroutine makes the
// connections, from the first use until the client is closed; each connection has goroutines of its own (session).
type socket struct {
	address  *url.URL
	settings *settings
	calls    *calls

	// wanted holds something when there is something to connect for.
	wanted chan struct{}
	// context ends with the client.
	context context.Context
	cancel  context.CancelFunc
	// ended is closed when everything is gone.
	ended chan struct{}

	// What follows is guarded by the lock of the calls.

	state   State
	started bool
	reason  string
	queue   []*parcel
	heard   *listeners
	session *session
	// connecting are those who wait for the outcome of one attempt.
	connecting []chan error
}

func newSocket(address *url.URL, settings *settings, calls *calls) *socket {
	ctx, cancel := context.WithCancel(context.Background())
	s := &socket{
		address:  address,
		settings: settings,
		calls:    calls,
		wanted:   make(chan struct{}, 1),
		context:  ctx,
		cancel:   cancel,
		ended:    make(chan struct{}),
		state:    StateIdle,
		reason:   "it has not been tried yet",
	}
	s.heard = newListeners(s.unregister)
	return s
}

func (s *socket) stateNow() State { return s.state }

func (s *socket) listeners() *listeners { return s.heard }

func (s *socket) waitsFor() string {
	if s.state == StateOpen {
		return "earlier messages are still to be sent"
	}
	return "there is no connection (" + s.reason + ")"
}

func (s *socket) send(parcel *parcel) {
	// Those that have ended while there was no connection would pile up.
	for len(s.queue) > 0 && s.queue[0].waiting == 0 {
		s.queue = s.queue[1:]
	}
	s.queue = append(s.queue, parcel)
	if s.session != nil {
		s.session.wakeWriter()
	} else if s.state == StateIdle {
		s.want()
	}
}

// unregister tells the server that a registration has ended.
func (s *socket) unregister(what request) {
	if s.session != nil {
		s.session.urgent = append(s.session.urgent, urgent{request: what})
		s.session.wakeWriter()
	}
}

func (s *socket) connect(ctx context.Context) error {
	if ctx.Err() != nil {
		return gaveUp(ctx, "the context had ended before")
	}
	s.calls.mu.Lock()
	if s.calls.closed != nil || s.state == StateOpen {
		defer s.calls.mu.Unlock()
		return s.calls.closed
	}
	outcome := make(chan error, 1)
	s.connecting = append(s.connecting, outcome)
	s.want()
	s.calls.mu.Unlock()
	select {
	case err := <-outcome:
		return err
	case <-ctx.Done():
		s.calls.mu.Lock()
		defer s.calls.mu.Unlock()
		return gaveUp(ctx, s.waitsFor())
	}
}

// want has an attempt made now, unless one is under way. Needs the lock.
func (s *socket) want() {
	if !s.started {
		s.started = true
		go s.run()
	}
	if s.state == StateConnecting {
		return
	}
	select {
	case s.wanted <- struct{}{}:
	default:
	}
}

func (s *socket) close() {
	s.calls.mu.Lock()
	session := s.session
	first := s.calls.closed == nil
	if first {
		s.shut(nil)
		if !s.started {
			close(s.ended)
		}
	}
	s.calls.mu.Unlock()
	if first && session != nil {
		session.goodbye()
	}
	s.cancel()
	<-s.ended
}

// shut ends everything but the connection; an error says why, if the client is not closed by itself. Needs the lock.
func (s *socket) shut(reason error) {
	s.state, s.queue = StateClosed, nil
	if s.session != nil {
		s.session.urgent = nil
	}
	ending := reason
	if ending == nil {
		ending = &ClientClosed{}
	}
	s.calls.close(ending)
	s.heard.close(reason)
	s.connected(ending)
}

// connected tells the outcome of an attempt to those who wait for it. Needs the lock.
func (s *socket) connected(err error) {
	for _, outcome := range s.connecting {
		outcome <- err
	}
	s.connecting = nil
}

// enter changes the state, unless the client is closed. Needs the lock.
func (s *socket) enter(state State) {
	if s.state != StateClosed {
		s.state = state
	}
}

// run makes connections until the client is closed.
func (s *socket) run() {
	defer close(s.ended)
	failures := 0
	for s.awaitUse(failures) {
		session, failure := s.dial()
		if failure != nil {
			again, final := s.failed(failure, failures)
			if final {
				return
			}
			if again {
				failures++
			}
			continue
		}
		if session.run() >= stableTime {
			failures = 0
		}
		failures++
	}
}

// awaitUse waits until an attempt is to be made: when somebody wants it, or after a delay that grows with the
// failures. False: the client is closed.
func (s *socket) awaitUse(failures int) bool {
	var elapsed <-chan time.Time
	if failures > 0 {
		timer := time.NewTimer(delay(s.settings, failures))
		defer timer.Stop()
		elapsed = timer.C
	}
	select {
	case <-s.wanted:
	case <-elapsed:
	case <-s.context.Done():
		return false
	}
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	s.enter(StateConnecting)
	// Whoever wants it from now on is content with this attempt.
	select {
	case <-s.wanted:
	default:
	}
	return s.state != StateClosed
}

// failed notes an attempt that failed: whether another one follows by itself, or whether it was the last.
func (s *socket) failed(failure *ConnectFailed, failures int) (again, final bool) {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	s.reason = failure.Reason
	if s.state == StateClosed {
		return false, true
	}
	if isFinal(failure.Status) {
		s.shut(failure)
		return false, true
	}
	s.connected(failure)
	again = failures > 0 || len(s.calls.pending) > 0 || len(s.heard.byName) > 0
	if again {
		s.enter(StateWaiting)
	} else {
		s.enter(StateIdle)
	}
	return again, false
}

// isFinal tells whether another attempt after this HTTP status is of no use.
func isFinal(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	}
	return status >= 400 && status < 500
}

// delay is how long to wait after so many failures in a row.
func delay(settings *settings, failures int) time.Duration {
	most := settings.firstDelay
	for range failures - 1 {
		if most >= settings.mostDelay {
			break
		}
		most *= 2
	}
	return time.Duration(float64(min(most, settings.mostDelay)) * (0.5 + rand.Float64()/2))
}
