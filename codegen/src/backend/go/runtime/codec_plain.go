package rpc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"unicode/utf8"
)

// nothingCodec is for what a program does not see: whatever comes confirms.
func nothingCodec() *codec {
	return &codec{
		decode: func(json.RawMessage, reflect.Value) *misfit { return nil },
		encode: func(out *bytes.Buffer, _ reflect.Value) *misfit { out.WriteString("null"); return nil },
	}
}

func nullCodec() *codec {
	return &codec{
		decode: func(text json.RawMessage, _ reflect.Value) *misfit {
			if !isNull(text) {
				return expected("null", text)
			}
			return nil
		},
		encode: func(out *bytes.Buffer, _ reflect.Value) *misfit { out.WriteString("null"); return nil },
	}
}

// rawCodec is for JSON that is passed on as it is.
func rawCodec() *codec {
	return &codec{
		decode: func(text json.RawMessage, into reflect.Value) *misfit {
			into.SetBytes(bytes.Clone(text))
			return nil
		},
		encode: func(out *bytes.Buffer, value reflect.Value) *misfit { return writeRaw(out, value.Bytes()) },
		absent: isNil,
	}
}

func writeRaw(out *bytes.Buffer, text []byte) *misfit {
	if text == nil {
		text = []byte("null")
	}
	if json.Compact(out, text) != nil {
		return &misfit{reason: "this is no JSON"}
	}
	return nil
}

func boolCodec() *codec {
	return &codec{
		decode: func(text json.RawMessage, into reflect.Value) *misfit {
			if text[0] != 't' && text[0] != 'f' {
				return expected("true or false", text)
			}
			into.SetBool(text[0] == 't')
			return nil
		},
		encode: func(out *bytes.Buffer, value reflect.Value) *misfit {
			out.Write(strconv.AppendBool(out.AvailableBuffer(), value.Bool()))
			return nil
		},
	}
}

func intCodec(bits int) *codec {
	return &codec{
		decode: func(text json.RawMessage, into reflect.Value) *misfit {
			number, err := strconv.ParseInt(string(text), 10, bits)
			if err != nil {
				return expected(fmt.Sprintf("a whole number of %d bits", bits), text)
			}
			into.SetInt(number)
			return nil
		},
		encode: func(out *bytes.Buffer, value reflect.Value) *misfit {
			out.Write(strconv.AppendInt(out.AvailableBuffer(), value.Int(), 10))
			return nil
		},
	}
}

func uintCodec(bits int) *codec {
	return &codec{
		decode: func(text json.RawMessage, into reflect.Value) *misfit {
			number, err := strconv.ParseUint(string(text), 10, bits)
			if err != nil {
				return expected(fmt.Sprintf("a whole number of %d bits that is not negative", bits), text)
			}
			into.SetUint(number)
			return nil
		},
		encode: func(out *bytes.Buffer, value reflect.Value) *misfit {
			out.Write(strconv.AppendUint(out.AvailableBuffer(), value.Uint(), 10))
			return nil
		},
	}
}

func floatCodec() *codec {
	return &codec{
		decode: func(text json.RawMessage, into reflect.Value) *misfit {
			if text[0] != '-' && (text[0] < '0' || text[0] > '9') {
				return expected("a number", text)
			}
			number, err := strconv.ParseFloat(string(text), 64)
			if err != nil {
				return expected("a number of 64 bits", text)
			}
			into.SetFloat(number)
			return nil
		},
		encode: func(out *bytes.Buffer, value reflect.Value) *misfit {
			number := value.Float()
			if math.IsNaN(number) || math.IsInf(number, 0) {
				return &misfit{reason: "a finite number was expected"}
			}
			out.Write(strconv.AppendFloat(out.AvailableBuffer(), number, 'g', -1, 64))
			return nil
		},
	}
}

func textCodec() *codec {
	return &codec{
		decode: func(text json.RawMessage, into reflect.Value) *misfit {
			read, err := readText(text)
			if err != nil {
				return err
			}
			into.SetString(read)
			return nil
		},
		encode: func(out *bytes.Buffer, value reflect.Value) *misfit { return writeText(out, value.String()) },
	}
}

func bytesCodec(encoding string, read func(string) ([]byte, bool), write func([]byte) string) *codec {
	return &codec{
		decode: func(text json.RawMessage, into reflect.Value) *misfit {
			encoded, err := readText(text)
			if err != nil {
				return err
			}
			decoded, ok := read(encoded)
			if !ok {
				return &misfit{reason: encoding + " was expected, not another text"}
			}
			into.SetBytes(decoded)
			return nil
		},
		encode: func(out *bytes.Buffer, value reflect.Value) *misfit { return writeText(out, write(value.Bytes())) },
		absent: isNil,
	}
}

func readText(text json.RawMessage) (string, *misfit) {
	var read string
	if text[0] != '"' || json.Unmarshal(text, &read) != nil {
		return "", expected("a text", text)
	}
	return read, nil
}

func writeText(out *bytes.Buffer, text string) *misfit {
	if !utf8.ValidString(text) {
		return &misfit{reason: "the text is not UTF-8"}
	}
	writer := json.NewEncoder(out)
	writer.SetEscapeHTML(false)
	if err := writer.Encode(text); err != nil {
		return &misfit{reason: err.Error()}
	}
	// The encoder ends every value with a line end.
	out.Truncate(out.Len() - 1)
	return nil
}
