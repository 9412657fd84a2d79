package story

import (
	"net/http"
	"strings"
	"testing"

	"keyhouse/id"
	"keyhouse/people"
)

// person pages of Settings → Portal access.
func accessOf(m people.Member) string { return "/settings/access/" + m.ID.String() }

// give plays the Create access wizard: preview, then save.
func (p *person) give(m people.Member, fields ...string) *page {
	p.t.Helper()
	action := accessOf(m) + "/grants"
	previewed := p.fill(action+"/new", action, append(fields, "do=preview")...).ok().shows("What this changes")
	return previewed.fill(action, "do=save")
}

// O2: choose one owner, all properties, or chosen properties, then what they may
// see and do. Several records; the union per property counts, the highest money
// level wins, and the screen says so. X2: what it changes is counted and listed
// before it is saved.
func TestO2CreateAccess(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal)
		ines := w.enter("Ines Alvarez")
		action := accessOf(olga) + "/grants"

		previewed := ines.fill(action+"/new", action, "on=client", "client="+h.ana.ID.String(), "switch=calendar", "switch=guest-name", "money=owner-money", "do=preview").ok()
		previewed.shows("Bookings +2 gained", "Properties +2 gained", "Booking 1", "Booking 2", "Quay House", "Lake Cottage").hides("Booking 3", "lost")
		ines.get(accessOf(olga)).shows("No access yet") // previewing gives nothing
		previewed.fill(action, "do=save").ok().at(accessOf(olga)).
			shows("Owner: Ana Peeters", "View guest name", "Owner revenue", "Given by Ines Alvarez")

		w.enter("Olga Owner").get("/").ok().hides("You have not been given access yet")

		ines.give(olga, "on=property", "property="+h.loft.ID.String(), "switch=calendar", "money=all-money").ok().at(accessOf(olga)).
			shows("Loft", "All charges and payments", "Records add up, property by property; the highest money level counts.")
		ines.give(olga, "on=account", "switch=calendar", "until="+day(30).String(), "note=summer help").ok().
			shows("All properties", "summer help", "until")
	})
}

// O2, refusals: what cannot be given is said at its field, and nothing is saved.
func TestO2WhatCannotBeGiven(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		rival := w.company("rival", "Rival Rooms", "Rex Rival")
		far := rival.property("Far House", portfolioAll(rival.client("Zed Stranger").ID)...)
		olga, zoe := h.join("Olga Owner", people.Portal), rival.join("Zoe Elsewhere", people.Portal)
		ines := w.enter("Ines Alvarez")
		for _, c := range []struct {
			what   string
			fields []string
		}{
			{"nothing at all", nil},
			{"no owner", []string{"on=client", "switch=calendar"}},
			{"an owner who does not exist", []string{"on=client", "client=" + id.New().String()}},
			{"an owner that is no id", []string{"on=client", "client=' OR 1=1"}},
			{"an owner of another company", []string{"on=client", "client=" + zoe.ID.String()}},
			{"a property of another company", []string{"on=property", "property=" + h.quay.ID.String(), "property=" + far.ID.String()}},
			{"no property", []string{"on=property"}},
			{"a scope nobody knows", []string{"on=world"}},
			{"the server", []string{"on=server"}},
			{"an option nobody knows", []string{"on=account", "switch=x-ray"}},
			{"statements without an owner", []string{"on=account", "switch=statements"}},
			{"a money level nobody knows", []string{"on=account", "money=everything"}},
			{"a day that is over", []string{"on=account", "until=" + day(-1).String()}},
			{"a day that is none", []string{"on=account", "until=2031-02-30"}},
			{"a day in the year 12345", []string{"on=account", "until=12345-01-01"}},
			{"a note nobody can print", []string{"on=account", "note=a\x00b"}},
			{"a note without end", []string{"on=account", "note=" + strings.Repeat("x", 100_000)}},
			{"a damaged version", []string{"on=account", "version=first"}},
		} {
			for _, do := range []string{"preview", "save"} {
				got := ines.post(accessOf(olga)+"/grants", append(c.fields, "do="+do)...)
				if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "role=\"alert\"") && !strings.Contains(got.body, "trouble__say") {
					got.wrong("%s, %s: %d and no word", c.what, do, got.status)
				}
				got.hides("Far House", "Zed Stranger")
			}
		}
		ines.get(accessOf(olga)).shows("No access yet")
		ines.post(accessOf(zoe)+"/grants", "on=account", "do=save").missing()
		ines.get(accessOf(zoe)).missing().hides("Zoe")
		w.enter("Rex Rival").get(accessOf(zoe)).ok().shows("No access yet")
	})
}

// O10: edit or delete each access record; effect on the next request. A stale
// edit does not win, and X2 says before what goes.
func TestO10EditAndDelete(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar", "guest-name"))
		ines, mine := w.enter("Ines Alvarez"), w.enter("Olga Owner")
		grant := ines.grants(olga)[0]
		path := accessOf(olga) + "/grants/" + grant
		mine.why("booking", h.gerda.ID, "guest").ok().shows(yes)

		stale := ines.get(path).ok()
		changed := ines.fill(path, path, "switch=calendar", "do=preview").ok()
		changed.shows("−2 lost", "guest")
		changed.fill(path, "do=save").ok().at(accessOf(olga))
		mine.why("booking", h.gerda.ID, "guest").ok().shows(no)
		stale.fill(path, "switch=calendar", "switch=contact", "do=save").is(http.StatusConflict)
		mine.why("booking", h.gerda.ID, "contact").ok().shows(no)

		asked := ines.get(path+"/delete").ok().shows("Delete this access?", "Bookings −2 lost", "Booking 1")
		mine.why("booking", h.gerda.ID, "dates").ok().shows(yes) // asking takes nothing
		asked.fill(path + "/delete").ok().at(accessOf(olga)).shows("No access yet")
		mine.get("/").ok().shows("You have not been given access yet")
		mine.why("booking", h.gerda.ID, "dates").missing()
		ines.post(path + "/delete").missing()
		ines.post(path, "on=account", "do=save").missing()
	})
}

// grants are the ids of a member's access records, as the page links them.
func (p *person) grants(m people.Member) []string {
	p.t.Helper()
	var all []string
	for _, link := range p.get(accessOf(m)).ok().links() {
		if rest, ok := strings.CutPrefix(link, accessOf(m)+"/grants/"); ok && rest != "new" && !strings.Contains(rest, "/") {
			all = append(all, rest)
		}
	}
	return all
}

// yes and no are how Why begins to answer a person about themselves.
const yes, no = "Your access lets you see", "Your access does not let you see"

// why asks about oneself: the page that "not shown" leads to.
func (p *person) why(thing string, record id.ID, group string) *page {
	p.t.Helper()
	return p.get("/why?thing=" + thing + "&record=" + record.String() + "&group=" + group)
}
