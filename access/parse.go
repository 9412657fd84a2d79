package access

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// Parse reads a page. It refuses, each with file and line: unknown words, with
// the nearest known one; sentences nobody can reach or that say nothing new;
// roles nobody can grant; switches, groups and things that are of no use.
func Parse(name, text string) (*Policy, error) {
	p := &parser{Policy: &Policy{name: name, recentDays: -1, cards: make([]card, 1), parts: make([]part, 1)}}
	all := blocks(text)
	p.openings(all)
	p.pass(all, vocabulary)
	p.pass(all, cards)
	p.pass(all, names)
	p.pass(all, roles)
	if len(p.parts) == 1 {
		p.fail(1, "the page lets nobody do anything: it has no roles")
	}
	if len(p.errs) == 0 {
		p.index()
		p.check()
	}
	if len(p.errs) > 0 {
		return nil, errors.Join(p.errs...)
	}
	return p.Policy, nil
}

// parser is a Policy in the making and what is wrong with it so far.
type parser struct {
	*Policy
	errs []error
}

// errorLimit is after how many complaints the rest is noise.
const errorLimit = 20

func (p *parser) fail(line int, format string, args ...any) {
	if len(p.errs) < errorLimit {
		p.errs = append(p.errs, fmt.Errorf("%s:%d: %s", p.name, line, fmt.Sprintf(format, args...)))
	}
}

// The page is read in passes, so that a word may be used above its declaration.
type passes map[string]func(*parser, block, *reader)

var vocabulary = passes{
	"scopes": (*parser).readScopes, "verbs": (*parser).readVerbs, "groups": (*parser).readGroups,
	"switches": (*parser).readSwitches, "states": (*parser).readStates, "recent": (*parser).readRecent,
}
var cards = passes{"thing": (*parser).readThing}
var names = passes{
	"area": (*parser).readArea, "open": (*parser).readOpen, "suspended": (*parser).readSuspended,
	"role": (*parser).readRole, "standing": (*parser).readRole, "everyone": (*parser).readEveryone,
}
var roles = passes{"role": (*parser).readLines, "standing": (*parser).readLines, "everyone": (*parser).readLines}

func (p *parser) pass(all []block, by passes) {
	for _, b := range all {
		word := b.head[0]
		if read, ours := by[word.text]; ours {
			read(p, b, &reader{p: p, rest: b.flat()[1:], line: word.line})
		}
	}
}

// openings complains of blocks that begin with no declaration; once is enough,
// since what follows is likely to be in disorder too.
func (p *parser) openings(all []block) {
	for _, b := range all {
		if word := b.head[0]; !slices.Contains(openers, word.text) {
			p.unknown(word.line, "declaration", word.text, openers)
			return
		}
	}
}

var openers = []string{"", "scopes", "verbs", "groups", "switches", "states", "open", "recent", "suspended", "thing", "area", "role", "standing", "everyone"}

// unknown complains of a word that is not in list and offers the nearest.
func (p *parser) unknown(line int, what, got string, list []string) {
	hint := ""
	if near := nearest(got, list); near != "" {
		hint = fmt.Sprintf("; did you mean %q?", near)
	}
	p.fail(line, "there is no %s %q%s", what, got, hint)
}

// declare adds words to a vocabulary, each once.
func declare(r *reader, what string, list *[]string) {
	if len(*list) == 0 {
		*list = []string{""}
	}
	for _, w := range r.list() {
		switch {
		case slices.Contains(*list, w):
			r.fail("%s %q is declared twice", what, w)
		case slices.Contains(reserved, w):
			r.fail("%q cannot be a %s: the language uses the word itself", w, what)
		case len(*list) > wordLimit:
			r.fail("more than %d %s words", wordLimit, what)
		default:
			*list = append(*list, w)
		}
	}
}

// reserved are the words with which sentences are built.
var reserved = []string{
	"may", "ask", "never", "with", "on", "of", "mine", "my", "while", "sees", "all", "manage", "holds", "takes", "has", "by", "directly",
	"is", "one", "open", "recent", "given", "to", "me",
}

// lookup reads words of one vocabulary into a set.
func lookup[W ~uint8](r *reader, what string, list []string) Set[W] {
	var set Set[W]
	for _, w := range r.list() {
		if n, ok := find[W](list, w); ok {
			set = set.With(n)
		} else {
			r.p.unknown(r.line, what, w, list)
		}
	}
	return set
}

func (p *parser) readScopes(_ block, r *reader) {
	p.scopes |= lookup[Scope](r, "scope", scopeWords[:OnRecord])
	r.end()
}

func (p *parser) readVerbs(_ block, r *reader) {
	from := max(1, len(p.verbs))
	into := new(Verbs)
	switch {
	case r.take("reading"):
		into = &p.reading
	case r.take("making"):
		into = &p.making
	}
	declare(r, "verb", &p.verbs)
	for v := from; v < len(p.verbs); v++ {
		*into = into.With(Verb(v))
	}
	r.end()
}

func (p *parser) readGroups(_ block, r *reader) {
	declare(r, "group", &p.groups)
	r.end()
}

func (p *parser) readSwitches(_ block, r *reader) {
	declare(r, "switch", &p.switches)
	r.end()
}

func (p *parser) readStates(_ block, r *reader) {
	declare(r, "state", &p.states)
	r.end()
}

// recentMost bounds "recent" to what a clerk may call so.
const recentMost = 3660

func (p *parser) readRecent(_ block, r *reader) {
	ok := r.take("is")
	days, err := strconv.Atoi(r.next())
	if !ok || err != nil || days < 0 || days > recentMost || !r.take("days") || p.recentDays >= 0 {
		r.fail("write it once, as: recent is 30 days")
		return
	}
	p.recentDays = days
	r.end()
}
