package rpc

import (
	"errors"
	"math"
	"testing"
)

type values struct {
	Bool    bool              `json:"bool"`
	Long    uint64            `json:"long"`
	Short   *int8             `json:"short,omitempty" default:"-7"`
	Float   float64           `json:"float"`
	Base64  Base64            `json:"base64,omitempty"`
	Hex     Hex               `json:"hex,omitempty"`
	MAC     MAC               `json:"mac,omitempty"`
	Many    OneOrMany[string] `json:"many,omitempty"`
	List    []*bool           `json:"list"`
	Numbers []uint8           `json:"numbers"`
	Raw     JSON              `json:"raw,omitempty"`
	Object  Object            `json:"object,omitempty"`
	Null    Null              `json:"null"`
	Inner   *inner            `json:"inner,omitempty"`
}

type inner struct {
	Text string `json:"-" wire:"a,\"b" optional:"true" default:"\"x\""`
}

const least = `"bool":true,"long":18446744073709551615,"float":1e300,"list":[],"numbers":[],"null":null`

func TestValuesThatFit(t *testing.T) {
	for _, test := range []struct{ in, out string }{
		{`{` + least + `}`, `"short":-7`},
		{`{` + least + `,"short":null,"future":{},"Bool":1}`, `"short":-7`},
		{`{` + least + `,"many":"a","raw":{"b": [1.50]}}`, `"short":-7,"many":"a","raw":{"b":[1.50]}`},
		{`{` + least + `,"many":["a"]}`, `"short":-7,"many":"a"`},
		{`{` + least + `,"many":[],"base64":"","hex":"","mac":""}`, `"short":-7,"base64":"","hex":"","mac":"","many":[]`},
		{`{` + least + `,"base64":"AAEC","hex":"00Ff","mac":"0A:ff"}`, `"short":-7,"base64":"AAEC","hex":"00ff","mac":"0a:ff"`},
		{`{` + least + `,"object":{"b":1,"a":null},"inner":{"a,\"b":"<\u2028\u0000>"}}`, `"short":-7,"object":{"a":null,"b":1},"inner":{"a,\"b":"<\u2028\u0000>"}`},
		{`{` + least + `,"inner":{}}`, `"short":-7,"inner":{"a,\"b":"x"}`},
	} {
		value, err := Decode[values]([]byte(test.in))
		if err != nil {
			t.Errorf("%s: %v", test.in, err)
			continue
		}
		text, err := Encode(value)
		if err != nil {
			t.Errorf("%s: %v", test.in, err)
		}
		expected, err := Decode[Object]([]byte(`{` + least + `,` + test.out + `}`))
		if err != nil {
			t.Fatal(err)
		}
		wanted, _ := Encode(expected)
		written, _ := Decode[Object](text)
		if again, _ := Encode(written); normal(again) != normal(wanted) {
			t.Errorf("%s: %s instead of %s", test.in, again, wanted)
		}
	}
}

// normal has one way to write a number.
func normal(text []byte) string {
	value, err := Decode[Object](text)
	if err != nil {
		return err.Error()
	}
	value["float"] = JSON("1")
	text, _ = Encode(value)
	return string(text)
}

func TestValuesThatDoNotFit(t *testing.T) {
	for text, pointer := range map[string]string{
		`5`:    "",
		`null`: "",
		`{}`:   "/bool",
		`{"bool":"true","long":1,"float":1,"list":[],"numbers":[],"null":null}`:   "/bool",
		`{"bool":true,"long":-1,"float":1,"list":[],"numbers":[],"null":null}`:    "/long",
		`{"bool":true,"long":1.5,"float":1,"list":[],"numbers":[],"null":null}`:   "/long",
		`{"bool":true,"long":"1","float":1,"list":[],"numbers":[],"null":null}`:   "/long",
		`{"bool":true,"long":1,"float":"1","list":[],"numbers":[],"null":null}`:   "/float",
		`{"bool":true,"long":1,"float":1e999,"list":[],"numbers":[],"null":null}`: "/float",
		`{"bool":true,"long":1,"float":1,"list":null,"numbers":[],"null":null}`:   "/list",
		`{"bool":true,"long":1,"float":1,"list":[null,5],"numbers":[],"null":0}`:  "/list/1",
		`{"bool":true,"long":1,"float":1,"list":[],"numbers":[256],"null":null}`:  "/numbers/0",
		`{"bool":true,"long":1,"float":1,"list":[],"numbers":[]}`:                 "/null",
		`{` + least + `,"short":128}`:                                             "/short",
		`{` + least + `,"base64":"AA"}`:                                           "/base64",
		`{` + least + `,"base64":"AA==\n"}`:                                       "/base64",
		`{` + least + `,"hex":"0"}`:                                               "/hex",
		`{` + least + `,"hex":"0g"}`:                                              "/hex",
		`{` + least + `,"mac":"00:1"}`:                                            "/mac",
		`{` + least + `,"mac":"0011"}`:                                            "/mac",
		`{` + least + `,"object":[]}`:                                             "/object",
		`{` + least + `,"inner":{"a,\"b":5}}`:                                     `/inner/a,"b`,
		`{` + least + `,"many":{}}`:                                               "/many",
		`{` + least + `,"many":["a",null]}`:                                       "/many/1",
	} {
		var refused *InvalidArgument
		if _, err := Decode[values]([]byte(text)); !errors.As(err, &refused) {
			t.Errorf("%v for %s", err, text)
		} else if refused.Pointer != pointer {
			t.Errorf("%q instead of %q for %s", refused.Pointer, pointer, text)
		}
	}
	for _, value := range []any{math.NaN(), math.Inf(1)} {
		if _, err := Encode(value.(float64)); err == nil {
			t.Errorf("%v was written", value)
		}
	}
	if text, err := Encode("\xff"); err == nil {
		t.Errorf("what is no UTF-8 was written as %s", text)
	}
	if text, err := Encode(JSON("{")); err == nil {
		t.Errorf("what is no JSON was written as %s", text)
	}
}
