package access_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	. "keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/id"
)

// TestSpec runs spec/*.txt: what people may, in sentences a manager could sign.
// Each "can" is checked three ways: asked directly, in the list, and by mask.
func TestSpec(t *testing.T) {
	files, _ := filepath.Glob("spec/*.txt")
	if len(files) < 5 {
		t.Fatal("a spec for each of the five systems is missing")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := &spec{account: id.New(), names: map[string]id.ID{}, records: map[string]*Record{}, grants: map[string][]Grant{}, owners: map[string][]string{}, who: map[string]func(*Viewer) *Viewer{}}
			for n, line := range strings.Split(string(text), "\n") {
				line, _, _ = strings.Cut(line, "#")
				if words := strings.Fields(strings.NewReplacer(",", " , ", ":", " : ").Replace(line)); len(words) > 0 {
					s.sentence(func(format string, args ...any) {
						t.Helper()
						t.Errorf("%s:%d: %s: %s", file, n+1, strings.TrimSpace(line), fmt.Sprintf(format, args...))
					}, words)
				}
			}
		})
	}
}

type complain func(format string, args ...any)

// spec is a small world with names, built up as its file is read.
type spec struct {
	account   id.ID
	names     map[string]id.ID
	records   map[string]*Record
	owners    map[string][]string // of a property: its clients
	grants    map[string][]Grant
	before    map[string][]Grant
	who       map[string]func(*Viewer) *Viewer
	suspended bool
}

// sentence does what one line says.
func (s *spec) sentence(bad complain, w []string) {
	rest := w[1:]
	switch {
	case w[0] == "suspended":
		s.suspended = true
	case w[0] == "gains", w[0] == "loses":
		s.changed(bad, w)
	case len(rest) > 0 && rest[0] == ":":
		s.there(bad, w[0], split(rest[1:]))
	case rest[0] == "is" || rest[0] == "becomes":
		s.is(bad, w[0], rest)
	case rest[0] == "can" && rest[1] == "give", rest[0] == "cannot" && rest[1] == "give":
		s.give(bad, w[0], rest[0] == "can", rest[2:])
	case rest[0] == "can":
		s.can(bad, w[0], rest[1:])
	case rest[0] == "cannot":
		s.cannot(bad, w[0], rest[1:])
	case rest[0] == "asks":
		s.asks(bad, w[0], rest[2:])
	case rest[0] == "lists":
		s.lists(bad, w[0], rest[1:])
	case rest[0] == "knows":
		s.knows(bad, w[0], rest[1:])
	default:
		bad("what does this mean?")
	}
}

// split cuts words at commas.
func split(words []string) [][]string {
	parts := [][]string{nil}
	for _, w := range words {
		if w == "," {
			parts = append(parts, nil)
			continue
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], w)
	}
	return parts
}

func firsts(parts [][]string) (all []string) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// cut gives the words before and after a mark.
func cut(words []string, mark string) (before, after []string) {
	if at := slices.Index(words, mark); at >= 0 {
		return words[:at], words[at+1:]
	}
	return words, nil
}

func (s *spec) id(name string) id.ID {
	if s.names[name].IsZero() {
		s.names[name] = id.New()
	}
	return s.names[name]
}

// there reads: NAME: THING, FIELD VALUE, …
func (s *spec) there(bad complain, name string, parts [][]string) {
	thing, ok := ParseThing(parts[0][0])
	if !ok {
		bad("no such thing")
	}
	r := &Record{Thing: thing, ID: s.id(name), Account: s.account}
	for _, p := range parts[1:] {
		switch field := p[0]; field {
		case "business":
			r.Business = s.id(p[1])
		case "client":
			r.Client = s.id(p[1])
		case "property":
			r.Property = s.id(p[1])
		case "vendor":
			r.Vendor = s.id(p[1])
		case "person":
			r.Person = s.id(p[1])
		case "assignee":
			r.Assignee = s.id(p[1])
		case "owner":
			s.owners[name] = append(s.owners[name], p[1])
		case "day":
			n, err := strconv.Atoi(p[1])
			if err != nil {
				bad("%v", err)
			}
			r.Day = today.Add(n)
		case "state":
			if r.State, ok = ParseState(p[1]); !ok {
				bad("no such state")
			}
		case "elsewhere":
			r.Account = s.id("another account")
		default:
			bad("no such field: %s", field)
		}
	}
	s.records[name] = r
}

// is reads: NAME is ROLE on SCOPE [NAMES] [with SWITCHES] [until|from DAYS]; or
// "is only looked at", "is cut to …"; "becomes" puts it in place of what was.
func (s *spec) is(bad complain, name string, w []string) {
	if w[0] == "becomes" {
		s.before = map[string][]Grant{name: s.grants[name]}
		s.grants[name] = nil
	}
	switch w[1] {
	case "nobody":
		return
	case "looked":
		s.who[name] = func(v *Viewer) *Viewer { return v.Cut(Cut{Verbs: SetOf(Read, Run, Pick)}) }
		return
	case "allowed":
		s.allow(bad, name, w[2:])
		return
	}
	s.grants[name] = append(s.grants[name], s.grant(bad, w[1:]))
}

// allow reads: NAME is allowed to VERB THING NAME, an override.
func (s *spec) allow(bad complain, name string, w []string) {
	r := s.records[w[3]]
	verb, _ := ParseVerb(w[1])
	if r == nil || verb == 0 {
		bad("no such verb or record")
		return
	}
	s.grants[name] = append(s.grants[name], Grant{ID: id.New(), On: OnRecord, Verb: verb, Thing: r.Thing, Record: r.ID})
}

// grant reads: ROLE on SCOPE [NAMES] [with SWITCHES].
func (s *spec) grant(bad complain, w []string) Grant {
	w, switches := cut(w, "with")
	g := Grant{ID: id.New()}
	var ok1, ok2 bool
	g.Role, ok1 = ParseRole(w[0])
	g.On, ok2 = ParseScope(w[2])
	if !ok1 || !ok2 {
		bad("no such role or scope")
	}
	for _, n := range firsts(split(w[3:])) {
		g.Of = append(g.Of, s.id(n))
		for property, owners := range s.owners {
			if g.On == OnClient && slices.Contains(owners, n) {
				g.Properties = append(g.Properties, s.id(property))
			}
		}
	}
	for _, n := range firsts(split(switches)) {
		sw, ok := ParseSwitch(n)
		if !ok {
			bad("no such switch: %s", n)
		}
		g.Switches = g.Switches.With(sw)
	}
	return g
}

func (s *spec) viewer(name string, grants []Grant) *Viewer {
	v := NewViewer(Page, Who{Account: s.account, Person: s.id(name), Name: name, Today: calendar.DateOf(now), Suspended: s.suspended}, grants, now)
	if change := s.who[name]; change != nil {
		return change(v)
	}
	return v
}

// act reads: VERB THING NAME.
func (s *spec) act(bad complain, w []string) (Verb, *Record) {
	verb, ok := ParseVerb(w[0])
	thing, _ := ParseThing(w[1])
	if !ok || thing == 0 {
		bad("no such verb or thing")
	}
	r := s.records[w[2]]
	if r == nil || r.Thing != thing {
		bad("no such record")
		r = &Record{Thing: thing}
	}
	return verb, r
}

func (s *spec) can(bad complain, name string, w []string) {
	w, because := cut(w, "because")
	w, sees := cut(w, "sees")
	v := s.viewer(name, s.grants[name])
	verb, r := s.act(bad, w)
	if got := v.Can(verb, r); got != Allowed {
		bad("%v: %s", got, v.Why(verb, r))
	}
	if !v.Where(verb, r.Thing).Match(r) {
		bad("the list does not have it")
	}
	if why := v.Why(verb, r); because != nil && why.Causes[0].Line.Role.String() != because[0] {
		bad("because %v", why.Causes[0].Line.Role)
	}
	if sees != nil {
		s.sees(bad, v, r, firsts(split(sees)))
	}
}

// sees wants exactly these groups to show, in the mask and in the list.
func (s *spec) sees(bad complain, v *Viewer, r *Record, want []string) {
	var got []string
	for g := range Page.Holds(r.Thing).All() {
		shows := v.Mask(r).Has(g)
		if shows {
			got = append(got, g.String())
		}
		if v.Where(Read, r.Thing, g).Match(r) != shows && v.Can(Read, r) == Allowed {
			bad("list and mask differ on %v", g)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		bad("sees %v", got)
	}
}

func (s *spec) cannot(bad complain, name string, w []string) {
	w, because := cut(w, "because")
	v := s.viewer(name, s.grants[name])
	verb, r := s.act(bad, w)
	if got := v.Can(verb, r); got == Allowed || got == Ask {
		bad("%v: %s", got, v.Why(verb, r))
	}
	if v.Where(verb, r.Thing).Match(r) {
		bad("and yet the list has it")
	}
	if c := v.Why(verb, r).Causes[0]; because != nil && c.Lacks.String() != strings.Join(because, " ") {
		bad("because %v: %s", c.Lacks, v.Why(verb, r))
	}
}

// asks reads: NAME asks to VERB THING RECORD.
func (s *spec) asks(bad complain, name string, w []string) {
	verb, r := s.act(bad, w)
	v := s.viewer(name, s.grants[name])
	if got := v.Can(verb, r); got != Ask || v.Where(verb, r.Thing).Match(r) {
		bad("%v", got)
	}
}

// knows reads: NAME knows nothing of THING NAME.
func (s *spec) knows(bad complain, name string, w []string) {
	_, r := s.act(bad, []string{"read", w[2], w[3]})
	v := s.viewer(name, s.grants[name])
	if v.Can(Read, r) != Missing || v.Mask(r) != 0 || v.Where(Read, r.Thing).Match(r) {
		bad("%v", v.Can(Read, r))
	}
	if why := v.Why(Read, r); why.Decision != Missing {
		bad("%v", why)
	}
}

// lists reads: NAME lists THING [showing GROUP]: NAMES, or no THING.
func (s *spec) lists(bad complain, name string, w []string) {
	head, want := cut(w, ":")
	if head[0] == "no" {
		head = head[1:]
	}
	thing, ok := ParseThing(head[0])
	if !ok {
		bad("no such thing")
	}
	var groups []Group
	if _, showing := cut(head, "showing"); showing != nil {
		g, _ := ParseGroup(showing[0])
		groups = append(groups, g)
	}
	s.same(bad, s.viewer(name, s.grants[name]).Where(s.reads(thing), thing, groups...), thing, want)
}

func (s *spec) reads(t Thing) Verb {
	if Page.Takes(t).Has(Read) {
		return Read
	}
	return Run
}

func (s *spec) same(bad complain, f Filter, thing Thing, want []string) {
	var got []string
	for name, r := range s.records {
		if r.Thing == thing && f.Match(r) {
			got = append(got, name)
		}
	}
	slices.Sort(got)
	names := firsts(split(want))
	slices.Sort(names)
	if !slices.Equal(got, names) {
		bad("lists %v", got)
	}
}

// changed reads: gains|loses THING [GROUP]: NAMES, after a "becomes".
func (s *spec) changed(bad complain, w []string) {
	head, want := cut(w[1:], ":")
	thing, _ := ParseThing(head[0])
	var group Group
	if len(head) > 1 {
		group, _ = ParseGroup(head[1])
	}
	for name, grants := range s.before {
		f := Filter{}
		for _, c := range Preview(s.viewer(name, grants), s.viewer(name, s.grants[name])) {
			if c.Thing == thing && c.Verb == s.reads(thing) && c.Group == group {
				f = map[string]Filter{"gains": c.Gained, "loses": c.Lost}[w[0]]
			}
		}
		s.same(bad, f, thing, want)
	}
}

// give reads: NAME can|cannot give NAME ROLE on SCOPE [NAMES] [with SWITCHES].
func (s *spec) give(bad complain, name string, can bool, w []string) {
	g := s.grant(bad, w[1:])
	var about []*Record
	for _, i := range g.Of {
		for _, r := range s.records {
			if r.ID == i {
				about = append(about, r)
			}
		}
	}
	if err := s.viewer(name, s.grants[name]).MayGive(g, s.id(w[0]), about...); (err == nil) != can {
		bad("%v", err)
	}
}
