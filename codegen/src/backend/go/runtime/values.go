package rpc

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
)

// JSON is any value of JSON, passed on as it is.
type JSON = json.RawMessage

// Nothing is what a call or an event carries that carries nothing.
type Nothing struct{}

// Null is a value that is always null.
type Null struct{}

// Object is any object of JSON.
type Object = map[string]JSON

// Base64 are bytes that travel in base64 with padding.
type Base64 []byte

// Hex are bytes that travel as pairs of hexadecimal digits.
type Hex []byte

// MAC are bytes that travel as pairs of hexadecimal digits with colons between them.
type MAC []byte

// OneOrMany is a list that travels as its item alone when it has exactly one.
type OneOrMany[T any] []T

func (OneOrMany[T]) oneOrMany() {}

// Pointer gives a pointer to a value, for members that may be absent.
func Pointer[T any](value T) *T { return &value }

func (b Base64) text() string { return base64.StdEncoding.EncodeToString(b) }

func (b Hex) text() string { return hex.EncodeToString(b) }

func (b MAC) text() string {
	digits := hex.EncodeToString(b)
	var text strings.Builder
	for at := 0; at < len(digits); at += 2 {
		if at > 0 {
			text.WriteByte(':')
		}
		text.WriteString(digits[at : at+2])
	}
	return text.String()
}

func readBase64(text string) ([]byte, bool) {
	// The decoder skips line ends, which are no base64 here.
	if strings.ContainsAny(text, "\r\n") {
		return nil, false
	}
	bytes, err := base64.StdEncoding.DecodeString(text)
	return bytes, err == nil
}

func readHex(text string) ([]byte, bool) {
	bytes, err := hex.DecodeString(text)
	return bytes, err == nil
}

func readMAC(text string) ([]byte, bool) {
	if text == "" {
		return []byte{}, true
	}
	pairs := strings.Split(text, ":")
	for _, pair := range pairs {
		if len(pair) != 2 {
			return nil, false
		}
	}
	return readHex(strings.Join(pairs, ""))
}
