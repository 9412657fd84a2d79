package intake

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"strings"
	"testing"

	"keyhouse/requiretest"
)

// realData reads a file of real input, or ends the test.
func realData(t testing.TB, folder, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(requiretest.Data(t, folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func packed(t testing.TB, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// skips gathers what is left out, one word-line each.
type skips []string

func (s *skips) add(k Skip) {
	word := fmt.Sprintf("%d %s %q: %s", k.Line, k.Column, k.Value, k.Reason)
	if k.Kept {
		word += " (kept)"
	}
	*s = append(*s, word)
}

func (s skips) String() string { return strings.Join(s, "; ") }
