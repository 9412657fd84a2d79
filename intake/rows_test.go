package intake

import (
	"encoding/csv"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

func readRows(in io.Reader) (all [][]string, lines []int, err error) {
	r := newRows(in, ',')
	for {
		fields, err := r.read()
		if errors.Is(err, io.EOF) {
			return all, lines, nil
		}
		if err != nil {
			return all, lines, err
		}
		row := make([]string, len(fields))
		for i, f := range fields {
			row[i] = string(f)
		}
		all, lines = append(all, row), append(lines, r.line)
	}
}

func TestRows(t *testing.T) {
	for _, c := range []struct {
		rule, in string
		want     [][]string
		lines    []int
		err      error
	}{
		{"plain", "a,b\n1,2\n", [][]string{{"a", "b"}, {"1", "2"}}, []int{1, 2}, nil},
		{"no final newline", "a,b\n1,2", [][]string{{"a", "b"}, {"1", "2"}}, []int{1, 2}, nil},
		{"CRLF", "a,b\r\n1,\"2\"\r\n", [][]string{{"a", "b"}, {"1", "2"}}, []int{1, 2}, nil},
		{"CRLF cut after CR", "a,\"b\"\r", [][]string{{"a", "b"}}, []int{1}, nil},
		{"empty fields", "a,,\n,,\n", [][]string{{"a", "", ""}, {"", "", ""}}, []int{1, 2}, nil},
		{"blank lines are no rows", "a\n\n\r\nb\n", [][]string{{"a"}, {"b"}}, []int{1, 4}, nil},
		{"quoted commas and doubled quotes", `a,"x, ""y""",b` + "\n", [][]string{{"a", `x, "y"`, "b"}}, []int{1}, nil},
		{"quoted newlines count as lines", "\"x\ny\",1\nz,2\n", [][]string{{"x\ny", "1"}, {"z", "2"}}, []int{1, 3}, nil},
		{"an inch sign is text", "5\" pipe,a\n", [][]string{{`5" pipe`, "a"}}, []int{1}, nil},
		{"a quote at the very end", `a,""`, [][]string{{"a", ""}}, []int{1}, nil},
		{"an open quote", "a\n\"b,c\n", [][]string{{"a"}}, []int{1}, errOpenQuote},
		{"text after a quote", `"a"b,c`, nil, nil, errAfter},
		{"a row without end", strings.Repeat("x", maxRow+1), nil, nil, errLongRow},
		{"a quote without end", `"` + strings.Repeat("x,\n", maxRow), nil, nil, errLongRow},
	} {
		t.Run(c.rule, func(t *testing.T) {
			for name, in := range map[string]io.Reader{"at once": strings.NewReader(c.in), "byte by byte": iotest.OneByteReader(strings.NewReader(c.in))} {
				if len(c.in) > 1_000 && name == "byte by byte" {
					continue
				}
				got, lines, err := readRows(in)
				if !errors.Is(err, c.err) || !reflect.DeepEqual(got, c.want) || !reflect.DeepEqual(lines, c.lines) {
					t.Errorf("%s: %q on %v, %v; want %q on %v, %v", name, got, lines, err, c.want, c.lines, c.err)
				}
			}
		})
	}
}

// FuzzRows compares with encoding/csv wherever that understands the input.
func FuzzRows(f *testing.F) {
	f.Add("a,b\n\"x\ny\",\"\"\"\"\r\n")
	f.Add("a\r\r\n,\n\"\"\n")
	f.Fuzz(func(t *testing.T, in string) {
		got, _, err := readRows(strings.NewReader(in))
		slow, _, slowErr := readRows(iotest.HalfReader(strings.NewReader(in)))
		if !reflect.DeepEqual(got, slow) || (err == nil) != (slowErr == nil) {
			t.Fatalf("chunks matter: %q %v and %q %v", got, err, slow, slowErr)
		}
		std := csv.NewReader(strings.NewReader(in))
		std.FieldsPerRecord = -1
		want, stdErr := std.ReadAll()
		if stdErr != nil || strings.Contains(in, "\r") { // encoding/csv treats a lone CR otherwise
			return
		}
		if err != nil || len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("got %q, %v; encoding/csv %q", got, err, want)
		}
	})
}
