package rpc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
)

// httpChannel is the way over HTTP: each call, and each batch, is one POST.
type httpChannel struct {
	url      string
	settings *settings
	calls    *calls
	client   *http.Client
	state    State
	// context ends with the client.
	context context.Context
	cancel  context.CancelFunc
	// running counts the requests that are under way.
	running sync.WaitGroup
}

func newHTTP(address *url.URL, settings *settings, calls *calls) *httpChannel {
	ctx, cancel := context.WithCancel(context.Background())
	return &httpChannel{
		url:      address.String(),
		settings: settings,
		calls:    calls,
		client:   httpClient(newTransport(settings, nil)),
		state:    StateIdle,
		context:  ctx,
		cancel:   cancel,
	}
}

func (h *httpChannel) stateNow() State { return h.state }

func (h *httpChannel) waitsFor() string { return "the request has not been sent" }

func (h *httpChannel) listeners() *listeners { return nil }

func (h *httpChannel) connect(context.Context) error {
	h.calls.mu.Lock()
	defer h.calls.mu.Unlock()
	// There is no connection that could be there or not.
	return h.calls.closed
}

func (h *httpChannel) send(parcel *parcel) {
	ctx, cancel := context.WithCancel(h.context)
	// When nobody waits any more, the request is given up.
	parcel.ended = cancel
	h.running.Add(1)
	go func() {
		defer h.running.Done()
		defer cancel()
		answers, err := h.exchange(ctx, parcel)
		h.calls.mu.Lock()
		defer h.calls.mu.Unlock()
		h.settle(parcel, answers, err)
	}()
}

func (h *httpChannel) close() {
	h.calls.mu.Lock()
	h.state = StateClosed
	h.calls.close(&ClientClosed{})
	h.calls.mu.Unlock()
	h.cancel()
	h.running.Wait()
	h.client.CloseIdleConnections()
}

// exchange sends calls and gives what the server answers.
func (h *httpChannel) exchange(ctx context.Context, parcel *parcel) ([]message, error) {
	token, err := h.settings.tokenNow(ctx)
	if err != nil {
		return nil, &ConnectFailed{Reason: "there is no token: " + err.Error()}
	}
	h.calls.mu.Lock()
	text := parcel.text()
	waiting := parcel.waiting
	h.calls.mu.Unlock()
	if waiting == 0 {
		return nil, ctx.Err()
	}
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(text))
	if err != nil {
		return nil, &ConnectFailed{Reason: "there can be no request"}
	}
	post.Header.Set("Content-Type", "application/json")
	if token != "" {
		post.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := h.client.Do(post)
	if err != nil {
		return nil, &ConnectFailed{Reason: reasonOf(err)}
	}
	// What is not read does not matter.
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, largestMessage))
	if err != nil {
		return nil, &ConnectFailed{Reason: reasonOf(err)}
	}
	var answers []message
	for _, message := range readMessages(body) {
		if message.isAnswer() {
			answers = append(answers, message)
		}
	}
	if response.StatusCode != http.StatusOK && len(answers) == 0 {
		reason := fmt.Sprintf("the server answered with the HTTP status %d", response.StatusCode)
		return nil, &ConnectFailed{Reason: reason, Status: response.StatusCode}
	}
	return answers, nil
}

// settle gives all calls their outcomes. Needs the lock.
func (h *httpChannel) settle(parcel *parcel, answers []message, err error) {
	for _, answer := range answers {
		if answer.has("id") {
			h.calls.take(answer)
			continue
		}
		result, err := answer.outcome()
		for _, call := range parcel.calls {
			h.calls.finish(call, result, err)
		}
	}
	if err == nil {
		err = &DecodeError{Reason: "the server did not answer with JSON-RPC"}
	}
	for _, call := range parcel.calls {
		h.calls.finish(call, nil, err)
	}
}

// reasonOf tells why a request failed, without the URL.
func reasonOf(err error) string {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return err.Error()
}
