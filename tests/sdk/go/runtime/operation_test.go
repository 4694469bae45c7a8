package rpc

import (
	"errors"
	"io"
	"testing"
)

type scan struct {
	Depth uint8 `json:"depth"`
}

type found struct {
	Stations []string `json:"stations"`
}

var describeScan = NewLongOperation[scan, bool, found]("scan", "id", "scan")

func TestCompletion(t *testing.T) {
	p := newPeer(t)
	client := p.client(Options{})
	b := Bind(client, "Tuner", 1)
	go func() {
		conn := p.accept()
		request := receive(t, conn)
		id := string(request.Params["id"])
		if string(request.Params["depth"]) != "3" || len(id) < 4 {
			t.Errorf("%+v", request)
		}
		// The end comes ahead of the answer.
		say(t, conn, `{"jsonrpc":"2.0","method":"`+id[1:len(id)-1]+`.scan","params":{"stations":["a","b"]}}`)
		answer(t, conn, request, "true")
		answer(t, conn, receive(t, conn), "true")
		_ = conn.CloseNow()
	}()
	started, err := Start(in(t), b, describeScan, Place{}, scan{3})
	if err != nil || !started.Result {
		t.Fatal(started, err)
	}
	end, err := started.Completion.Wait(in(t))
	if err != nil || len(end.Stations) != 2 {
		t.Fatal(end, err)
	}
	started, err = Start(in(t), b, describeScan, Place{}, scan{1})
	if err != nil {
		t.Fatal(err)
	}
	var lost *ConnectionLost
	if _, err := started.Completion.Wait(in(t)); !errors.As(err, &lost) {
		t.Fatalf("%v when the connection was lost", err)
	}
	client.calls.mu.Lock()
	defer client.calls.mu.Unlock()
	if left := len(client.channel.listeners().byName); left != 0 {
		t.Fatalf("%d listeners are left", left)
	}
}

func TestCompletionOfClosedClient(t *testing.T) {
	p := newPeer(t)
	client := p.client(Options{})
	go func() {
		conn := p.accept()
		answer(t, conn, receive(t, conn), "false")
		_, _, _ = conn.Read(in(t))
	}()
	started, err := Start(in(t), Bind(client, "Tuner", 1), describeScan, Place{}, scan{1})
	if err != nil {
		t.Fatal(err)
	}
	_ = client.Close()
	var closed *ClientClosed
	if _, err := started.Completion.Wait(in(t)); !errors.As(err, &closed) {
		t.Fatalf("%v when the client was closed", err)
	}
}

func TestInstance(t *testing.T) {
	p := newPeer(t)
	b := Bind(p.client(Options{}), "Store", 2)
	enable := NewOperation[bool, Nothing]("device::enable", Wrapped("value"))
	renamed := NewEvent[string]("device::renamed")
	said := make(chan struct{})
	go func() {
		defer close(said)
		conn := p.accept()
		request := receive(t, conn)
		if request.Method != "Store.2.device#7::enable" || string(request.Params["value"]) != "true" {
			t.Errorf("%+v", request)
		}
		answer(t, conn, request, "null")
		request = receive(t, conn)
		if request.Method != "Store.2.device#7::register@left" || string(request.Params["event"]) != `"renamed"` {
			t.Errorf("%+v", request)
		}
		answer(t, conn, request, "null")
		id := string(request.Params["id"])
		say(t, conn, `{"jsonrpc":"2.0","method":"`+id[1:len(id)-1]+`.device#7::renamed@left","params":"new"}`)
		request = receive(t, conn)
		if request.Method != "Store.2.device#7::unregister@left" || request.ID != nil {
			t.Errorf("%+v", request)
		}
	}()
	place := Place{Instance: uint32(7)}
	if err := Do(in(t), b, enable, place, true); err != nil {
		t.Fatal(err)
	}
	index := "left"
	subscription, err := Subscribe(in(t), b, renamed, Place{Instance: uint32(7), Index: &index})
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range subscription.Events(in(t)) {
		if err != nil || name != "new" {
			t.Fatal(name, err)
		}
		break
	}
	if _, err := subscription.Next(in(t)); !errors.Is(err, io.EOF) {
		t.Fatalf("%v after the iteration was left", err)
	}
	<-said
	var refused *InvalidArgument
	for _, id := range []string{"", "a:b", "a@b", "a#b", "a.b"} {
		if err := Do(in(t), b, enable, Place{Instance: id}, true); !errors.As(err, &refused) {
			t.Fatalf("%v for the id %q", err, id)
		}
	}
}

func TestOptionalIndex(t *testing.T) {
	var none *bool
	for _, test := range []struct {
		index any
		text  string
		given bool
	}{{nil, "", false}, {none, "", false}, {Pointer(true), "true", true}, {int64(-5), "-5", true}, {Cause("x"), "x", true}, {"", "", true}} {
		text, given, err := Place{Index: test.index}.index()
		if text != test.text || given != test.given || err != nil {
			t.Errorf("%v: %q, %t, %v", test.index, text, given, err)
		}
	}
}

// What a batch holds when its client is closed, or the context has ended, has failed.
func TestBatchWithoutServer(t *testing.T) {
	p := newPeer(t)
	client := p.client(Options{})
	batch := NewBatch(client)
	pending := Add(BindBatch(batch, "Tuner", 1), describeScan.Operation, Place{}, scan{})
	if _, err := pending.Result(); err == nil {
		t.Fatal("there is a result before it was sent")
	}
	_ = client.Close()
	var closed *ClientClosed
	if err := batch.Send(in(t)); !errors.As(err, &closed) {
		t.Fatal(err)
	}
	if _, err := pending.Result(); !errors.As(err, &closed) {
		t.Fatal(err)
	}
	if err := batch.Send(in(t)); err == nil {
		t.Fatal("a batch was sent twice")
	}
}
