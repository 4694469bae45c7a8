package rpc

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// pointerCodec is for a value that may be null.
func pointerCodec(of reflect.Type) *codec {
	inner := codecOf(of.Elem())
	return &codec{
		decode: func(text json.RawMessage, into reflect.Value) *misfit {
			if isNull(text) {
				into.SetZero()
				return nil
			}
			value := reflect.New(of.Elem())
			if err := inner.decode(text, value.Elem()); err != nil {
				return err
			}
			into.Set(value)
			return nil
		},
		encode: func(out *bytes.Buffer, value reflect.Value) *misfit {
			if value.IsNil() {
				out.WriteString("null")
				return nil
			}
			return inner.encode(out, value.Elem())
		},
		absent: isNil,
	}
}

func listCodec(of reflect.Type) *codec {
	inner := codecOf(of.Elem())
	isOneOrMany := of.Implements(manyType)
	return &codec{
		decode: func(text json.RawMessage, into reflect.Value) *misfit {
			var items []json.RawMessage
			if isOneOrMany && text[0] != '[' {
				value := reflect.MakeSlice(of, 1, 1)
				if err := inner.decode(text, value.Index(0)); err != nil {
					return err
				}
				into.Set(value)
				return nil
			}
			if text[0] != '[' || json.Unmarshal(text, &items) != nil {
				return expected("a list", text)
			}
			value := reflect.MakeSlice(of, len(items), len(items))
			for at, item := range items {
				if err := inner.decode(item, value.Index(at)); err != nil {
					return err.inside(strconv.Itoa(at))
				}
			}
			into.Set(value)
			return nil
		},
		encode: func(out *bytes.Buffer, value reflect.Value) *misfit {
			if isOneOrMany && value.Len() == 1 {
				return inner.encode(out, value.Index(0))
			}
			out.WriteByte('[')
			for at := range value.Len() {
				if at > 0 {
					out.WriteByte(',')
				}
				if err := inner.encode(out, value.Index(at)); err != nil {
					return err.inside(strconv.Itoa(at))
				}
			}
			out.WriteByte(']')
			return nil
		},
		absent: isNil,
	}
}

// objectCodec is for objects whose members nobody knows.
func objectCodec() *codec {
	return &codec{
		decode: func(text json.RawMessage, into reflect.Value) *misfit {
			members, err := readObject(text)
			if err != nil {
				return err
			}
			into.Set(reflect.ValueOf(members))
			return nil
		},
		encode: func(out *bytes.Buffer, value reflect.Value) *misfit {
			members := value.Interface().(Object)
			names := make([]string, 0, len(members))
			for name := range members {
				names = append(names, name)
			}
			slices.Sort(names)
			out.WriteByte('{')
			for at, name := range names {
				if at > 0 {
					out.WriteByte(',')
				}
				if err := writeText(out, name); err != nil {
					return err
				}
				out.WriteByte(':')
				if err := writeRaw(out, members[name]); err != nil {
					return err.inside(name)
				}
			}
			out.WriteByte('}')
			return nil
		},
		absent: isNil,
	}
}

func readObject(text json.RawMessage) (Object, *misfit) {
	var members Object
	if len(text) == 0 || text[0] != '{' || json.Unmarshal(text, &members) != nil {
		return nil, expected("an object", text)
	}
	return members, nil
}

// member is a field of a struct as it travels.
type member struct {
	index int
	name  string
	// key is the name as JSON, with a colon.
	key      string
	optional bool
	// standIn is the JSON that stands for the value when it is read without; nil: nothing does.
	standIn json.RawMessage
	codec   *codec
}

// structCodec is for objects with known members; the tags of the fields tell their names. Those that are no plain
// names stand in the tag `wire`, since the tag `json` could not hold them.
func structCodec(of reflect.Type) *codec {
	members := make([]member, 0, of.NumField())
	for at := range of.NumField() {
		field := of.Field(at)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		one := member{index: at, name: name, optional: options == "omitempty"}
		if wire, ok := field.Tag.Lookup("wire"); ok {
			_, optional := field.Tag.Lookup("optional")
			one.name, one.optional = wire, optional
		}
		if standIn, ok := field.Tag.Lookup("default"); ok {
			one.standIn = json.RawMessage(standIn)
		}
		var key bytes.Buffer
		if writeText(&key, one.name) != nil {
			panic("rpc: the name of " + of.String() + "." + field.Name + " cannot travel")
		}
		one.key = key.String() + ":"
		one.codec = codecOf(field.Type)
		members = append(members, one)
	}
	return &codec{
		decode: func(text json.RawMessage, into reflect.Value) *misfit {
			given, err := readObject(text)
			if err != nil {
				return err
			}
			for _, one := range members {
				if err := one.decode(given, into.Field(one.index)); err != nil {
					return err.inside(one.name)
				}
			}
			return nil
		},
		encode: func(out *bytes.Buffer, value reflect.Value) *misfit {
			out.WriteByte('{')
			first := true
			for _, one := range members {
				field := value.Field(one.index)
				if one.optional && one.codec.absent != nil && one.codec.absent(field) {
					continue
				}
				if !first {
					out.WriteByte(',')
				}
				first = false
				out.WriteString(one.key)
				if err := one.codec.encode(out, field); err != nil {
					return err.inside(one.name)
				}
			}
			out.WriteByte('}')
			return nil
		},
	}
}

func (m *member) decode(given Object, into reflect.Value) *misfit {
	text, ok := given[m.name]
	if ok && !(m.optional && isNull(text)) {
		return m.codec.decode(text, into)
	}
	switch {
	case !m.optional:
		return &misfit{reason: "the member is missing"}
	case m.standIn != nil:
		return m.codec.decode(m.standIn, into)
	}
	into.SetZero()
	return nil
}
