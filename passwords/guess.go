package passwords

import (
	_ "embed"
	"encoding/json"
	"hash/fnv"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/ccojocar/zxcvbn-go/data"
)

//go:embed common.txt
var commonText string

// wordList is a set of words by their hash: 90,000 of them in a few megabytes,
// made when somebody first chooses a password. A word that is not there is found
// by mistake once in 10^14.
type wordList map[uint64]weight

// weight is how early a guesser comes to a word.
type weight uint8

const (
	late  weight = iota + 1 // a word of the language, a surname: guessed as it stands
	early                   // a usual password, a first name, an everyday word: guessed with figures behind it too
)

// everyday is how many of the most frequent words count as early.
const everyday = 10_000

// guessable are the words that guessers begin with: what people were found to
// choose, what names and English words there are (the lists of zxcvbn), and ours
// of other languages.
var guessable = sync.OnceValue(func() wordList {
	words := wordList{}
	for _, word := range strings.Fields(commonText) {
		words.add(word, early)
	}
	for _, list := range []struct {
		name  string
		early int
	}{{"Passwords", everyday}, {"MaleNames", everyday}, {"FemaleNames", everyday}, {"English", everyday}, {"Surnames", 0}} {
		for i, word := range ranked(list.name) {
			if i < list.early {
				words.add(word, early)
			} else {
				words.add(word, late)
			}
		}
	}
	return words
})

// ranked reads one of the module's lists, most frequent first.
func ranked(name string) []string {
	raw, err := data.Asset("data/" + name + ".json")
	var of struct{ List []string }
	if err == nil {
		err = json.Unmarshal(raw, &of)
	}
	if err != nil {
		panic("passwords: the list of usual passwords cannot be read: " + err.Error()) // it is part of the program
	}
	return of.List
}

func (l wordList) add(word string, w weight) {
	key := hashWord(strings.ToLower(word))
	l[key] = max(l[key], w)
}

func (l wordList) weight(word string) weight { return l[hashWord(word)] }

func hashWord(word string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(word))
	return h.Sum64()
}

// plain undoes the swaps that every guesser's list undoes too.
var plain = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// dressing is how many figures and marks around an early word do not make it a
// password of one's own.
const dressing = 6

// common reports whether a guesser would try password early: a usual word, with
// a few figures and marks around it or swapped for letters in it, one key again
// and again, keys in a row, or the person's own name or address.
func common(password string, own ...string) bool {
	text := strings.ToLower(strings.Join(strings.Fields(password), ""))
	word := strings.TrimFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	words := guessable()
	for _, candidate := range []string{text, plain.Replace(text), half(text), half(plain.Replace(text))} {
		if words.weight(candidate) >= late || ownWord(candidate, own) {
			return true
		}
	}
	if dressed := len(text) - len(word); dressed <= dressing {
		for _, candidate := range []string{word, plain.Replace(word), half(word)} {
			if words.weight(candidate) == early {
				return true
			}
		}
	}
	return ownWord(word, own) || ownWord(plain.Replace(word), own) || inRow(text) || onKeyboard(text)
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
