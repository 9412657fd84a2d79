package story

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/server"
)

// X12: every role goes down every road over two companies of marked data. What
// comes out is compared with the oracle: no mark of something they must not know
// of, nowhere – and every mark of what they may know of, somewhere. And there is
// no telling apart what is not theirs to know of and what does not exist.
func TestX12NothingLeaks(t *testing.T) {
	eachWith(t, func(_ *town, o *server.Options) { o.System = "harbour" }, func(w *town) {
		m := newMarks(w.t)
		ours, theirs := m.mark(w.company("harbour", "Harbour Homes", "Ines Alvarez")), m.mark(w.company("rival", "Rival Rooms", "Rex Rival"))
		w.clock.stop()
		l := &leaks{w: w, m: m, roads: w.roads()}
		all := personas("harbour")
		for _, p := range all {
			ours.enlist(p)
		}
		foreign := &persona{name: "their admin", company: "rival", staff: true, grants: []given{{role: "admin", on: "account"}}}
		theirs.enlist(foreign)
		for i, name := range []string{"owner, revenue", "owner, everything", "blocks, no calendar"} {
			ours.block(fmt.Sprint("k-", i), map[string]string{"owner, revenue": "p1"}[name]+map[string]string{"owner, everything": "p3", "blocks, no calendar": "p3"}[name], name, ours.eyes(name), 40+3*i)
		}
		if w.DB.Dialect() == access.Postgres {
			all = spread(all, 12) // the databases agree by tests of their own; here the roads are what is new
		}
		l.telling = m.telling()
		w.t.Run("as", func(t *testing.T) {
			for _, p := range append(all, foreign) {
				l.walk(t, p, map[string]*marked{"harbour": ours, "rival": theirs}[p.company])
			}
			l.walk(t, &persona{name: "a stranger"}, nil)
		})
		w.t.Logf("%d personas, %d roads, %d marks, %d answers looked through", len(all)+2, len(l.roads), len(m.facts), l.answers.Load())
	})
}

// eyes are a persona's.
func (w *marked) eyes(name string) *access.Viewer {
	w.w.t.Helper()
	m, err := w.w.People.PortalUser(context.Background(), w.boss, w.ids[name])
	w.w.must(err)
	return w.w.viewer(m)
}

// leaks looks through what comes out.
type leaks struct {
	w       *town
	m       *marks
	roads   []road
	telling []string // marks to search by
	answers atomic.Int64
}

// walker is one persona on the way.
type walker struct {
	*leaks
	t      *testing.T
	p      *persona
	who    *person
	seen   map[string]bool  // marks that came out somewhere
	opened map[string]bool  // ids of records whose own pages opened
	absent map[string]*page // what there is where nothing is
	told   map[string]bool  // complaints are made once
}

// walk goes down every road as p; in no company p is nobody in particular.
func (l *leaks) walk(t *testing.T, p *persona, at *marked) {
	t.Run(p.name, func(t *testing.T) {
		t.Parallel()
		w := *l.w
		w.t = t
		k := &walker{leaks: l, t: t, p: p, who: w.somebody(p.name), seen: map[string]bool{}, opened: map[string]bool{}, absent: map[string]*page{}, told: map[string]bool{}}
		if at != nil {
			k.who.fill("/sign-in", "/sign-in", "email="+p.email(), "password="+password).ok()
		}
		for _, r := range l.roads {
			k.down(r)
		}
		k.whys()
		if at != nil {
			k.calendars(at)
			k.found()
		}
	})
}

// unwalked are roads that are walked by stories of their own: links are secret
// addresses, and the channel of an open page never ends.
func unwalked(r road) bool {
	return r.method != http.MethodGet || strings.HasPrefix(r.path, "/outbox") || slices.Contains([]string{"/link/{token}", "/confirm/{token}", "/live", "/a/{slug}"}, r.path)
}

func (k *walker) down(r road) {
	if unwalked(r) {
		return
	}
	switch len(r.params) {
	case 0:
		k.list(r)
	case 1:
		for _, rec := range k.samples(r, r.params[0]) {
			k.one(r, nil, rec)
		}
	case 2:
		for _, last := range k.samples(r, r.params[1]) {
			for _, parent := range k.parents(r.thingOf(r.params[0]), last) {
				k.one(r, parent, last)
			}
		}
	default:
		k.t.Errorf("%s: a road with three records: teach the leak test to walk it", r.path)
	}
}

// samples are the records whose ids a road is tried with.
func (k *walker) samples(r road, param string) []*record {
	thing := r.thingOf(param)
	if _, known := faceOf[thing]; !known {
		return k.unmarked(r, thing)
	}
	switch rest := r.path[strings.LastIndex(r.path, "}")+1:]; {
	case rest == "":
		return k.some(thing, 8, 1)
	case r.op == nil:
		return k.some(thing, 2, 1) // what can be done there; what can be read stands on its page
	}
	return k.some(thing, 4, 1)
}

// some gives a few records of a kind of their company and of the other.
func (k *walker) some(thing string, here, there int) []*record {
	var ours, theirs []*record
	for _, rec := range k.m.records {
		if rec.thing == thing && rec.company == k.p.company {
			ours = append(ours, rec)
		} else if rec.thing == thing {
			theirs = append(theirs, rec)
		}
	}
	return append(spread(ours, here), spread(theirs, there)...)
}

// unmarked roads take something else than a record of the marked world.
func (k *walker) unmarked(r road, thing string) []*record {
	if thing == "entry" || thing == "audit" {
		for _, i := range k.entries() {
			k.look(r.to(i))
		}
		return nil
	}
	if !slices.Contains([]string{"token", "import", "run", "subscriber", "month", "format", "kind", "slug", "n", "file", "address", "provider", "linked", "account", "session", "role", "rest", "letter", "job", "backup", "connection", "mail", "passkey"}, thing) {
		k.t.Errorf("%s: what is a {%s}? Teach the leak test", r.path, thing)
	}
	return nil
}

// entries are some of the audit trails of both companies.
func (l *leaks) entries() []string {
	ctx := context.Background()
	var all []string
	for _, slug := range []string{"harbour", "rival"} {
		a, err := l.w.People.AccountBySlug(ctx, slug)
		l.w.must(err)
		l.w.must(l.w.DB.Read(ctx, func(tx *db.Tx) error {
			q := db.Select("e.id", "audit_entry e").Everything(access.System("a test").In(a.ID)).And("e.parts IS NOT NULL").Order("e.id").Limit(200)
			ids, err := db.All(ctx, tx, q, db.Scan1[id.ID])
			for _, i := range spread(ids, 6) {
				all = append(all, i.String())
			}
			return err
		}))
	}
	return all
}

// spread takes at most n, from all along the way.
func spread[T any](all []T, n int) []T {
	if len(all) <= n {
		return all
	}
	var some []T
	for i := range n {
		some = append(some, all[i*len(all)/n])
	}
	return some
}

// parents are records under which last is looked for: its own and a stranger's.
func (k *walker) parents(thing string, last *record) []*record {
	var own, other *record
	for _, rec := range k.m.records {
		switch {
		case rec.thing != thing:
		case rec.company == last.company && belongs(last, rec):
			own = rec
		case rec.company != k.p.company:
			other = rec
		}
	}
	return slices.DeleteFunc([]*record{own, other}, func(r *record) bool { return r == nil })
}

func belongs(child, parent *record) bool {
	return parent.thing == "property" && child.property == parent.key || strings.HasPrefix(child.key, parent.key)
}

// one opens a road at a record.
func (k *walker) one(r road, parent, rec *record) {
	ids := []string{rec.id}
	known := k.p.of(rec)
	if parent != nil {
		ids = []string{parent.id, rec.id}
		known = min(known, k.p.of(parent))
	}
	got := k.look(r.to(ids...))
	if got.status == http.StatusOK && strings.HasPrefix(got.asked, "GET "+got.path) {
		k.opened[rec.id] = true
	}
	if known != never {
		return
	}
	ids[len(ids)-1] = id.New().String()
	nothing := k.absent[r.path+strings.Join(ids[:len(ids)-1], "")]
	if nothing == nil {
		nothing = k.look(r.to(ids...))
		k.absent[r.path+strings.Join(ids[:len(ids)-1], "")] = nothing
		nothing.body = strings.ReplaceAll(nothing.body, ids[len(ids)-1], "ID")
	}
	if was := strings.ReplaceAll(got.body, rec.id, "ID"); got.status != nothing.status || was != nothing.body {
		k.complain(r.path+rec.thing, "%s can tell that there is %s %s of %s: %d, not %d\n%.300s\n%.300s", k.p.name, rec.thing, rec.key, rec.company, got.status, nothing.status, was, nothing.body)
	}
}

// look opens an address and looks through the answer.
func (k *walker) look(path string) *page {
	k.answers.Add(1)
	road, _, _ := strings.Cut(inIDs.ReplaceAllString(path, ""), "?")
	got := k.get(path)
	if got.status >= 500 {
		k.complain(path, "%s, %s: %d", k.p.name, path, got.status)
	}
	text := readable(k.t, got.header.Get("Content-Type"), got.body)
	found, records := k.m.in(text)
	for _, mark := range found {
		k.seen[mark] = true
		if k.mayKnow(mark) == never {
			f := k.m.facts[mark][0]
			k.complain(road+f.of.thing+f.group, "%s, %s: discloses %s of %s %s of %s: %s", k.p.name, path, f.group, f.of.thing, f.of.key, f.of.company, around(text, mark))
		}
	}
	for _, rec := range records {
		if !strings.Contains(path, rec.id) && k.p.of(rec) == never && !k.printed(rec) {
			k.complain(road+rec.thing, "%s, %s: discloses that there is %s %s of %s: %s", k.p.name, path, rec.thing, rec.key, rec.company, around(text, rec.id))
		}
	}
	return got
}

// printed tells whether a record is named by a paper they may read: a quote says
// for which property it is, a statement from which bookings it was added up. It
// can be opened no more for that.
func (k *walker) printed(rec *record) bool {
	return slices.ContainsFunc(k.m.records, func(paper *record) bool {
		names := rec.thing == "property" && paper.thing == "quote" && paper.property == rec.key ||
			rec.thing == "booking" && paper.thing == "statement" && slices.Contains(rec.owners, paper.client)
		return names && paper.company == rec.company && k.p.of(paper) != never
	})
}

// get opens an address. The number of the request, by which we find it in the
// log, is the one thing that may differ between two answers.
func (k *walker) get(path string) *page {
	got := k.who.get(path)
	if number := got.header.Get("X-Request-Id"); number != "" {
		got.body = strings.ReplaceAll(got.body, number, "NUMBER")
	}
	return got
}

func around(text, mark string) string {
	at := strings.Index(strings.ToLower(text), mark)
	if at < 0 {
		return ""
	}
	return fmt.Sprintf("%q", text[max(0, at-120):min(len(text), at+60)])
}

// mayKnow is the most that any of the facts behind a mark allows.
func (k *walker) mayKnow(mark string) answer {
	most := never
	for _, f := range k.m.facts[mark] {
		most = max(most, k.p.knows(f))
	}
	return most
}

func (k *walker) complain(key, format string, args ...any) {
	if !k.told[key] {
		k.told[key] = true
		k.t.Errorf(format, args...)
	}
}

// whys asks why about a few records of each kind.
func (k *walker) whys() {
	var asked []*record
	for thing := range faceOf {
		if thing != "grant" && thing != "member" {
			asked = append(asked, k.some(thing, 2, 1)...)
		}
	}
	for _, rec := range asked {
		ask := func(i string) *page {
			return k.look("/why?" + url.Values{"thing": {strings.Replace(rec.thing, "feed", "channel", 1)}, "record": {i}}.Encode())
		}
		got := ask(rec.id)
		if other := id.New().String(); k.p.of(rec) == never {
			if nothing := ask(other); got.status != nothing.status || strings.ReplaceAll(got.body, rec.id, "ID") != strings.ReplaceAll(nothing.body, other, "ID") {
				k.complain("why"+rec.thing, "%s: why tells that there is %s %s", k.p.name, rec.thing, rec.key)
			}
		}
	}
}

// found is the other half: what they may know of is somewhere.
func (k *walker) found() {
	var lost []string
	for _, mark := range slices.Sorted(maps.Keys(k.m.facts)) {
		for _, f := range k.m.facts[mark] {
			if !k.seen[mark] && k.p.knows(f) == must && k.findable(f) {
				lost = append(lost, f.of.thing+" "+f.of.key+": "+f.group)
			}
		}
	}
	if slices.Sort(lost); len(lost) > 0 {
		k.complain("lost", "%s finds nowhere: %s", k.p.name, strings.Join(slices.Compact(lost), "; "))
	}
}
