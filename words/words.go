// Package words is the catalogue: what screens, mails and refusals say, in every
// language there is. English is complete; another language says what it has, and
// English the rest.
//
// A language is a folder of files named after the parts of the product
// (en/booking.txt), or one file (de.txt); which file a text stands in makes no
// difference. A line is "key = text". {name} stands for a value. A key that ends
// in .one, .few, .many or .other is one form of a plural, chosen by the value
// called n and the language's own rule (CLDR). Each text is whole sentences:
// nothing is put together from pieces, since other languages order them
// otherwise. What stands between [ and ] is a link or stressed.
//
// Keys are written out where they are used, as in Say("sign-in.title"), so that a
// test finds every one: none is missing, and none lies here unused.
package words

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

//go:embed en
var files embed.FS

// Tongue is one language, as it is spoken in one trade. A nil Tongue is English.
type Tongue struct {
	tag    language.Tag
	raw    map[string]string // as the files have it
	says   map[string]string // with the trade's own words in it
	falls  *Tongue           // where it has no text: English; nil for English
	format *format           // how dates and numbers are written
	trades sync.Map          // trade → *Tongue
}

// English is what every other language falls back on.
var English = must(load(files, "en", nil))

// spoken are the languages there are, English first.
var spoken = struct {
	sync.RWMutex
	tongues []*Tongue
	matcher language.Matcher
	known   *sync.Map // locale as asked for → *Tongue
}{tongues: []*Tongue{English}, matcher: language.NewMatcher([]language.Tag{English.tag}), known: new(sync.Map)}

// Learn adds the languages that a folder holds to those there are: one a file
// (de.txt) or one a folder of such files (de). It is called before anybody asks.
func Learn(from fs.FS) error {
	entries, err := fs.ReadDir(from, ".")
	if err != nil {
		return err
	}
	spoken.Lock()
	defer spoken.Unlock()
	tags := make([]language.Tag, 0, len(spoken.tongues)+len(entries))
	for _, t := range spoken.tongues {
		tags = append(tags, t.tag)
	}
	for _, e := range entries {
		if !e.IsDir() && path.Ext(e.Name()) != ".txt" {
			continue
		}
		t, err := load(from, e.Name(), English)
		if err != nil {
			return err
		}
		spoken.tongues, tags = append(spoken.tongues, t), append(tags, t.tag)
	}
	spoken.matcher, spoken.known = language.NewMatcher(tags), new(sync.Map)
	return nil
}

// For gives the language that serves a locale best (BCP 47, or what a browser
// says it accepts); English if none does.
func For(locale string) *Tongue {
	if locale == "" || len(locale) > 200 {
		return English
	}
	spoken.RLock()
	defer spoken.RUnlock()
	if len(spoken.tongues) == 1 {
		return English
	}
	if t, ok := spoken.known.Load(locale); ok {
		return t.(*Tongue)
	}
	_, at := language.MatchStrings(spoken.matcher, locale)
	if _, err := language.Parse(locale); err == nil { // what a person chose, not what any browser sends
		spoken.known.Store(locale, spoken.tongues[at])
	}
	return spoken.tongues[at]
}

// Language is one that there is: its code, and its name in itself.
type Language struct{ Code, Name string }

// Languages lists those there are, English first.
func Languages() []Language {
	spoken.RLock()
	defer spoken.RUnlock()
	var all []Language
	for _, t := range spoken.tongues {
		all = append(all, Language{t.Code(), t.Say("language")})
	}
	return all
}

type tongueKey struct{}

// With gives a context in which t is spoken.
func With(ctx context.Context, t *Tongue) context.Context {
	return context.WithValue(ctx, tongueKey{}, t)
}

// In gives the language that is spoken in a context: English if none was chosen.
func In(ctx context.Context) *Tongue {
	if t, ok := ctx.Value(tongueKey{}).(*Tongue); ok {
		return t
	}
	return English
}

// Code is the language's BCP 47 tag.
func (t *Tongue) Code() string {
	if t == nil {
		t = English
	}
	return t.tag.String()
}

// load reads a language: a file, or a folder of them.
func load(from fs.FS, name string, falls *Tongue) (*Tongue, error) {
	tag, err := language.Parse(strings.TrimSuffix(path.Base(name), ".txt"))
	if err != nil {
		return nil, fmt.Errorf("words: %s is not named after a language: %w", name, err)
	}
	names := []string{name}
	if path.Ext(name) != ".txt" {
		if names, err = fs.Glob(from, name+"/*.txt"); err != nil {
			return nil, err
		}
	}
	t := &Tongue{tag: tag, raw: map[string]string{}, falls: falls}
	for _, name := range slices.Sorted(slices.Values(names)) {
		if err := t.read(from, name); err != nil {
			return nil, err
		}
	}
	t.says = t.spokenIn(firstTrade)
	t.format, err = formatOf(t)
	return t, err
}

// read adds what one file says.
func (t *Tongue) read(from fs.FS, name string) error {
	raw, err := fs.ReadFile(from, name)
	if err != nil {
		return err
	}
	for n, line := range strings.Split(string(raw), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		key, text, ok := strings.Cut(line, " = ")
		if _, twice := t.raw[key]; !ok || twice || text == "" {
			return fmt.Errorf("words: %s:%d: not a line of the form key = text, or the key is there already", name, n+1)
		}
		t.raw[key] = text
	}
	return nil
}

// must stops the program before it starts: English is ours, and a test reads it.
func must(t *Tongue, err error) *Tongue {
	if err != nil {
		panic(err)
	}
	return t
}

// Texts gives every key with its text as the catalogue has it: to translate from.
func (t *Tongue) Texts() map[string]string { return maps.Clone(t.raw) }
