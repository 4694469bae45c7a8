package rpc

// Tests of the runtime for what the interfaces of the scenarios do not have: completions, instances, optional indexes,
// all kinds of values. The build runs them, with the race detector.

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// peer is a server that says what the test wants.
type peer struct {
	t    *testing.T
	url  string
	conn chan *websocket.Conn
}

func newPeer(t *testing.T) *peer {
	p := &peer{t: t, conn: make(chan *websocket.Conn, 8)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Chosen without having been offered, as some servers do.
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		p.conn <- conn
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	p.url = "ws" + strings.TrimPrefix(server.URL, "http")
	return p
}

func (p *peer) client(options Options) *Client {
	client, err := NewClient(p.url, options)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = client.Close() })
	return client
}

// in is a context that no healthy machine sees the end of.
func in(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func (p *peer) accept() *websocket.Conn {
	select {
	case conn := <-p.conn:
		return conn
	case <-time.After(time.Minute):
		p.t.Error("no connection has come")
		panic("no connection has come")
	}
}

// came is a request as it came.
type came struct {
	ID     json.RawMessage            `json:"id"`
	Method string                     `json:"method"`
	Params map[string]json.RawMessage `json:"params"`
}

func receive(t *testing.T, conn *websocket.Conn) came {
	_, text, err := conn.Read(in(t))
	if err != nil {
		t.Error(err)
		return came{}
	}
	var request came
	if err := json.Unmarshal(text, &request); err != nil {
		t.Errorf("%s: %v", text, err)
	}
	return request
}

func say(t *testing.T, conn *websocket.Conn, text string) {
	if err := conn.Write(in(t), websocket.MessageText, []byte(text)); err != nil {
		t.Error(err)
	}
}

func answer(t *testing.T, conn *websocket.Conn, request came, result string) {
	say(t, conn, `{"jsonrpc":"2.0","id":`+string(request.ID)+`,"result":`+result+`}`)
}
