package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"keyhouse/words"
)

// appender writes itself as JSON without reflection: what is asked for most.
type appender interface {
	AppendJSON(b []byte) []byte
}

// format reads strictly and writes plainly.
var format = huma.Format{Marshal: encode, Unmarshal: decode}

var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 32<<10); return &b }}

func encode(w io.Writer, v any) error {
	a, ok := v.(appender)
	if !ok {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(v)
	}
	b := buffers.Get().(*[]byte)
	defer buffers.Put(b)
	*b = append(a.AppendJSON((*b)[:0]), '\n')
	_, err := w.Write(*b)
	return err
}

// misplaced parts the name of a field from what is wrong with it, where an
// error can carry words only.
const misplaced = " \x00 "

// decode reads one JSON value. A key that stands twice is refused, since two
// readers might take different ones, and so is anything after the value.
func decode(data []byte, v any) error {
	if _, first := v.(*any); first { // huma reads twice: to check, then to keep
		if err := once(data); err != nil {
			return err
		}
	}
	err := json.Unmarshal(data, v)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && wrong.Field != "" {
		return errors.New(wrong.Field + misplaced + words.English.Say("problem.unfit"))
	}
	return err
}

// depth bounds how far what is sent may be nested.
const depth = 32

// once checks that data is one value in which no key stands twice.
func once(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := value(d, "", 0); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New(words.English.Say("problem.after-end"))
	}
	return nil
}

func value(d *json.Decoder, at string, deep int) error {
	t, err := d.Token()
	if err != nil {
		return unfinished(err)
	}
	if deep > depth {
		return errors.New(words.English.Say("problem.deep", "n", depth))
	}
	switch t {
	case json.Delim('{'):
		return object(d, at, deep)
	case json.Delim('['):
		return array(d, at, deep)
	case nil:
		if !emptied[strings.TrimSuffix(at, ".")] {
			return errors.New(strings.TrimSuffix(at, ".") + misplaced + words.English.Say("problem.null"))
		}
	}
	return nil
}

// emptied are the fields that null empties (see maybe). Elsewhere it would be
// taken for left out, which is not what somebody who sends it means.
var emptied = map[string]bool{"latitude": true, "longitude": true, "commission_bps": true, "nightly_minor": true}

func object(d *json.Decoder, at string, deep int) error {
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return unfinished(err)
		}
		key, _ := t.(string)
		if seen[key] {
			return errors.New(at + key + misplaced + words.English.Say("problem.twice"))
		}
		seen[key] = true
		if err := value(d, at+key+".", deep+1); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return unfinished(err)
}

func array(d *json.Decoder, at string, deep int) error {
	for i := 0; d.More(); i++ {
		if err := value(d, at+strconv.Itoa(i)+".", deep+1); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return unfinished(err)
}

// unfinished says what is wrong with the text, without repeating it.
func unfinished(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New(words.English.Say("problem.too-early"))
	}
	var wrong *json.SyntaxError
	if errors.As(err, &wrong) {
		return errors.New(words.English.Say("problem.not-json-from", "n", wrong.Offset))
	}
	return errors.New(words.English.Say("problem.not-json"))
}
