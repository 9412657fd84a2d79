package portfolio

import (
	"fmt"
	"strings"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// calls are all the ways to reach a client. Each gives what came back as text.
func (w *world) clientCalls(who *access.Viewer) map[string]func() (string, error) {
	c, p := w.ana.ID, w.quay.ID
	show := func(v any, err error) (string, error) { return fmt.Sprintf("%+v", v), err }
	calls := map[string]func() (string, error){
		"get": func() (string, error) { return show(w.store.Client(ctx, who, c)) },
		"edit": func() (string, error) {
			return show(w.store.EditClient(ctx, who, c, ClientForm{Name: "x", Version: 1}))
		},
		"archive":            func() (string, error) { return show(nil, w.store.ArchiveClient(ctx, who, c, true)) },
		"create":             func() (string, error) { return show(w.store.CreateClient(ctx, who, ClientForm{Name: "x"})) },
		"shares of":          func() (string, error) { return show(w.store.SharesOfClient(ctx, who, c, 0)) },
		"properties of":      func() (string, error) { return show(w.store.Properties(ctx, who, PropertyFilter{Client: c})) },
		"count of":           func() (string, error) { return show(w.store.CountProperties(ctx, who, PropertyFilter{Client: c})) },
		"notes":              func() (string, error) { return show(w.store.Notes(ctx, who, access.Client, c)) },
		"add note":           func() (string, error) { return show(w.store.AddNote(ctx, who, access.Client, c, "hello")) },
		"list":               func() (string, error) { return show(w.store.Clients(ctx, who, ClientFilter{})) },
		"list by word":       func() (string, error) { return show(w.store.Clients(ctx, who, ClientFilter{Q: "ana"})) },
		"count":              func() (string, error) { return show(w.store.CountClients(ctx, who, ClientFilter{})) },
		"picker":             func() (string, error) { return show(w.store.PickClients(ctx, who, "", 100)) },
		"picker by word":     func() (string, error) { return show(w.store.PickClients(ctx, who, "lindqvist", 100)) },
		"search":             func() (string, error) { return show(w.store.Search(ctx, who, "lindqvist", 10)) },
		"search by mail":     func() (string, error) { return show(w.store.Search(ctx, who, "ana@lindqvist.example", 10)) },
		"owners of":          func() (string, error) { return show(w.store.SharesOfProperty(ctx, who, p, 0)) },
		"history of":         func() (string, error) { return show(w.store.ShareHistory(ctx, who, p)) },
		"property":           func() (string, error) { return show(w.store.Property(ctx, who, p)) },
		"property list":      func() (string, error) { return show(w.store.Properties(ctx, who, PropertyFilter{})) },
		"give a property":    func() (string, error) { return show(nil, w.store.SetShares(ctx, who, p, []Part{{c, 10_000}}, 0)) },
		"told of block-offs": func() (string, error) { return show(w.store.Subscribers(ctx, who, p)) },
	}
	for sort := range clientOrders {
		calls["list by "+sort] = func() (string, error) {
			f := ClientFilter{}
			f.Sort = sort
			return show(w.store.Clients(ctx, who, f))
		}
	}
	return calls
}

func TestFrontDeskNeverReachesAnOwner(t *testing.T) {
	each(t, func(w *world) {
		for name, call := range w.clientCalls(w.frontDesk()) {
			w.tells(name, call, "Lindqvist", "Müller", "Ana", "Ben", w.ana.ID.String(), "Pays", "host-77", "count=1")
		}
		for _, name := range []string{"get", "edit", "archive", "create", "shares of", "properties of", "count of", "notes", "add note"} {
			_, err := w.clientCalls(w.frontDesk())[name]()
			w.missing(name, err)
		}
		if n, err := w.store.CountClients(ctx, w.frontDesk(), ClientFilter{}); n != 0 || err != nil {
			t.Errorf("the front desk counts %d owners, %v", n, err)
		}
	})
}

// tells demands that neither an answer nor an error contains one of words.
func (w *world) tells(name string, call func() (string, error), words ...string) {
	w.t.Helper()
	text, err := call()
	if err != nil {
		text += fault.Of(err).Say + fmt.Sprint(fault.ByField(err))
	}
	for _, word := range words {
		if strings.Contains(text, word) {
			w.t.Errorf("%s tells %q: %s", name, word, text)
		}
	}
}

func TestWhoHasNoGrantSeesNothing(t *testing.T) {
	each(t, func(w *world) {
		for name, call := range w.clientCalls(w.nobody()) {
			w.tells(name, call, "Lindqvist", "Müller", "Quay", "Lake", "Antwerp")
		}
		_, err := w.store.Property(ctx, w.nobody(), w.quay.ID)
		w.missing("a property", err)
		_, err = w.store.Property(ctx, nil, w.quay.ID)
		w.missing("nobody at all", err)
		cities, err := w.store.Cities(ctx, w.nobody())
		if len(cities) > 0 || err != nil {
			t.Errorf("cities: %v, %v", cities, err)
		}
	})
}

func TestIdsOfAnotherAccountAreNotThere(t *testing.T) {
	each(t, func(w *world) {
		boss := w.admin()
		for _, c := range []struct {
			what             string
			client, property id.ID
		}{{"another account's", w.stranger.ID, w.far.ID}, {"nobody's", id.New(), id.New()}, {"no", id.ID{}, id.ID{}}} {
			s := w.store
			_, err := s.Client(ctx, boss, c.client)
			w.missing(c.what+" client", err)
			_, err = s.EditClient(ctx, boss, c.client, ClientForm{Name: "x", Version: 1})
			w.missing("editing "+c.what+" client", err)
			w.missing("archiving "+c.what+" client", s.ArchiveClient(ctx, boss, c.client, true))
			_, err = s.Property(ctx, boss, c.property)
			w.missing(c.what+" property", err)
			_, err = s.EditProperty(ctx, boss, c.property, PropertyForm{Name: "x", Version: 1})
			w.missing("editing "+c.what+" property", err)
			w.missing("archiving "+c.what+" property", s.ArchiveProperty(ctx, boss, c.property, true))
			_, err = s.Units(ctx, boss, c.property)
			w.missing("units of "+c.what+" property", err)
			_, err = s.CreateUnit(ctx, boss, c.property, UnitForm{Name: "x"})
			w.missing("a unit in "+c.what+" property", err)
			_, err = s.EditUnit(ctx, boss, c.property, UnitForm{Name: "x"})
			w.missing("editing "+c.what+" unit", err)
			w.missing("archiving "+c.what+" unit", s.ArchiveUnit(ctx, boss, c.property, true))
			_, err = s.ShareHistory(ctx, boss, c.property)
			w.missing("history of "+c.what+" property", err)
			_, err = s.SharesOfClient(ctx, boss, c.client, 0)
			w.missing("shares of "+c.what+" client", err)
			w.missing("owners of "+c.what+" property", s.SetShares(ctx, boss, c.property, []Part{{w.ana.ID, 10_000}}, 0))
			if !c.client.IsZero() {
				w.missing("giving to "+c.what+" client", s.SetShares(ctx, boss, w.quay.ID, []Part{{c.client, 10_000}}, 0))
				_, err = s.Properties(ctx, boss, PropertyFilter{Client: c.client})
				w.missing("properties of "+c.what+" client", err)
			}
			_, err = s.AddNote(ctx, boss, access.Property, c.property, "x")
			w.missing("a note on "+c.what+" property", err)
			_, err = s.CreateProperty(ctx, boss, PropertyForm{Business: c.property, Name: "x"})
			if !c.property.IsZero() {
				w.missing("a property in "+c.what+" business", err)
			}
			w.missing("unsubscribing "+c.what, s.Unsubscribe(ctx, boss, c.property))
		}
		hits, err := w.store.Search(ctx, boss, "far stranger zed", 10)
		if len(hits) > 0 || err != nil {
			t.Errorf("search finds %v, %v", hits, err)
		}
	})
}

func TestPortalUsersReachTheirPartOnly(t *testing.T) {
	each(t, func(w *world) {
		for _, c := range []struct {
			name  string
			who   *access.Viewer
			sees  string
			never []Property
		}{
			{"an owner of both", w.owner(w.ana), "Lake Cottage, Quay House", nil},
			{"an owner of one half", w.owner(w.ben), "Lake Cottage", []Property{w.quay}},
			{"a cleaner", w.cleaner(w.quay), "Quay House", []Property{w.lake}},
			{"nobody", w.nobody(), "", []Property{w.quay, w.lake}},
		} {
			list, err := w.store.Properties(ctx, c.who, PropertyFilter{})
			if got := names(list.Rows); got != c.sees || err != nil {
				t.Errorf("%s lists %q, %v; want %q", c.name, got, err, c.sees)
			}
			n, err := w.store.CountProperties(ctx, c.who, PropertyFilter{})
			if int(n) != len(list.Rows) || err != nil {
				t.Errorf("%s counts %d, %v", c.name, n, err)
			}
			for _, p := range c.never {
				_, err := w.store.Property(ctx, c.who, p.ID)
				w.missing(c.name+" asks for "+p.Name, err)
				_, err = w.store.Units(ctx, c.who, p.ID)
				w.missing(c.name+" asks for units of "+p.Name, err)
				hits, err := w.store.Search(ctx, c.who, p.Name, 10)
				if len(hits) > 0 || err != nil {
					t.Errorf("%s finds %v, %v", c.name, hits, err)
				}
			}
			for _, p := range list.Rows {
				if len(p.Owners) > 0 || p.NightlyMinor != nil || p.CommissionBPS != nil {
					t.Errorf("%s sees owners or terms of %s: %+v", c.name, p.Name, p)
				}
				if h := strings.Join(p.Hidden(), " "); h != "owner terms notes" {
					t.Errorf("%s: hidden of %s is %q", c.name, p.Name, h)
				}
				_, err := w.store.EditProperty(ctx, c.who, p.ID, PropertyForm{Name: "Mine now", Version: p.Version})
				w.kind(c.name+" edits", err, fault.Forbidden)
				w.kind(c.name+" takes it", w.store.SetShares(ctx, c.who, p.ID, []Part{{w.ben.ID, 10_000}}, 0), fault.Forbidden)
			}
		}
	})
}

func names(rows []Property) string {
	var all []string
	for _, p := range rows {
		all = append(all, p.Name)
	}
	return strings.Join(all, ", ")
}

func TestAnOwnerKnowsTheirOwnNameAndNobodyElses(t *testing.T) {
	each(t, func(w *world) {
		who := w.owner(w.ben)
		list, err := w.store.Clients(ctx, who, ClientFilter{})
		if err != nil || len(list.Rows) != 1 || list.Rows[0].Name != "Ben Müller" || list.Rows[0].Email != "" || list.Rows[0].CommissionBPS != 0 {
			t.Errorf("Ben lists %+v, %v", list.Rows, err)
		}
		for name, call := range w.clientCalls(who) {
			w.tells(name, call, "Lindqvist", "Pays", "host-77")
		}
		hits, err := w.store.Search(ctx, who, "ben example", 10)
		if len(hits) > 0 || err != nil {
			t.Errorf("Ben is found by an address that is hidden: %v, %v", hits, err)
		}
	})
}

func TestHiddenPartsNeitherSortNorFilterNorFind(t *testing.T) {
	each(t, func(w *world) {
		// A requester sees the name of a property and no more.
		who := w.as(w.ours, access.Grant{Role: access.RoleRequester, On: access.OnProperty, Of: []id.ID{w.quay.ID}})
		p, err := w.store.Property(ctx, who, w.quay.ID)
		if err != nil || p.Name != "Quay House" || p.City != "" || p.Street != "" || p.Sleeps != 0 || p.Zone != "" {
			t.Errorf("sees %+v, %v", p, err)
		}
		for name, f := range map[string]PropertyFilter{"its city": {City: "Antwerp"}, "a word of its street": {Q: "kaai"}} {
			list, err := w.store.Properties(ctx, who, f)
			if len(list.Rows) > 0 || err != nil {
				t.Errorf("found by %s: %v, %v", name, names(list.Rows), err)
			}
		}
		for _, sort := range []string{"city", "-city", "sleeps"} {
			f := PropertyFilter{}
			f.Sort = sort
			list, err := w.store.Properties(ctx, who, f)
			if len(list.Rows) > 0 || err != nil {
				t.Errorf("sorted by %s: %v, %v", sort, names(list.Rows), err)
			}
		}
		if cities, _ := w.store.Cities(ctx, who); len(cities) > 0 {
			t.Errorf("cities: %v", cities)
		}
	})
}

func TestTechnicianKeepsWhatTheyDoNotSee(t *testing.T) {
	each(t, func(w *world) {
		who := w.technician()
		c, err := w.store.Client(ctx, who, w.ana.ID)
		if err != nil || c.CommissionBPS != 0 || c.Reference != "" || c.Note == "" {
			t.Fatalf("the technician sees %+v, %v", c, err)
		}
		_, err = w.store.EditClient(ctx, who, c.ID, ClientForm{Name: "Ana L.", Email: c.Email, Note: c.Note, CommissionBPS: 0, Version: c.Version})
		w.ok("editing", err)
		c, err = w.store.Client(ctx, w.admin(), c.ID)
		if err != nil || c.Name != "Ana L." || c.CommissionBPS != 2_000 || c.Reference != "host-77" {
			t.Errorf("after the edit: %+v, %v", c, err)
		}
		w.kind("deleting", w.store.ArchiveClient(ctx, who, c.ID, true), fault.Forbidden)
		w.kind("whose it is", w.store.SetShares(ctx, who, w.quay.ID, []Part{{w.ben.ID, 10_000}}, 0), fault.Forbidden)
	})
}

func TestViewedAsSomebodyNothingIsChanged(t *testing.T) {
	each(t, func(w *world) {
		who := access.NewViewer(access.Page, access.Who{Account: w.ours, Person: id.New(), Today: today, ReadOnly: true},
			[]access.Grant{{ID: id.New(), Role: access.RoleAdmin, On: access.OnAccount}}, now)
		_, err := w.store.EditClient(ctx, who, w.ana.ID, ClientForm{Name: "x", Version: 1})
		w.kind("editing", err, fault.Forbidden)
		_, err = w.store.CreateProperty(ctx, who, PropertyForm{Name: "x"})
		w.kind("adding", err, fault.Forbidden)
	})
}

func TestRefusalsAndChangesAreOnTheTrail(t *testing.T) {
	each(t, func(w *world) {
		before := w.trail("denied")
		_, _ = w.store.EditProperty(ctx, w.cleaner(w.quay), w.quay.ID, PropertyForm{Name: "x", Version: 1})
		if got := w.trail("denied"); got != before+1 {
			t.Errorf("%d refusals on the trail, want %d", got, before+1)
		}
		before = w.trail("done")
		w.client(w.admin(), ClientForm{Name: "New"})
		if got := w.trail("done"); got != before+1 {
			t.Errorf("%d changes on the trail, want %d", got, before+1)
		}
	})
}

func (w *world) trail(outcome string) (n int64) {
	w.t.Helper()
	err := w.db.Read(ctx, func(tx *db.Tx) (err error) {
		q := db.Select("a.id", "audit_entry a").Everything(access.System("test").In(w.ours)).And("a.outcome = ?", outcome)
		n, err = db.Count(ctx, tx, q)
		return err
	})
	w.ok("reading the trail", err)
	return n
}
