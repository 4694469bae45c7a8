package rpc

import (
	"cmp"
	"fmt"
	"slices"
)

// registration is what a subscription is registered with.
type registration struct {
	// register and unregister are the calls.
	register, unregister request
	// notification is the method name of the notifications.
	notification string
	// snapshot tells that the server tells its current state upon registration.
	snapshot bool
}

// listener listens to the notifications of one name.
type listener struct {
	registration
	order  uint64
	buffer *buffer
	// call is what registers, or what begins that which is to be completed.
	call *call
	// completion tells that it is one notification that is waited for, and that nothing is registered.
	completion bool
	// confirmed tells that it is registered again on every further connection.
	confirmed bool
	// registered tells that the server may have it on the present connection.
	registered bool
	// closed tells that nobody listens any more.
	closed bool
}

// listeners are all listeners of a client. Its methods need the lock of the calls.
type listeners struct {
	byName map[string]*listener
	lastID uint64
	// unregister tells the server that a registration has ended.
	unregister func(request)
}

func newListeners(unregister func(request)) *listeners {
	return &listeners{byName: map[string]*listener{}, unregister: unregister}
}

// nextID gives a number that no other registration or completion of the client has.
func (l *listeners) nextID() uint64 {
	l.lastID++
	return l.lastID
}

func (l *listeners) add(one *listener) {
	one.order = l.nextID()
	l.byName[one.notification] = one
}

// remove stops listening, and tells the server if it may have the registration.
func (l *listeners) remove(one *listener) {
	if one.closed {
		return
	}
	one.closed = true
	delete(l.byName, one.notification)
	if one.registered {
		l.unregister(one.registration.unregister)
	}
}

// take gives a notification to who listens to it.
func (l *listeners) take(name string, notification message) {
	one := l.byName[name]
	if one != nil && !one.buffer.event(notification.members["params"]) {
		l.remove(one)
	}
}

// settled notes the outcome of a registration: it holds from now on, or the server may have it without our knowing.
func (l *listeners) settled(one *listener, err error) {
	switch err.(type) {
	case nil:
		one.confirmed, one.registered = true, true
		if one.closed {
			// Its buffer was full before the answer came.
			l.unregister(one.registration.unregister)
		}
		return
	case *RPCError, *ConnectionLost, *ClientClosed, *ConnectFailed:
	default:
		one.registered = one.call.sent
	}
	l.remove(one)
}

// renewed gives those that are to be registered on a new connection, in their order.
func (l *listeners) renewed() []*listener {
	var all []*listener
	for _, one := range l.byName {
		if one.confirmed {
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b *listener) int { return cmp.Compare(a.order, b.order) })
	return all
}

// lost notes that the connection has ended.
func (l *listeners) lost(reason string) {
	for _, one := range l.byName {
		one.registered = false
		if one.completion && one.call.sent {
			one.buffer.end(&ConnectionLost{Reason: reason})
			l.remove(one)
		}
	}
}

// close ends all of them; an error says why if the client did not close by itself.
func (l *listeners) close(reason error) {
	for _, one := range l.byName {
		one.closed = true
		switch {
		case reason != nil:
			one.buffer.end(reason)
		case one.completion:
			one.buffer.end(&ClientClosed{})
		default:
			one.buffer.end(nil)
		}
	}
	clear(l.byName)
}

// subscriptionID is the id of a registration in front of which an index may stand.
func subscriptionID(prefix string, number uint64) string {
	return fmt.Sprintf("%ssubscription%d", prefix, number)
}
