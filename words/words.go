// Package words is the catalogue: what screens and mails say, in every language
// there is, one file each. English is complete; another language says what it
// has, and English the rest.
//
// A line of a file is "key = text". {name} stands for a value. A key that ends
// in .one, .few, .many or .other is one form of a plural, chosen by the value
// called n and the language's own rule (CLDR). Each text is whole sentences:
// nothing is put together from pieces, since other languages order them
// otherwise.
//
// Keys are written out where they are used, as in Say("sign-in.title"), so that a
// test finds every one: none is missing, and none lies here unused.
package words

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed *.txt
var files embed.FS

// Tongue is one language. A nil Tongue is English.
type Tongue struct {
	tag  language.Tag
	says map[string]string
}

// English is what every other language falls back on.
var English = load("en.txt")

var (
	tongues = others()
	matcher = language.NewMatcher(tags())
	known   sync.Map // locale as asked for → *Tongue
)

// For gives the language that serves a locale best (BCP 47, or what a browser
// says it accepts); English if none does.
func For(locale string) *Tongue {
	if locale == "" || len(locale) > 200 {
		return English
	}
	if t, ok := known.Load(locale); ok {
		return t.(*Tongue)
	}
	_, at := language.MatchStrings(matcher, locale)
	if _, err := language.Parse(locale); err == nil { // what a person chose, not what any browser sends
		known.Store(locale, tongues[at])
	}
	return tongues[at]
}

// Language is one that there is: its code, and its name in itself.
type Language struct{ Code, Name string }

// Languages lists those there are, English first.
func Languages() []Language {
	var all []Language
	for _, t := range tongues {
		all = append(all, Language{t.Code(), t.Say("language")})
	}
	return all
}

// Code is the language's BCP 47 tag.
func (t *Tongue) Code() string {
	if t == nil {
		t = English
	}
	return t.tag.String()
}

// Say gives the text of a key with its values put in: pairs of a name and what
// stands for it.
func (t *Tongue) Say(key string, with ...any) string {
	if t == nil {
		t = English
	}
	text := t.find(key, with)
	if len(with) == 0 {
		return text
	}
	pairs := make([]string, 0, len(with))
	for i := 0; i+1 < len(with); i += 2 {
		pairs = append(pairs, fmt.Sprintf("{%v}", with[i]), fmt.Sprint(with[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Again says in t what English says, where that is a whole text of the
// catalogue; anything else stays as it is. It is for faults, whose words are
// chosen before it is known who reads them.
func (t *Tongue) Again(english string) string {
	if t == nil || t == English {
		return english
	}
	if key, ok := back()[english]; ok {
		return t.Say(key)
	}
	return english
}

var back = sync.OnceValue(func() map[string]string {
	keys := make(map[string]string, len(English.says))
	for key, text := range English.says {
		keys[text] = key
	}
	return keys
})

func (t *Tongue) find(key string, with []any) string {
	for _, from := range []*Tongue{t, English} {
		if text, ok := from.says[key]; ok {
			return text
		}
		if text, ok := from.says[key+"."+from.form(with)]; ok {
			return text
		}
	}
	return key
}

// form names the plural form for the value called n.
func (t *Tongue) form(with []any) string {
	for i := 0; i+1 < len(with); i += 2 {
		if n, ok := with[i+1].(int); ok && with[i] == "n" {
			switch plural.Cardinal.MatchPlural(t.tag, n, 0, 0, 0, 0) {
			case plural.Zero:
				return "zero"
			case plural.One:
				return "one"
			case plural.Two:
				return "two"
			case plural.Few:
				return "few"
			case plural.Many:
				return "many"
			}
		}
	}
	return "other"
}

// load reads a language's file. A line that cannot be read stops the program
// before it starts: the files are ours, and a test reads them.
func load(file string) *Tongue {
	raw, err := files.ReadFile(file)
	if err != nil {
		panic(err)
	}
	t := &Tongue{tag: language.MustParse(strings.TrimSuffix(path.Base(file), ".txt")), says: map[string]string{}}
	for n, line := range strings.Split(string(raw), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		key, text, ok := strings.Cut(line, " = ")
		if _, twice := t.says[key]; !ok || twice || text == "" {
			panic(fmt.Sprintf("words: %s:%d: not a line of the form key = text, or the key is there already", file, n+1))
		}
		t.says[key] = text
	}
	return t
}

// others gives all languages, English first.
func others() []*Tongue {
	all := []*Tongue{English}
	names, err := files.ReadDir(".")
	if err != nil {
		panic(err)
	}
	for _, f := range names {
		if f.Name() != "en.txt" {
			all = append(all, load(f.Name()))
		}
	}
	return slices.Clip(all)
}

func tags() []language.Tag {
	var all []language.Tag
	for _, t := range tongues {
		all = append(all, t.tag)
	}
	return all
}
