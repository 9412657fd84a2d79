package access_test

import (
	"math/rand/v2"
	"testing"
	"time"

	. "keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db/dbtest"
	"keyhouse/id"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	now   = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	today = calendar.DateOf(now)
)

// world is a random company next door to another, with the records of both.
type world struct {
	*rand.Rand
	page                                                       *Policy
	accounts, businesses, clients, properties, vendors, people []id.ID
	owned                                                      map[id.ID][]id.ID // by client
	records                                                    map[Thing][]*Record
}

func newWorld(seed uint64, p *Policy, perThing int) *world {
	w := &world{Rand: rand.New(rand.NewPCG(seed, 7)), page: p, owned: map[id.ID][]id.ID{}, records: map[Thing][]*Record{}}
	w.accounts, w.businesses, w.clients = w.ids(2), w.ids(2), w.ids(3)
	w.properties, w.vendors, w.people = w.ids(5), w.ids(2), w.ids(3)
	for _, c := range w.clients {
		w.owned[c] = w.some(w.properties)
	}
	for t := Thing(1); p.Takes(t) != 0; t++ {
		for range perThing {
			w.records[t] = append(w.records[t], w.record(t))
		}
	}
	return w
}

func (w *world) ids(n int) []id.ID {
	ids := make([]id.ID, n)
	for i := range ids {
		for b := range ids[i] {
			ids[i][b] = byte(w.IntN(256))
		}
	}
	return ids
}

// one gives one of ids, or now and then none.
func (w *world) one(ids []id.ID) id.ID {
	if w.IntN(6) == 0 {
		return id.ID{}
	}
	return ids[w.IntN(len(ids))]
}

// some gives some of ids, perhaps none, perhaps one twice.
func (w *world) some(ids []id.ID) []id.ID {
	var some []id.ID
	for range w.IntN(4) {
		some = append(some, ids[w.IntN(len(ids))])
	}
	return some
}

// record makes a record on the edges of what the conditions ask.
func (w *world) record(t Thing) *Record {
	r := &Record{Thing: t, ID: w.ids(1)[0], Account: w.accounts[min(w.IntN(5), 1)^1]}
	days := []calendar.Date{0, today - 31, today - 30, today - 29, today, today + 1}
	states := []State{0, StateDraft, StateConfirmed, StateCancelled, StateDue, StatePaid, StateIssued, StateRequested, StateDone}
	for _, c := range w.page.Columns(t) {
		switch c {
		case "business_id":
			r.Business = w.one(w.businesses)
		case "client_id":
			r.Client = w.one(w.clients)
		case "property_id":
			r.Property = w.one(w.properties)
		case "vendor_id":
			r.Vendor = w.one(w.vendors)
		case "person_id":
			r.Person = w.one(w.people)
		case "assignee_id":
			r.Assignee = w.one(w.people)
		case "day":
			r.Day = days[w.IntN(len(days))]
		case "state":
			r.State = states[w.IntN(len(states))]
		}
	}
	w.own(r)
	return r
}

// own gives a record that is itself a scope an id that grants may name.
func (w *world) own(r *Record) {
	pool := map[Thing][]id.ID{Business: w.businesses, Client: w.clients, Property: w.properties, Vendor: w.vendors, Account: w.accounts}[r.Thing]
	if pool == nil {
		return
	}
	if at := len(w.records[r.Thing]); at < len(pool) {
		r.ID = pool[at]
	}
	if r.Thing == Account {
		r.Account = r.ID
	}
}

// grant gives role on scope, with random targets and switches.
func (w *world) grant(role Role, on Scope) Grant {
	g := Grant{ID: w.ids(1)[0], Role: role, On: on, Switches: w.switches(role)}
	switch on {
	case OnBusiness:
		g.Of = w.some(w.businesses)
	case OnClient:
		g.Of = w.some(w.clients)
		for _, c := range g.Of {
			g.Properties = append(g.Properties, w.owned[c]...)
		}
	case OnProperty:
		g.Properties = w.some(w.properties)
	case OnVendor:
		g.Of = w.some(w.vendors)
	}
	switch w.IntN(12) {
	case 0:
		g.Until = now // just ended
	case 1:
		g.From = now // just begun
	}
	return g
}

func (w *world) switches(role Role) SwitchSet {
	all := w.page.Switches(role)
	switch w.IntN(4) {
	case 0:
		return 0
	case 1:
		return all
	}
	return all & SwitchSet(w.Uint64())
}

// override lets a person do some asked thing to some record.
func (w *world) override() Grant {
	things := []Thing{Payment, Payment, Expense}
	t := things[w.IntN(len(things))]
	r := w.records[t][w.IntN(len(w.records[t]))]
	verbs := []Verb{Read, Refund, Add}
	return Grant{ID: w.ids(1)[0], On: OnRecord, Verb: verbs[w.IntN(len(verbs))], Thing: t, Record: r.ID}
}

// viewer holds role on scope and perhaps more, perhaps looked at through less.
func (w *world) viewer(role Role, on Scope) *Viewer {
	grants := []Grant{w.grant(role, on)}
	for range w.IntN(3) {
		extra := Role(1 + w.IntN(len(roleNames)))
		grants = append(grants, w.grant(extra, w.scope(extra)))
	}
	if w.IntN(2) == 0 {
		grants = append(grants, w.grant(role, w.scope(role)), w.override(), w.override())
	}
	who := Who{Account: w.accounts[0], Person: w.people[0], Today: today}
	who.ReadOnly, who.Suspended = w.IntN(15) == 0, w.IntN(25) == 0
	v := NewViewer(w.page, who, grants, now)
	if w.IntN(12) == 0 {
		v = v.Cut(Cut{Properties: w.some(w.properties), Groups: Groups(w.Uint64()) | SetOf(GroupDates, GroupName)})
	}
	return v
}

func (w *world) scope(role Role) Scope {
	var scopes []Scope
	for s := range w.page.Scopes(role).All() {
		scopes = append(scopes, s)
	}
	return scopes[w.IntN(len(scopes))]
}

// roleNames are all roles of the page.
var roleNames = func() (all []Role) {
	for r := Role(1); r.String() != ""; r++ {
		all = append(all, r)
	}
	return all
}()
