package rpc

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"sync"
)

// Decode reads a value from JSON with the rules of the wire: members that must be there are, numbers fit, unknown
// members are ignored.
func Decode[T any](text []byte) (T, error) {
	var value T
	if !json.Valid(text) {
		return value, &InvalidArgument{Reason: "this is no JSON"}
	}
	if err := decodeInto(text, &value); err != nil {
		return value, &InvalidArgument{Pointer: err.pointer, Reason: err.reason}
	}
	return value, nil
}

// Encode writes a value as JSON, as it travels.
func Encode[T any](value T) ([]byte, error) {
	text, err := encode(value)
	if err != nil {
		return nil, &InvalidArgument{Pointer: err.pointer, Reason: err.reason}
	}
	return text, nil
}

// misfit says that a value does not fit its type.
type misfit struct {
	pointer, reason string
}

// inside is the same misfit, seen from the value that holds it.
func (m *misfit) inside(step string) *misfit {
	step = strings.ReplaceAll(strings.ReplaceAll(step, "~", "~0"), "/", "~1")
	return &misfit{"/" + step + m.pointer, m.reason}
}

// codec reads and writes the values of one type.
type codec struct {
	decode func(text json.RawMessage, into reflect.Value) *misfit
	encode func(out *bytes.Buffer, value reflect.Value) *misfit
	// absent tells whether an optional member with this value is left out; nil: it is always written.
	absent func(value reflect.Value) bool
}

// codecs holds the codec of each type that was used.
var codecs sync.Map

func codecOf(of reflect.Type) *codec {
	if known, ok := codecs.Load(of); ok {
		return known.(*codec)
	}
	known, _ := codecs.LoadOrStore(of, newCodec(of))
	return known.(*codec)
}

// decodeInto reads valid JSON.
func decodeInto[T any](text json.RawMessage, value *T) *misfit {
	into := reflect.ValueOf(value).Elem()
	return codecOf(into.Type()).decode(bytes.TrimSpace(text), into)
}

func encode[T any](value T) (json.RawMessage, *misfit) {
	from := reflect.ValueOf(&value).Elem()
	var out bytes.Buffer
	if err := codecOf(from.Type()).encode(&out, from); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

var (
	nothingType = reflect.TypeFor[Nothing]()
	nullType    = reflect.TypeFor[Null]()
	rawType     = reflect.TypeFor[json.RawMessage]()
	objectType  = reflect.TypeFor[Object]()
	base64Type  = reflect.TypeFor[Base64]()
	hexType     = reflect.TypeFor[Hex]()
	macType     = reflect.TypeFor[MAC]()
	manyType    = reflect.TypeFor[interface{ oneOrMany() }]()
)

func newCodec(of reflect.Type) *codec {
	switch of {
	case nothingType:
		return nothingCodec()
	case nullType:
		return nullCodec()
	case rawType:
		return rawCodec()
	case objectType:
		return objectCodec()
	case base64Type:
		return bytesCodec("base64 with padding", readBase64, func(b []byte) string { return Base64(b).text() })
	case hexType:
		return bytesCodec("pairs of hexadecimal digits", readHex, func(b []byte) string { return Hex(b).text() })
	case macType:
		return bytesCodec("pairs of hexadecimal digits with colons between them", readMAC, func(b []byte) string { return MAC(b).text() })
	}
	switch of.Kind() {
	case reflect.Bool:
		return boolCodec()
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return intCodec(of.Bits())
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return uintCodec(of.Bits())
	case reflect.Float64:
		return floatCodec()
	case reflect.String:
		return textCodec()
	case reflect.Pointer:
		return pointerCodec(of)
	case reflect.Slice:
		return listCodec(of)
	case reflect.Struct:
		return structCodec(of)
	}
	panic("rpc: values of the type " + of.String() + " do not travel")
}

// shown tells what a JSON text is, for people.
func shown(text json.RawMessage) string {
	switch {
	case len(text) == 0:
		return "nothing"
	case text[0] == '{':
		return "an object"
	case text[0] == '[':
		return "a list"
	case text[0] == '"':
		return "a text"
	case text[0] == 'n':
		return "null"
	case text[0] == 't' || text[0] == 'f':
		return string(text)
	case len(text) > 40:
		return "a number"
	}
	return "the number " + string(text)
}

func expected(what string, text json.RawMessage) *misfit {
	return &misfit{reason: what + " was expected, not " + shown(text)}
}

func isNull(text json.RawMessage) bool { return len(text) > 0 && text[0] == 'n' }

func isNil(value reflect.Value) bool { return value.IsNil() }
