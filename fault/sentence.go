package fault

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentence makes a whole sentence of words that an error is: with a capital
// and a stop.
func Sentence(words string) string {
	first, size := utf8.DecodeRuneInString(words)
	if size == 0 {
		return ""
	}
	words = string(unicode.ToUpper(first)) + words[size:]
	if strings.ContainsAny(words[len(words)-1:], ".!?") {
		return words
	}
	return words + "."
}
