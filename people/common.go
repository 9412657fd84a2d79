package people

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
)

//go:embed common.txt
var commonText string

// commonStems are the words that the most used passwords are made of, without
// the figures and marks people put behind them.
var commonStems = stems(commonText)

func stems(text string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(text) {
		set[word] = true
	}
	return set
}

// plain undoes the swaps that every guesser's list undoes too.
var plain = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// common reports whether a guesser would try password early: a usual word with
// figures and marks around it, one key again and again, keys in a row, or the
// person's own name or address.
func common(password string, own ...string) bool {
	text := strings.ToLower(strings.Join(strings.Fields(password), ""))
	word := strings.TrimFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, candidate := range []string{text, word, plain.Replace(text), plain.Replace(word), half(text), half(word)} {
		if commonStems[candidate] || ownWord(candidate, own) {
			return true
		}
	}
	return inRow(text)
}

// half gives the word that text says twice, if it does.
func half(text string) string {
	if n := len(text) / 2; len(text)%2 == 0 && text[:n] == text[n:] {
		return text[:n]
	}
	return text
}

// ownWord reports whether candidate is one of the person's own words: a name,
// one part of it, or the address up to the @.
func ownWord(candidate string, own []string) bool {
	if len(candidate) < 3 {
		return false
	}
	for _, o := range own {
		o, _, _ = strings.Cut(strings.ToLower(o), "@")
		parts := strings.Fields(o)
		if candidate == strings.Join(parts, "") || slices.Contains(parts, candidate) {
			return true
		}
	}
	return false
}

// inRow reports whether text uses no more than three different characters or
// only steps up or down by one, as 12345678 and hgfedcba do.
func inRow(text string) bool {
	seen := map[rune]bool{}
	up, down, last := true, true, rune(-1)
	for _, r := range text {
		seen[r] = true
		if last >= 0 {
			up = up && (r == last+1 || last == '9' && r == '0')
			down = down && (r == last-1 || last == '0' && r == '9')
		}
		last = r
	}
	return len(seen) <= 3 || up || down
}
