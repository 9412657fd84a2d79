package portfolio

import (
	"context"
	"errors"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	ctx   = context.Background()
	now   = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	today = calendar.DateOf(now)
)

// world is two accounts side by side. What ours holds is named plainly, theirs
// alike with other words.
type world struct {
	t            *testing.T
	db           *db.DB
	store        *Store
	ours, theirs id.ID
	ana, ben     Client   // owners
	quay, lake   Property // quay is Ana's; lake is half Ana's and half Ben's
	far          Property // of the other account
	stranger     Client   // of the other account
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	clock := func() time.Time { return now }
	w := &world{t: t, db: d, store: New(d, people.New(d, people.Options{Now: clock}), Options{Now: clock})}
	w.ours, w.theirs = w.account("harbour"), w.account("rival")
	boss := w.admin()
	w.ana = w.client(boss, ClientForm{Name: "Ana Lindqvist", Email: "ana@lindqvist.example", Phone: "+32 471 12 34 56", CommissionBPS: 2_000, Note: "Pays late", Reference: "host-77"})
	w.ben = w.client(boss, ClientForm{Name: "Ben Müller", Email: "ben@example.com", CommissionBPS: 1_500})
	w.quay = w.property(boss, PropertyForm{Name: "Quay House", City: "Antwerp", Street: "Kaai 1", Sleeps: 6})
	w.lake = w.property(boss, PropertyForm{Name: "Lake Cottage", City: "Bruges", Sleeps: 4})
	w.share(boss, w.quay, Part{w.ana.ID, 10_000})
	w.share(boss, w.lake, Part{w.ana.ID, 5_000}, Part{w.ben.ID, 5_000})
	rival := w.as(w.theirs, access.Grant{Role: access.RoleAdmin, On: access.OnAccount})
	w.stranger = w.client(rival, ClientForm{Name: "Zed Stranger"})
	w.far = w.property(rival, PropertyForm{Name: "Far House", City: "Antwerp"})
	w.share(rival, w.far, Part{w.stranger.ID, 10_000})
	return w
}

func (w *world) account(slug string) id.ID {
	w.t.Helper()
	account := id.New()
	w.write(func(tx *db.Tx) error {
		err := tx.Global("account").Insert(ctx, db.Set("id", account).Set("slug", slug).Set("name", slug).Set("template", "holiday-rentals").
			Set("plan", "enterprise").Set("state", "active").Set("currency", "EUR").Set("zone", "Europe/Brussels").Set("settings", "{}").
			Set("version", 1).Set("created_at", now))
		if err != nil {
			return err
		}
		return tx.Insert(ctx, account, "business", db.Set("id", id.New()).Set("name", slug).Set("currency", "EUR").Set("version", 1).Set("created_at", now))
	})
	return account
}

func (w *world) write(fn func(*db.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(ctx, fn); err != nil {
		w.t.Fatal(err)
	}
}

// as gives somebody with these grants. A grant on clients reaches the
// properties they hold today, as when people loads it.
func (w *world) as(account id.ID, grants ...access.Grant) *access.Viewer {
	w.t.Helper()
	for i := range grants {
		grants[i].ID = id.New()
		if grants[i].On == access.OnClient {
			grants[i].Properties = w.holdings(account, grants[i].Of)
		}
		if grants[i].On == access.OnProperty {
			grants[i].Properties = grants[i].Of
		}
	}
	who := access.Who{Account: account, Person: id.New(), Member: id.New(), Name: "Somebody", Today: today}
	w.keep(who, grants)
	return access.NewViewer(access.Page, who, grants, now)
}

// keep stores the properties of grants, which big lists and counts look up.
func (w *world) keep(who access.Who, grants []access.Grant) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		err := tx.Global("person").Insert(ctx, db.Set("id", who.Person).Set("email", who.Person.String()).Set("email_key", who.Person.String()).
			Set("name", who.Name).Set("password_hash", "").Set("zone", "").Set("locale", "").Set("failed_count", 0).Set("created_at", now))
		if err != nil {
			return err
		}
		err = tx.Insert(ctx, who.Account, "member", db.Set("id", who.Member).Set("person_id", who.Person).Set("name", who.Name).Set("state", "active").
			Set("kind", "portal").Set("login_method", "").Set("last_action", "").Set("version", 1).Set("created_at", now))
		if err != nil {
			return err
		}
		for _, g := range grants {
			if err := keepGrant(tx, who, g); err != nil {
				return err
			}
		}
		return nil
	})
}

func keepGrant(tx *db.Tx, who access.Who, g access.Grant) error {
	err := tx.Insert(ctx, who.Account, "access_grant", db.Set("id", g.ID).Set("member_id", who.Member).Set("person_id", who.Person).
		Set("role", g.Role.String()).Set("scope", g.On.String()).Set("switches", "").Set("verb", "").Set("thing", "").
		Set("note", "").Set("created_at", now).Set("version", 1))
	for _, p := range g.Properties {
		if err == nil && g.On == access.OnProperty {
			err = tx.Insert(ctx, who.Account, "grant_property", db.Set("grant_id", g.ID).Set("property_id", p))
		}
	}
	return err
}

func (w *world) holdings(account id.ID, clients []id.ID) (out []id.ID) {
	w.t.Helper()
	err := w.db.Read(ctx, func(tx *db.Tx) (err error) {
		q := db.Select("s.property_id", "ownership_share s").Everything(access.System("test").In(account)).And(shareOn, today, today)
		args := make([]any, len(clients))
		for i, c := range clients {
			args[i] = c
		}
		out, err = db.All(ctx, tx, q.AndIn("s.client_id", args...), db.Scan1[id.ID])
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func (w *world) admin() *access.Viewer {
	return w.as(w.ours, access.Grant{Role: access.RoleAdmin, On: access.OnAccount})
}

func (w *world) frontDesk() *access.Viewer {
	return w.as(w.ours, access.Grant{Role: access.RoleFrontDesk, On: access.OnAccount})
}

func (w *world) technician() *access.Viewer {
	return w.as(w.ours, access.Grant{Role: access.RoleTechnician, On: access.OnAccount})
}

// owner is the portal of one client, everything switched on.
func (w *world) owner(c Client) *access.Viewer {
	return w.as(w.ours, access.Grant{Role: access.RolePortal, On: access.OnClient, Of: []id.ID{c.ID}, Switches: access.Page.Switches(access.RolePortal)})
}

// cleaner is the portal of chosen properties with the calendar only.
func (w *world) cleaner(p ...Property) *access.Viewer {
	var of []id.ID
	for _, p := range p {
		of = append(of, p.ID)
	}
	return w.as(w.ours, access.Grant{Role: access.RolePortal, On: access.OnProperty, Of: of, Switches: access.SetOf(access.SwitchCalendar)})
}

func (w *world) nobody() *access.Viewer { return w.as(w.ours) }

func (w *world) client(who *access.Viewer, f ClientForm) Client {
	w.t.Helper()
	c, err := w.store.CreateClient(ctx, who, f)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) property(who *access.Viewer, f PropertyForm) Property {
	w.t.Helper()
	p, err := w.store.CreateProperty(ctx, who, f)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) share(who *access.Viewer, p Property, parts ...Part) {
	w.t.Helper()
	if err := w.store.SetShares(ctx, who, p.ID, parts, 0); err != nil {
		w.t.Fatal(err)
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

func (w *world) kind(name string, err error, k fault.Kind) {
	w.t.Helper()
	if err == nil || fault.KindOf(err) != k {
		w.t.Errorf("%s: %v, want %v", name, err, k)
	}
}

func (w *world) ok(name string, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Errorf("%s: %v", name, err)
	}
}

func stale[T any](err error) (T, bool) {
	var s *fault.Stale
	var none T
	if !errors.As(err, &s) {
		return none, false
	}
	now, ok := s.Current.(T)
	return now, ok
}

// each runs a test on both databases.
func each(t *testing.T, test func(w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(newWorld(t, d)) })
}
