package imports

import (
	"context"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/fault"
	"keyhouse/jobs"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/requiretest"
	"keyhouse/stays"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

// world is two accounts with nothing in them.
type world struct {
	*Store
	t     *testing.T
	queue *jobs.Queue
	boss  *access.Viewer // the admin
	rival *access.Viewer // the other account's
	at    atomic.Int64   // how long after the beginning it is
}

func eachWorld(t *testing.T, test func(w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(newWorld(t, d)) })
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	w := &world{}
	w.t, _ = t.(*testing.T)
	clock := func() time.Time { return time.Date(2026, 3, 4, 11, 0, 0, 0, time.UTC).Add(time.Duration(w.at.Load())) }
	w.queue = jobs.New(d, jobs.Options{Now: clock})
	p := people.New(d, people.Options{Now: clock})
	f := portfolio.New(d, p, portfolio.Options{Now: clock})
	s := stays.New(d, p, f, stays.Options{Now: clock})
	w.Store = New(d, p, f, s, Options{Now: clock, Jobs: w.queue})
	for slug, who := range map[string]**access.Viewer{"harbour": &w.boss, "rival": &w.rival} {
		o, err := p.CreateAccount(ctx, people.NewAccount{Slug: slug, Name: slug, Currency: "EUR", Zone: "Europe/Brussels",
			AdminName: "Alma " + slug, AdminEmail: "admin@" + slug + ".example", Password: "four unrelated words"})
		if err != nil {
			t.Fatal(err)
		}
		*who = w.viewer(t, o.Admin)
	}
	t.Cleanup(func() {
		if t.Failed() {
			return
		}
		if wrong, err := s.VerifyStays(ctx, w.boss.Account()); err != nil || len(wrong) > 0 {
			t.Errorf("afterwards: %v %v", wrong, err)
		}
	})
	return w
}

func (w *world) viewer(t testing.TB, m people.Member) *access.Viewer {
	t.Helper()
	var v *access.Viewer
	err := w.db.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = w.people.ViewerFor(ctx, tx, m.Account, m.ID, w.now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (w *world) join(name, role string) *access.Viewer {
	w.t.Helper()
	m, err := w.people.Join(ctx, w.boss.Account(), people.NewMember{Name: name, Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@people.example",
		Kind: people.Staff, Password: "four unrelated words", Grants: []people.GrantForm{{Role: role, On: "account"}}})
	w.must(err)
	return w.viewer(w.t, m)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// text is a file of this text.
func text(name, content string) Upload { return Upload{Name: name, In: strings.NewReader(content)} }

// run imports and demands that it went well.
func (w *world) run(kind string, files ...Upload) *Run {
	w.t.Helper()
	r, err := w.Now(ctx, w.boss, w.order(kind, files...))
	w.must(err)
	return r
}

// order maps the columns of CSV as a guess would.
func (w *world) order(kind string, files ...Upload) Order { return Order{Kind: kind, Files: files} }

// rows counts every row of the account's own tables that an import fills.
func (w *world) rows() string {
	w.t.Helper()
	var out []string
	w.must(w.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		for _, q := range []db.Unscoped{
			db.Select("x.id", "client x"), db.Select("x.id", "property x"), db.Select("x.client_id", "ownership_share x"), db.Select("x.id", "booking x"),
			db.Select("x.id", "block x"), db.Select("x.taken", "calendar_leaf x"), db.Select("x.id", "charge x"), db.Select("x.id", "journal_entry x"),
			db.Select("x.entry_id", "journal_line x"), db.Select("x.word", "search_word x"), db.Select("x.booking_id", "booking_share x"), db.Select("x.run_id", "import_file x"),
		} {
			n, err := db.Count(ctx, tx, q.Everything(access.System("test").In(w.boss.Account())))
			if err != nil {
				return err
			}
			out = append(out, itoa(n))
		}
		return nil
	}))
	return strings.Join(out, " ")
}

func itoa(n int64) string { return string(appendInt(nil, n)) }

func appendInt(b []byte, n int64) []byte {
	if n >= 10 {
		b = appendInt(b, n/10)
	}
	return append(b, byte('0'+n%10))
}

func (w *world) refused(name string, err error, kind fault.Kind, field string) {
	w.t.Helper()
	f := fault.Of(err)
	switch {
	case f == nil:
		w.t.Errorf("%s: %v, want %s", name, err, kind)
	case f.Kind != kind || f.Say == "":
		w.t.Errorf("%s: %s (%v), want %s", name, f.Kind, err, kind)
	case field != "" && fault.ByField(err)[field] == "":
		w.t.Errorf("%s: %v, want it at %s", name, err, field)
	}
}

// bookings lists what was booked: state, days, guest, total.
func (w *world) bookings() string {
	w.t.Helper()
	p, err := w.stays.Bookings(ctx, w.boss, stays.BookingFilter{})
	w.must(err)
	var out []string
	for _, b := range p.Rows {
		out = append(out, string(b.State)+" "+b.PropertyName+" "+spell(b.Nights)+" "+b.Guest+" "+itoa(b.Total))
	}
	return strings.Join(out, "; ")
}

// realData opens a file of real input, or ends the test.
func realData(t testing.TB, name string) *os.File {
	t.Helper()
	f, err := os.Open(requiretest.Data(t, "inside-airbnb-antwerp-2024", name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}
