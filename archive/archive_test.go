package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"keyhouse/fault"
)

var people = Table{Name: "person", Columns: []string{"id", "name", "born"}, Kinds: "bti", Rows: 3}

var rows = [][]any{{[]byte{1, 2}, "Ana – qmarkedname", int64(-7)}, {[]byte{}, "", nil}, {nil, "x\ny\x01", int64(1) << 62}}

type pair struct {
	to  []age.Recipient
	own []age.Identity
}

func newPair(t testing.TB) pair {
	t.Helper()
	secret, public, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	to, err := Recipients("# Ana's\n" + public + "\n")
	if err != nil {
		t.Fatal(err)
	}
	own, err := Identities("# created: today\n" + secret + "\n")
	if err != nil {
		t.Fatal(err)
	}
	return pair{to, own}
}

func sealedBy(t testing.TB, p pair, many int) []byte {
	t.Helper()
	var b bytes.Buffer
	s, err := Seal(&b, p.to)
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewWriter(s, Head{Schema: 18, Version: "v1", Engine: "sqlite", Made: time.Unix(0, 0).UTC()})
	if err != nil {
		t.Fatal(err)
	}
	write := func(t2 Table, rows [][]any, times int) {
		if err := w.Table(t2); err != nil {
			t.Fatal(err)
		}
		for range times {
			for _, r := range rows {
				if err := w.Row(r); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	write(people, rows, many)
	write(Table{Name: "empty", Columns: []string{"id"}, Kinds: "b"}, nil, 1)
	if err := errors.Join(w.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readAll gives what an archive holds, or why it cannot be read.
func readAll(file []byte, keys []age.Identity) (map[string][][]any, error) {
	o, err := Open(bytes.NewReader(file), keys)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	all := map[string][][]any{}
	for {
		t, err := o.NextTable()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all[t.Name] = [][]any{}
		for {
			row, err := o.NextRow()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, err
			}
			all[t.Name] = append(all[t.Name], row)
		}
	}
}

func TestWhatIsSealedComesBack(t *testing.T) {
	p := newPair(t)
	file := sealedBy(t, p, 1)
	got, err := readAll(file, p.own)
	if err != nil || !reflect.DeepEqual(got, map[string][][]any{"person": rows, "empty": {}}) {
		t.Fatal(got, err)
	}
	if !Sealed(file) || Sealed([]byte("SQLite format 3")) {
		t.Error("a sealed file is known by its beginning")
	}
	if bytes.Contains(file, []byte("qmarkedname")) || bytes.Contains(file, []byte("person")) {
		t.Error("the file can be read without the key")
	}
	o, err := Open(bytes.NewReader(file), p.own)
	if err != nil || o.Head.Schema != 18 || o.Head.Engine != "sqlite" || o.Head.Format != Format {
		t.Fatal(o.Head, err)
	}
	o.NextTable() // whose rows nobody asks for
	if next, err := o.NextTable(); err != nil || next.Name != "empty" {
		t.Error(next, err)
	}
	o.Close()
}

// says tells what a person reads.
func says(t *testing.T, name string, err error, words string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil || f.Kind != fault.Invalid || !strings.Contains(f.Say, words) {
		t.Errorf("%s: %v, want words about %q", name, err, words)
	}
}

func TestAFileThatIsNotRightSaysWhy(t *testing.T) {
	p, stranger := newPair(t), newPair(t)
	file := sealedBy(t, p, 20_000)
	_, err := readAll(file, stranger.own)
	says(t, "a stranger's key", err, "does not open this backup")
	_, err = readAll([]byte("SQLite format 3\x00 and so on"), p.own)
	says(t, "another file", err, "no backup of Keyhouse")
	_, err = readAll(nil, p.own)
	says(t, "nothing", err, "too early")
	for _, at := range []int{len(file) - 1, len(file) / 2, 300, 40} {
		_, err = readAll(file[:at], p.own)
		if fault.Of(err) == nil {
			t.Errorf("cut at %d: %v", at, err)
		}
	}
	_, err = readAll(file[:len(file)-1], p.own)
	says(t, "the last byte is missing", err, "backup")
	for _, at := range []int{len(file) - 5, len(file) / 2, 400} {
		bent := bytes.Clone(file)
		bent[at] ^= 1
		_, err = readAll(bent, p.own)
		says(t, fmt.Sprint("a bit is turned at ", at), err, "damaged")
	}
	_, err = readAll(append(bytes.Clone(file), 'x'), p.own)
	says(t, "something is added", err, "damaged")
}

// A file of a later program, and one whose inside is wrong though its key is right.
func TestWhatIsInsideIsLookedAtToo(t *testing.T) {
	p := newPair(t)
	inside := func(text string) error {
		var b bytes.Buffer
		s, err := Seal(&b, p.to)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		_, err = readAll(b.Bytes(), p.own)
		return err
	}
	json := func(s string) string { return string(rune(len(s))) + s }
	head := magic + json(`{"format":1}`)
	says(t, "other text", inside("some letter that somebody encrypted"), "no backup of Keyhouse")
	says(t, "a later format", inside(magic+json(`{"format":2,"version":"v9"}`)), "newer Keyhouse (v9)")
	says(t, "no end", inside(head), "too early")
	says(t, "rows are missing", inside(head+"E\x05"), "damaged")
	says(t, "something behind the end", inside(head+"E\x00x"), "damaged")
	says(t, "a row before a table", inside(head+"R"), "damaged")
	says(t, "no such part", inside(head+"?"), "damaged")
	says(t, "no such value", inside(head+"T"+json(`{"name":"x","columns":["a"],"kinds":"i"}`)+"R\x09"), "damaged")
	says(t, "too long a value", inside(head+"T"+json(`{"name":"x","columns":["a"],"kinds":"i"}`)+"R\x02\xff\xff\xff\xff\xff\x01"), "damaged")
	says(t, "columns without kinds", inside(head+"T"+json(`{"name":"x","columns":["a"],"kinds":""}`)), "damaged")
	says(t, "broken JSON", inside(head+"T"+json(`{`)), "damaged")
	if err := inside(head + "E\x00"); err != nil {
		t.Error("an archive of nothing:", err)
	}
}

func TestKeysAreToldApart(t *testing.T) {
	secret, public, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	_, err = Recipients(secret)
	says(t, "a secret key where the public one belongs", err, "secret key")
	_, err = Recipients("age1nonsense")
	says(t, "nonsense", err, "no public key")
	_, err = Identities(public)
	says(t, "a public key where the secret one belongs", err, "no secret key")
	_, err = Seal(io.Discard, nil)
	says(t, "nobody to encrypt to", err, "public key")
}

// Whatever is in a file, reading it ends with words and takes little memory.
func FuzzReader(f *testing.F) {
	f.Add([]byte(magic + "\x0c{\"format\":1}E\x00"))
	f.Add([]byte(magic + "\x0c{\"format\":1}T\x2e{\"name\":\"x\",\"columns\":[\"a\"],\"kinds\":\"i\"}R\x01\x02E\x01"))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := NewReader(bytes.NewReader(file))
		for err == nil {
			if _, err = r.NextTable(); err != nil {
				break
			}
			for err == nil {
				_, err = r.NextRow()
			}
			if errors.Is(err, io.EOF) {
				err = nil
			}
		}
		if !errors.Is(err, io.EOF) && fault.Of(err) == nil {
			t.Errorf("%v says nothing to anybody", err)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	p := newPair(b)
	for b.Loop() {
		b.SetBytes(int64(len(sealedBy(b, p, 100_000)))) // of the file, not of what went in
	}
}
