package entry

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letters that Unicode does not take apart and people type without.
var plain = strings.NewReplacer("ß", "ss", "ø", "o", "ł", "l", "đ", "d", "æ", "ae", "œ", "oe", "ı", "i", "þ", "th", "ð", "d")

// Fold gives the form in which text is compared and sorted: lower case, accents
// gone, white space single. "Žofia  Müller" and "zofia muller" fold alike.
func Fold(s string) string {
	if isASCII(s) {
		return single(strings.ToLower(s))
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return single(plain.Replace(b.String()))
}

// isASCII reports whether s has no accents, nor anything else to take apart.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// single makes all white space one blank.
func single(s string) string { return strings.Join(strings.Fields(s), " ") }

// MaxWord is the longest word kept for searching, in bytes.
const MaxWord = 40

// Words gives the distinct folded words of texts: runs of letters and digits.
func Words(texts ...string) []string {
	seen := map[string]bool{}
	var words []string
	for _, t := range texts {
		for _, w := range strings.FieldsFunc(Fold(t), notWord) {
			w = cut(w, MaxWord)
			if !seen[w] {
				seen[w] = true
				words = append(words, w)
			}
		}
	}
	return words
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }

// cut gives at most n bytes of s, never half a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
