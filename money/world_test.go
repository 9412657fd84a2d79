package money

import (
	"context"
	"slices"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
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
	now   = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	today = calendar.DateOf(now)
	oct   = calendar.Day(2026, 10, 1)
	nov   = calendar.Day(2026, 11, 1)
	dec   = calendar.Day(2026, 12, 1)
)

// world is a company with two owners, and another company beside it.
type world struct {
	t            *testing.T
	db           *db.DB
	store        *Store
	homes        *portfolio.Store
	out          *outbox
	ours, theirs id.ID
	ana, ben     portfolio.Client
	quay, lake   portfolio.Property // quay is Ana's; lake is half Ana's and half Ben's
	stranger     portfolio.Client
}

// outbox keeps mails instead of sending them.
type outbox struct{ mails []mail.Mail }

func (o *outbox) Enqueue(_ context.Context, _ *db.Tx, m mail.Mail) error {
	o.mails = append(o.mails, m)
	return nil
}
func (o *outbox) Link(path string) string { return "https://keyhouse.example" + path }

func each(t *testing.T, test func(*world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(newWorld(t, d)) })
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	clock := func() time.Time { return now }
	p := people.New(d, people.Options{Now: clock})
	w := &world{t: t, db: d, out: &outbox{}, homes: portfolio.New(d, p, portfolio.Options{Now: clock})}
	w.store = New(d, p, Options{Now: clock, Mail: w.out})
	w.ours, w.theirs = w.account("Harbour Homes", "harbour"), w.account("Rival", "rival")
	boss := w.admin()
	w.ana = w.client(boss, portfolio.ClientForm{Name: "Ana Lindqvist", Address: "Kaai 1\nAntwerp", Email: "ana@example.com", CommissionBPS: 2_000})
	w.ben = w.client(boss, portfolio.ClientForm{Name: "Ben Müller", CommissionBPS: 1_500})
	w.quay, w.lake = w.property(boss, "Quay House"), w.property(boss, "Lake Cottage")
	w.ok("sharing", w.homes.SetShares(ctx, boss, w.quay.ID, []portfolio.Part{{Client: w.ana.ID, BPS: 10_000}}, 0))
	w.ok("sharing", w.homes.SetShares(ctx, boss, w.lake.ID, []portfolio.Part{{Client: w.ana.ID, BPS: 5_000}, {Client: w.ben.ID, BPS: 5_000}}, 0))
	w.stranger = w.client(w.as(w.theirs, access.Grant{Role: access.RoleAdmin, On: access.OnAccount}), portfolio.ClientForm{Name: "Zed"})
	return w
}

func (w *world) account(name, slug string) id.ID {
	w.t.Helper()
	account := id.New()
	w.ok("opening an account", w.db.Write(ctx, func(tx *db.Tx) error {
		err := tx.Global("account").Insert(ctx, db.Set("id", account).Set("slug", slug).Set("name", name).Set("template", "holiday-rentals").
			Set("plan", "enterprise").Set("state", "active").Set("currency", "EUR").Set("zone", "Europe/Brussels").Set("settings", "{}").
			Set("version", 1).Set("created_at", now))
		if err != nil {
			return err
		}
		return tx.Insert(ctx, account, "business", db.Set("id", id.New()).Set("name", name).Set("currency", "EUR").Set("version", 1).Set("created_at", now))
	}))
	return account
}

func (w *world) as(account id.ID, grants ...access.Grant) *access.Viewer {
	who := access.Who{Account: account, Person: id.New(), Member: id.New(), Name: "Somebody", Today: today}
	for i := range grants {
		grants[i].ID = id.New()
	}
	return access.NewViewer(access.Page, who, grants, now)
}

func (w *world) admin() *access.Viewer {
	return w.as(w.ours, access.Grant{Role: access.RoleAdmin, On: access.OnAccount})
}

// owner is the portal of a client with these switches.
func (w *world) owner(c portfolio.Client, on ...access.Switch) *access.Viewer {
	return w.as(w.ours, access.Grant{Role: access.RolePortal, On: access.OnClient, Of: []id.ID{c.ID}, Switches: access.SetOf(on...)})
}

func (w *world) client(who *access.Viewer, f portfolio.ClientForm) portfolio.Client {
	w.t.Helper()
	c, err := w.homes.CreateClient(ctx, who, f)
	w.ok("adding a client", err)
	return c
}

func (w *world) property(who *access.Viewer, name string) portfolio.Property {
	w.t.Helper()
	p, err := w.homes.CreateProperty(ctx, who, portfolio.PropertyForm{Name: name})
	w.ok("adding a property", err)
	return p
}

// earn has a booking earn for owners on a day: rent is what the guest owes,
// a fifth of it stays with the company.
func (w *world) earn(booking id.ID, p portfolio.Property, day calendar.Date, rent int64, owners ...portfolio.Client) {
	w.t.Helper()
	e := Earning{Business: p.Business, Booking: booking, Property: p.ID, Kind: "charge", Day: day, Memo: "Booking 17, 3 nights", Nights: 3,
		Currency: "EUR", Total: rent, Commission: rent / 5, At: now}
	for _, o := range owners {
		e.Owners = append(e.Owners, OwnerPart{o.ID, (rent - rent/5) / int64(len(owners))})
	}
	w.ok("earning", w.db.Write(ctx, func(tx *db.Tx) error {
		_, err := PostEarning(ctx, tx, w.ours, e)
		return err
	}))
}

func (w *world) issue(c portfolio.Client, from, until calendar.Date) Statement {
	w.t.Helper()
	all, err := w.store.IssueStatement(ctx, w.admin(), c.ID, from, until)
	if err != nil || len(all) != 1 {
		w.t.Fatalf("issuing: %d statements, %v", len(all), err)
	}
	return all[0]
}

// sound demands that the books verify.
func (w *world) sound() {
	w.t.Helper()
	findings, err := w.store.VerifyJournal(ctx)
	if len(findings) > 0 || err != nil {
		w.t.Errorf("the books do not verify: %v, %v", findings, err)
	}
}

func (w *world) ok(name string, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Errorf("%s: %v", name, err)
	}
}

func (w *world) kind(name string, err error, k fault.Kind) {
	w.t.Helper()
	if err == nil || fault.KindOf(err) != k {
		w.t.Errorf("%s: %v, want %v", name, err, k)
	}
}

func (w *world) missing(name string, err error) {
	w.t.Helper()
	f := fault.Of(err)
	if f == nil || f.Kind != fault.Missing || f.Say != fault.Of(fault.NotFound("")).Say || f.Field != "" {
		w.t.Errorf("%s: %v, want not found in the usual words", name, err)
	}
}

func eur(minor int64) cash.Amount { return cash.Amount{Minor: minor, Currency: "EUR"} }

func (w *world) balance(l Ledger) int64 {
	w.t.Helper()
	all, err := w.store.Balances(ctx, w.admin(), 0)
	w.ok("adding up", err)
	i := slices.IndexFunc(all, func(b Balance) bool { return b.Ledger == l })
	if i < 0 {
		return 0
	}
	return all[i].Minor
}
