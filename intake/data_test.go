package intake

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// realData reads a file of real input beside the project, or skips.
func realData(t testing.TB, folder, name string) []byte {
	t.Helper()
	at, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; at != filepath.Dir(at); at = filepath.Dir(at) {
		file := filepath.Join(at, "shared", "data", folder, name)
		if content, err := os.ReadFile(file); err == nil {
			return content
		}
	}
	t.Skipf("no real input here: there is no shared/data/%s/%s beside the project", folder, name)
	return nil
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
