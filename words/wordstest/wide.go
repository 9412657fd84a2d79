// Package wordstest has a language made from English for tests: every letter
// that the catalogue says is a wide one, so whatever is left in plain letters
// did not come from there.
package wordstest

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"keyhouse/words"
)

// Locale is what somebody chooses who wants the wide language.
const Locale = "qps"

var learn = sync.OnceValue(func() error {
	var b strings.Builder
	for key, text := range words.English.Texts() {
		b.WriteString(key + " = " + Wide(text) + "\n")
	}
	return words.Learn(fstest.MapFS{Locale + ".txt": {Data: []byte(b.String())}})
})

// Learn adds the wide language to those there are.
func Learn(t *testing.T) {
	t.Helper()
	if err := learn(); err != nil {
		t.Fatal(err)
	}
}

// Wide widens the letters of a text, and leaves the names of its values.
func Wide(text string) string {
	inside := false
	return strings.Map(func(r rune) rune {
		switch {
		case r == '{':
			inside = true
		case r == '}':
			inside = false
		case !inside && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'):
			return r - 'A' + 'Ａ'
		}
		return r
	}, text)
}
