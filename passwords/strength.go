package passwords

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Strength says how hard a password is to guess.
type Strength int

// The strengths. A refused one is too short, too long or too usual; all others
// are taken.
const (
	Refused Strength = iota
	Weak
	Fair
	Good
	Strong
)

// StrengthOf weighs a password for the person whose own words are given.
func StrengthOf(password string, own ...string) Strength {
	if Check("password", password, own...) != nil {
		return Refused
	}
	switch bits := guessBits(password); {
	case bits < 32:
		return Weak
	case bits < 44:
		return Fair
	case bits < 60:
		return Good
	}
	return Strong
}

// weighed is how much of a password is looked at: more only makes it stronger.
const weighed = 64

// guessBits estimates how many guesses a password takes, as a power of two: of
// whole words, since guessers put words together, and of single characters where
// there is no word.
func guessBits(password string) float64 {
	text := strings.ToLower(password)
	if len(text) > weighed {
		text = text[:weighed]
	}
	bits, used := 0.0, map[string]bool{}
	for text != "" {
		piece, cost := firstPiece(text)
		if used[piece] {
			cost = 2 // again what was there before
		}
		used[piece] = true
		bits, text = bits+cost, text[len(piece):]
	}
	if strings.ContainsFunc(password, unicode.IsUpper) {
		bits += 2
	}
	return bits
}

// firstPiece gives what a guesser would take for the first piece of text, and
// what it costs them.
func firstPiece(text string) (piece string, bits float64) {
	words := guessable()
	for n := min(len(text), 20); n >= 3; n-- {
		switch words.weight(text[:n]) {
		case early:
			return text[:n], 13
		case late:
			return text[:n], 16
		}
	}
	if n := slide(text); n >= 4 {
		return text[:n], 8
	}
	switch r, n := utf8.DecodeRuneInString(text); {
	case n > 1 || !unicode.IsPrint(r):
		return text[:n], 8
	case unicode.IsDigit(r):
		return text[:1], math.Log2(10)
	case unicode.IsLetter(r):
		return text[:1], math.Log2(26)
	}
	return text[:1], 3
}
