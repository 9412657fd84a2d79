package stays

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/mail"
	"keyhouse/people"
	"keyhouse/portfolio"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	ctx   = context.Background()
	march = func(day int) calendar.Date { return calendar.Day(2026, 3, day) }
)

// world is two accounts side by side. In ours, quay is Ana's alone, lake half
// Ana's and half Ben's, and loft nobody's but the office's; far is theirs.
type world struct {
	*Store
	t       *testing.T
	db      *db.DB
	people  *people.Store
	folio   *portfolio.Store
	account id.ID
	boss    *access.Viewer // the admin
	rival   *access.Viewer // the other account's admin

	ana, ben              id.ID
	quay, lake, loft, far id.ID

	mu      sync.Mutex
	at      time.Time
	mails   []mail.Mail
	spoiled bool // the test broke something on purpose
}

// each runs test on every engine, in a world of its own.
func eachWorld(t *testing.T, test func(w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(newWorld(t, d)) })
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, db: d, at: time.Date(2026, 3, 4, 11, 0, 0, 0, time.UTC)}
	w.people = people.New(d, people.Options{Now: w.clock, Mail: w})
	w.folio = portfolio.New(d, w.people, portfolio.Options{Now: w.clock})
	w.Store = New(d, w.people, w.folio, Options{Now: w.clock, Mail: w})
	w.boss, w.rival = w.open("harbour", "Alma Admin", "four unrelated words"), w.open("rival", "Rex Rival", "")
	w.account = w.boss.Account()
	w.ana, w.ben = w.client(w.boss, "Ana Lindqvist", 2_000), w.client(w.boss, "Ben Maler", 1_000)
	w.quay = w.property(w.boss, "Quay House", portfolio.Part{Client: w.ana, BPS: 10_000})
	w.lake = w.property(w.boss, "Lake Cottage", portfolio.Part{Client: w.ana, BPS: 5_000}, portfolio.Part{Client: w.ben, BPS: 5_000})
	w.loft = w.property(w.boss, "Loft")
	w.far = w.property(w.rival, "Far House", portfolio.Part{Client: w.client(w.rival, "Zed Stranger", 0), BPS: 10_000})
	t.Cleanup(func() {
		if t.Failed() || w.spoiled {
			return
		}
		for _, who := range []*access.Viewer{w.boss, w.rival} {
			if wrong, err := w.VerifyStays(ctx, who.Account()); err != nil || len(wrong) > 0 {
				t.Errorf("afterwards: %v %v", wrong, err)
			}
		}
	})
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

// Enqueue makes the world its own mailer.
func (w *world) Enqueue(_ context.Context, tx *db.Tx, m mail.Mail) error {
	tx.OnCommit(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.mails = append(w.mails, m)
	})
	return nil
}

// Link makes a path an address.
func (w *world) Link(path string) string { return "https://keyhouse.example" + path }

func (w *world) open(slug, admin, password string) *access.Viewer {
	w.t.Helper()
	o, err := w.people.CreateAccount(ctx, people.NewAccount{Slug: slug, Name: strings.ToUpper(slug[:1]) + slug[1:] + " Lettings",
		Currency: "EUR", Zone: "Europe/Brussels", AdminName: admin, AdminEmail: "admin@" + slug + ".example", Password: password})
	w.must(err)
	return w.viewer(o.Admin)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// viewer reads a member's grants as the next request would.
func (w *world) viewer(m people.Member) *access.Viewer {
	w.t.Helper()
	var v *access.Viewer
	w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = w.people.ViewerFor(ctx, tx, m.Account, m.ID, w.clock())
		return err
	}))
	return v
}

// join adds a member of ours with grants.
func (w *world) join(name, kind string, grants ...people.GrantForm) *access.Viewer {
	w.t.Helper()
	email := strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@people.example"
	m, err := w.people.Join(ctx, w.account, people.NewMember{Name: name, Email: email, Kind: kind, Grants: grants})
	w.must(err)
	return w.viewer(m)
}

// owner is a portal user for one client.
func (w *world) owner(name string, client id.ID, switches ...string) *access.Viewer {
	w.t.Helper()
	return w.join(name, people.Portal, people.GrantForm{Role: "portal", On: "client", Of: []id.ID{client}, Switches: switches})
}

// helper is a portal user for chosen properties.
func (w *world) helper(name string, switches []string, properties ...id.ID) *access.Viewer {
	w.t.Helper()
	return w.join(name, people.Portal, people.GrantForm{Role: "portal", On: "property", Of: properties, Switches: switches})
}

func (w *world) staff(name, role string) *access.Viewer {
	w.t.Helper()
	return w.join(name, people.Staff, people.GrantForm{Role: role, On: "account"})
}

func (w *world) client(who *access.Viewer, name string, commissionBPS int64) id.ID {
	w.t.Helper()
	c, err := w.folio.CreateClient(ctx, who, portfolio.ClientForm{Name: name, CommissionBPS: commissionBPS})
	w.must(err)
	return c.ID
}

func (w *world) property(who *access.Viewer, name string, owners ...portfolio.Part) id.ID {
	w.t.Helper()
	p, err := w.folio.CreateProperty(ctx, who, portfolio.PropertyForm{Name: name, City: "Antwerp", Sleeps: 4})
	w.must(err)
	if len(owners) > 0 {
		w.must(w.folio.SetShares(ctx, who, p.ID, owners, 0))
	}
	return p.ID
}

// stay is a confirmed booking with 1,000.00 of rent, 60.00 of tax and 75.50 of
// cleaning.
func (w *world) stay(property id.ID, arrive, nights int) *Booking {
	w.t.Helper()
	return w.book(w.boss, property, march(arrive), nights)
}

func (w *world) book(who *access.Viewer, property id.ID, arrive calendar.Date, nights int) *Booking {
	w.t.Helper()
	b, err := w.CreateBooking(ctx, who, BookingForm{Property: property, Nights: calendar.Nights{Arrive: arrive, Depart: arrive.Add(nights)},
		Source: SourceAirbnb, Reference: "HMXYZ99",
		Guest:   Guest{Name: "Gerda Gast", Email: "gerda@gast.example", Phone: "+49 170 555", Adults: 2, Children: 1},
		Charges: []ChargeForm{{Kind: Rent, Amount: "1000"}, {Kind: Tax, Amount: "60.00"}, {Kind: Cleaning, Amount: "75.50"}}})
	w.must(err)
	return b
}

// refused demands a fault of a kind, at a field if one is named, that says
// something.
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

// missing demands the one answer to what is not there and what is not theirs.
func (w *world) missing(name string, err error) {
	w.t.Helper()
	f := fault.Of(err)
	if f == nil || f.Kind != fault.Missing || f.Say != fault.Of(fault.NotFound("")).Say || f.Field != "" {
		w.t.Errorf("%s: %v, want not found in the usual words", name, err)
	}
}

// current gives the record a stale edit carries.
func current[T any](err error) T {
	var s *fault.Stale
	var none T
	if !errors.As(err, &s) {
		return none
	}
	t, _ := s.Current.(T)
	return t
}

func ptr[T any](v T) *T { return &v }

// balanced demands that the journal of a booking adds up, and that what it says
// the guest owes and each owner is owed is what the booking says.
func (w *world) balanced(booking id.ID) {
	w.t.Helper()
	sums := map[string]int64{}
	w.must(w.db.Read(ctx, func(tx *db.Tx) error {
		q := db.Select("l.ledger, CAST(SUM(l.amount_minor) AS BIGINT)", "journal_entry e").Everything(access.System("test").In(w.account)).
			Join("JOIN journal_line l ON l.account_id = e.account_id AND l.entry_id = e.id").And("e.record_id = ?", booking).GroupBy("l.ledger")
		return db.Each(ctx, tx, q, func(r db.Row) error {
			var ledger string
			var minor int64
			err := r.Scan(&ledger, &minor)
			sums[ledger] = minor
			return err
		})
	}))
	var all int64
	for _, minor := range sums {
		all += minor
	}
	st, err := w.Booking(ctx, w.boss, booking)
	w.must(err)
	if all != 0 || sums["guest-receivable"] != st.Booking.Total-st.Paid || sums["owner-payable"] != -st.Booking.Owner || sums["bank"] != st.Paid {
		w.t.Errorf("the journal says %v, the booking %+v", sums, st.Booking)
	}
}

func withSort(sort string) BookingFilter {
	var f BookingFilter
	f.Sort = sort
	return f
}

func onClients(switches string, clients ...id.ID) []people.GrantForm {
	var out []people.GrantForm
	for _, c := range clients {
		out = append(out, people.GrantForm{Role: "portal", On: "client", Of: []id.ID{c}, Switches: strings.Fields(switches)})
	}
	return out
}

func onHouses(switches []string, houses ...id.ID) people.GrantForm {
	return people.GrantForm{Role: "portal", On: "property", Of: houses, Switches: switches}
}
