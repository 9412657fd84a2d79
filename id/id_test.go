package id

import (
	"encoding/json"
	"strings"
	"testing"
)

const text = "01930e2a-7b5c-7def-8123-456789abcdef"

func TestLaterIDsSortLater(t *testing.T) {
	last := New()
	for range 10_000 {
		next := New()
		if next.Compare(last) <= 0 || next.String() <= last.String() {
			t.Fatalf("%s does not sort after %s", next, last)
		}
		last = next
	}
	if last.String()[14] != '7' {
		t.Errorf("%s is not of version 7", last)
	}
}

func TestParse(t *testing.T) {
	if i, err := Parse(text); err != nil || i.String() != text {
		t.Errorf("%v, %v", i, err)
	}
	for _, c := range []struct{ rule, in string }{
		{"nothing", ""},
		{"too short", text[:35]},
		{"capitals: a second address of the same record", strings.ToUpper(text)},
		{"without dashes", strings.ReplaceAll(text, "-", "")},
		{"in braces", "{" + text[:34] + "}"},
		{"as a URN", "urn:uuid:" + text[:27]},
		{"a letter that is no digit", "g" + text[1:]},
		{"dashes elsewhere", "0193-0e2a7b5c-7def-8123-456789abcdef"},
		{"all zeros, which names nothing", "00000000-0000-0000-0000-000000000000"},
		{"a very long one", strings.Repeat("a", 1<<16)},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if i, err := Parse(c.in); err == nil || !i.IsZero() || len(err.Error()) > 120 {
				t.Errorf("%v, %v", i, err)
			}
		})
	}
}

func TestJSON(t *testing.T) {
	type record struct{ A, B ID }
	in := record{A: Must(text)}
	b, err := json.Marshal(in)
	if want := `{"A":"` + text + `","B":""}`; err != nil || string(b) != want {
		t.Errorf("%s, %v; want %s", b, err, want)
	}
	var out record
	if err := json.Unmarshal(b, &out); err != nil || out != in {
		t.Errorf("%v, %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"A":"x"}`), &out); err == nil {
		t.Error("a malformed id was read")
	}
}

func TestStorage(t *testing.T) {
	in := Must(text)
	stored, err := in.Value()
	if b, ok := stored.([]byte); err != nil || !ok || len(b) != 16 {
		t.Fatalf("stored as %T %v, %v", stored, stored, err)
	}
	var out ID
	if err := out.Scan(stored); err != nil || out != in {
		t.Errorf("%v, %v", out, err)
	}
	if v, err := (ID{}).Value(); v != nil || err != nil {
		t.Errorf("nothing is stored as %v, %v; want NULL", v, err)
	}
	if err := out.Scan(nil); err != nil || !out.IsZero() {
		t.Errorf("NULL is read as %v, %v", out, err)
	}
	for _, wrong := range []any{text, []byte{1, 2}, int64(1)} {
		if err := out.Scan(wrong); err == nil {
			t.Errorf("%T %v was read as an id", wrong, wrong)
		}
	}
}

func TestMustPanicsOnNonsense(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	Must("x")
}
