package story

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"keyhouse/id"
	"keyhouse/stays"
)

// list opens a road without records: as it is, sorted, searched and narrowed in
// every way that could tell something.
func (k *walker) list(r road) {
	plain := k.look(r.path)
	if plain.status != http.StatusOK || plain.path != r.path || !r.lists() {
		return
	}
	k.sorted(r, plain)
	k.searched(r, plain)
	k.narrowed(r, plain)
}

// lists says whether a road lists records: then there are ways to ask it.
func (r road) lists() bool {
	return !slices.ContainsFunc([]string{"/new", "/me", "/me/security", "/me/sessions", "/me/accounts", "/me/notices", "/me/tokens", "/accounts", "/sign-in", "/forgot", "/docs", "/imports", "/server", "/metrics", "/storage",
		"/settings/audit.csv", "/settings/audit.xlsx", "/api/v1/audit/export"}, func(end string) bool { return strings.HasSuffix(r.path, end) })
}

// sorts are orders that would tell what they sort by, of whom they list.
var sorts = map[string]string{"guest": "guest", "-guest": "guest", "total": "all-money", "-total": "all-money"}

// sorted: an order by a field has no room for a record whose field is hidden.
func (k *walker) sorted(r road, plain *page) {
	if !r.searches("booking") {
		return
	}
	for order, group := range sorts {
		got := k.look(r.path + "?sort=" + url.QueryEscape(order))
		if got.status != http.StatusOK || got.body == plain.body {
			continue
		}
		k.only(got, group, "sorted by "+order)
	}
}

// only demands that no booking is listed whose group is hidden.
func (k *walker) only(got *page, group, how string) {
	_, records := k.m.in(readable(k.t, got.header.Get("Content-Type"), got.body))
	for _, rec := range records {
		if rec.thing == "booking" && k.p.knows(fact{of: rec, group: group}) == never {
			k.complain(got.path+how, "%s, %s: %s is listed, %s", k.p.name, got.asked, rec.key, how)
		}
	}
}

// nonsense is a word nothing begins with, as long as what we search by.
const nonsense = "qzzzzzzz"

// searched: looking for what one may not know finds what looking for nonsense
// finds – in the same words, with the same counts.
func (k *walker) searched(r road, plain *page) {
	nothing := k.look(r.path + "?q=" + nonsense)
	if nothing.status != http.StatusOK {
		return
	}
	if plain.body == nothing.body {
		return // nothing is searched here
	}
	for _, mark := range k.telling {
		if k.mayKnow(mark) != never || !r.searches(k.m.facts[mark][0].of.thing) {
			continue
		}
		k.answers.Add(1)
		got := k.get(r.path + "?q=" + mark[:8])
		if got.status != nothing.status || strings.ReplaceAll(got.body, mark[:8], "Q") != strings.ReplaceAll(nothing.body, nonsense, "Q") {
			f := k.m.facts[mark][0]
			k.look(r.path + "?q=" + mark[:8]) // and says what more it discloses; the same as nonsense discloses what that does
			k.complain(r.path+"q"+f.of.thing+f.group, "%s, %s: finds out about %s of %s %s by searching for it", k.p.name, got.asked, f.group, f.of.thing, f.of.key)
		}
	}
}

// searches says whether a kind of record is looked for at a road: every kind at
// the general searches, else what its path speaks of.
func (r road) searches(thing string) bool {
	for word, things := range map[string][]string{"search": {thing}, "jump": {thing}, "calendar": {"property", "booking"}, "timeline": {"property", "booking"},
		"booking": {"booking", "charge", "payment"}, "owner": {"client"}, "propert": {"property", "unit", "client"}, "quote": {"quote"}, "statement": {"statement", "client"},
		"block": {"block"}, "access": {"member", "grant"}, "user": {"member", "grant"}, "feed": {"feed"}} {
		if strings.Contains(r.path, word) && slices.Contains(things, thing) {
			return true
		}
	}
	return false
}

// telling is one word mark for each group of each kind of record and company.
func (m *marks) telling() []string {
	var some []string
	had := map[string]bool{}
	for _, rec := range m.records {
		for mark, facts := range m.facts {
			key := rec.company + rec.thing + facts[0].group
			if facts[0].of == rec && !had[key] && mark[0] == 'q' {
				had[key] = true
				some = append(some, mark)
			}
		}
	}
	slices.Sort(some)
	return some
}

// narrowed: a filter by what one may not know of is a filter by what does not
// exist, and a filter by a hidden field lets no record through.
func (k *walker) narrowed(r road, plain *page) {
	for _, name := range []string{"client", "owner", "property"} {
		other := id.New().String()
		nothing := k.get(r.path + "?" + name + "=" + other)
		if nothing.body == plain.body {
			continue // nothing is narrowed by it here
		}
		unknown := map[string]bool{}
		for _, rec := range k.m.records {
			if rec.thing != (road{}).thingOf(name) || k.p.of(rec) != never || unknown[rec.company] {
				continue
			}
			if strings.Contains(plain.body, rec.id) {
				continue // a row they may read names it
			}
			unknown[rec.company] = true
			if got, same := k.alike(r.path+"?"+name+"=", rec.id, other); !same {
				k.complain(r.path+name, "%s, %s: a filter by %s %s tells that there is one", k.p.name, got.asked, rec.thing, rec.key)
			}
		}
	}
	if !r.searches("booking") {
		return
	}
	if got := k.look(r.path + "?source=airbnb"); got.status == http.StatusOK && got.body != plain.body {
		k.only(got, "source", "by source")
	}
}

// alike reports whether an address answers the same with two ids, but for the
// ids. It asks for the second before and after: a list to which something came
// meanwhile, such as an attempt that the trail notes after its answer, is asked anew.
func (k *walker) alike(address, one, other string) (got *page, same bool) {
	for range 100 {
		before := k.get(address + other)
		got = k.look(address + one)
		if after := k.get(address + other); before.body == after.body {
			return got, got.status == before.status && strings.ReplaceAll(got.body, one, "ID") == strings.ReplaceAll(before.body, other, "ID")
		}
		time.Sleep(50 * time.Millisecond)
	}
	return got, false
}

// calendars: each of their outgoing calendars says no more than they may know.
func (k *walker) calendars(at *marked) {
	who := at.eyes(k.p.name)
	for _, property := range []string{"p1", "p2", "p3", "p4"} {
		_, token, err := k.w.Stays.MakeFeedOut(k.t.Context(), who, at.ids[property], id.ID{})
		if err == nil {
			k.calendar(stays.FeedAddress(token))
		}
	}
}

// calendar reads a secret address as a program does, that nobody signed in.
func (k *walker) calendar(address string) {
	signedIn := k.who
	k.who = k.w.somebody("a program")
	k.look(address)
	k.who = signedIn
}

// findable says whether there is a road to where a fact shows: with very many
// users only some of their pages were opened.
func (k *walker) findable(f fact) bool {
	if f.of.thing == "member" || f.of.thing == "grant" {
		return k.opened[f.of.id]
	}
	if f.of.on != nil && k.p.of(f.of.on) == never {
		return false // the page it stands on is not theirs
	}
	return slices.ContainsFunc(k.roads, func(r road) bool {
		return r.method == http.MethodGet && len(r.params) > 0 && r.thingOf(r.params[len(r.params)-1]) == stands[f.of.thing]
	})
}

// stands says on whose page a kind of record is shown.
var stands = map[string]string{"client": "client", "property": "property", "unit": "property", "booking": "booking", "charge": "booking", "payment": "booking",
	"block": "block", "quote": "quote", "statement": "statement", "payout": "statement", "feed": "feed"}
