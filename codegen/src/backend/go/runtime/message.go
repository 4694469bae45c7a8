package rpc

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// request is what is called, before it has an id.
type request struct {
	method string
	// params are JSON; nil: there are none.
	params json.RawMessage
}

// write writes a request, or with the id 0 a notification.
func (r request) write(out *bytes.Buffer, id int64) {
	out.WriteString(`{"jsonrpc":"2.0"`)
	if id != 0 {
		out.WriteString(`,"id":`)
		out.WriteString(strconv.FormatInt(id, 10))
	}
	out.WriteString(`,"method":`)
	// Names that are no UTF-8 have been refused.
	_ = writeText(out, r.method)
	if r.params != nil {
		out.WriteString(`,"params":`)
		out.Write(r.params)
	}
	out.WriteByte('}')
}

// message is what comes: an answer, a notification, or a call by the server, which nobody answers.
type message struct {
	members Object
}

// readMessages reads what may be one message or several; what is none is left out.
func readMessages(text []byte) []message {
	text = bytes.TrimSpace(text)
	if !json.Valid(text) {
		return nil
	}
	items := []json.RawMessage{text}
	if text[0] == '[' && json.Unmarshal(text, &items) != nil {
		return nil
	}
	var messages []message
	for _, item := range items {
		if members, err := readObject(item); err == nil {
			messages = append(messages, message{members})
		}
	}
	return messages
}

// has tells whether a member is there and not null.
func (m message) has(name string) bool {
	text, ok := m.members[name]
	return ok && !isNull(text)
}

// id gives the id if it is one of ours.
func (m message) id() (int64, bool) {
	id, err := strconv.ParseInt(string(m.members["id"]), 10, 64)
	return id, err == nil
}

// isAnswer tells whether it answers something.
func (m message) isAnswer() bool {
	_, result := m.members["result"]
	_, err := m.members["error"]
	return result || err
}

// method gives the name of a notification or a call.
func (m message) method() (string, bool) {
	text, ok := m.members["method"]
	if !ok {
		return "", false
	}
	name, err := readText(text)
	return name, err == nil
}

// outcome gives what an answer says.
func (m message) outcome() (json.RawMessage, error) {
	if !m.has("error") {
		result, ok := m.members["result"]
		if !ok {
			return nil, &DecodeError{Reason: "the answer has neither a result nor an error"}
		}
		return result, nil
	}
	if m.has("result") {
		return nil, &DecodeError{Reason: "the answer has both a result and an error"}
	}
	given, err := readObject(m.members["error"])
	if err != nil {
		return nil, &DecodeError{Pointer: "/error", Reason: err.reason}
	}
	code, noCode := strconv.ParseInt(string(given["code"]), 10, 64)
	var text string
	if message, ok := given["message"]; ok {
		text, err = readText(message)
	}
	if _, ok := given["message"]; !ok || err != nil || noCode != nil {
		return nil, &DecodeError{Pointer: "/error", Reason: "the error has no code and message"}
	}
	return nil, &RPCError{Code: code, Message: text, Data: given["data"]}
}
