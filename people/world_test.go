package people

import (
	"context"
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
	"keyhouse/live"
	"keyhouse/mail"
)

// world is one account with its admin, a clock that stands still until it is
// moved, and everything that was mailed and published.
type world struct {
	*Store
	t       *testing.T
	db      *db.DB
	account Account
	admin   Member
	boss    *access.Viewer // the admin's

	mu     sync.Mutex
	at     time.Time
	mails  []mail.Mail
	topics []live.Topic
	last   int64 // number of a booking
}

const rightPassword = "four unrelated words"

// each runs test on every engine, in a world of its own.
func each(t *testing.T, test func(*testing.T, *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newWorld(t, d)) })
}

func newWorld(t *testing.T, d *db.DB) *world {
	w := &world{t: t, db: d, at: time.Date(2026, 3, 4, 11, 0, 0, 0, time.UTC)}
	w.Store = New(d, Options{Now: w.clock, Mail: w, Live: w, BaseURL: "https://keyhouse.example"})
	w.account, w.admin = w.open("quay", "Alma Admin", "alma@quay.example")
	w.boss = w.viewer(w.admin)
	w.kinds = map[access.Thing]Kind{
		access.Booking: {Thing: access.Booking, From: "booking b", Title: "b.guest_name", TitleGroup: access.GroupGuest, Day: "b.arrive",
			Columns: Columns{Business: "b.business_id", Property: "b.property_id", Person: "b.person_id", Day: "b.depart", State: "b.state"}},
		access.Property: {Thing: access.Property, From: "property p", Title: "p.name", Columns: Columns{Business: "p.business_id", Property: "p.id"}},
	}
	t.Cleanup(func() { w.later.Wait() })
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *world) wait(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
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

// Publish makes the world its own publisher.
func (w *world) Publish(_ context.Context, tx *db.Tx, topics ...live.Topic) error {
	tx.OnCommit(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.topics = append(w.topics, topics...)
	})
	return nil
}

func (w *world) open(slug, name, email string) (Account, Member) {
	w.t.Helper()
	o, err := w.CreateAccount(context.Background(), NewAccount{Slug: slug, Name: strings.ToUpper(slug[:1]) + slug[1:] + " Lettings",
		Currency: "EUR", Zone: "Europe/Brussels", AdminName: name, AdminEmail: email, Password: rightPassword})
	w.must(err)
	return o.Account, o.Admin
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// join adds a member who can sign in at once.
func (w *world) join(account Account, name, email string, grants ...GrantForm) Member {
	w.t.Helper()
	m, err := w.Join(context.Background(), account.ID, NewMember{Name: name, Email: email, Password: rightPassword, Grants: grants})
	w.must(err)
	return m
}

func (w *world) viewer(m Member) *access.Viewer {
	w.t.Helper()
	var v *access.Viewer
	w.must(w.db.Read(context.Background(), func(tx *db.Tx) (err error) {
		v, err = w.ViewerFor(context.Background(), tx, m.Account, m.ID, w.clock())
		return err
	}))
	return v
}

// by is somebody who has just proved who they are.
func (w *world) by(m Member, v *access.Viewer) *Actor {
	return &Actor{Session: Session{ProvedAt: w.clock()}, Member: m, Viewer: v}
}

func (w *world) signIn(email string) string {
	w.t.Helper()
	token, _, err := w.SignIn(context.Background(), email, rightPassword, Client{IP: "192.0.2.7", Agent: "test"})
	w.must(err)
	return token
}

// actor is who holds token; the test ends if nobody does.
func (w *world) actor(token string) *Actor {
	w.t.Helper()
	a, err := w.Session(context.Background(), token)
	w.must(err)
	return a
}

// refused demands a fault of a kind, and that it says something.
func (w *world) refused(err error, kind fault.Kind) {
	w.t.Helper()
	if err == nil {
		w.t.Fatalf("allowed, want %s", kind)
	}
	if got := fault.KindOf(err); got != kind {
		w.t.Fatalf("got %s (%v), want %s", got, err, kind)
	}
	if fault.Of(err).Say == "" {
		w.t.Fatalf("%v has nothing to say", err)
	}
}

// lastLink gives the token in the last mail to an address.
func (w *world) lastLink(email string) string {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := len(w.mails) - 1; i >= 0; i-- {
		if _, rest, ok := strings.Cut(w.mails[i].Text, LinkPath); ok && w.mails[i].To == email {
			return strings.Fields(rest)[0]
		}
	}
	w.t.Fatalf("no mail with a link went to %s", email)
	return ""
}

// house makes a property, owned by clients in these shares since ever.
func (w *world) house(account Account, name string, owners ...id.ID) id.ID {
	w.t.Helper()
	house := id.New()
	ctx := context.Background()
	w.must(w.db.Write(ctx, func(tx *db.Tx) error {
		err := tx.Insert(ctx, account.ID, "property", db.Set("id", house).Set("business_id", w.business(account)).Set("name", name).Set("name_key", strings.ToLower(name)).
			Set("kind", "house").Set("street", "").Set("city", "").Set("postcode", "").Set("country", "").Set("zone", "Europe/Brussels").Set("currency", "EUR").
			Set("sleeps", 2).Set("description", "").Set("reference", "").Set("version", 1).Set("created_at", w.clock()))
		for _, o := range owners {
			if err == nil {
				err = tx.Insert(ctx, account.ID, "ownership_share", db.Set("id", id.New()).Set("client_id", o).Set("property_id", house).
					Set("share_bps", 10000/len(owners)).Set("from_day", calendar.Day(2020, 1, 1)).Set("until_day", nil))
			}
		}
		return err
	}))
	return house
}

func (w *world) owner(account Account, name string) id.ID {
	w.t.Helper()
	client := id.New()
	ctx := context.Background()
	w.must(w.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Insert(ctx, account.ID, "client", db.Set("id", client).Set("business_id", w.business(account)).Set("kind", "owner").Set("name", name).
			Set("name_key", strings.ToLower(name)).Set("email", "").Set("phone", "").Set("address", "").Set("commission_bps", 0).
			Set("reference", "").Set("note", "").Set("version", 1).Set("created_at", w.clock()))
	}))
	return client
}

func (w *world) business(account Account) id.ID {
	w.t.Helper()
	var b id.ID
	ctx := context.Background()
	w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
		b, err = db.One(ctx, tx, db.Select("b.id", "business b").Everything(system(account.ID)), db.Scan1[id.ID])
		return err
	}))
	return b
}

// stay books a guest into a house.
func (w *world) stay(account Account, house id.ID, guest string, arrive calendar.Date) id.ID {
	w.t.Helper()
	booking := id.New()
	ctx := context.Background()
	w.must(w.db.Write(ctx, func(tx *db.Tx) error {
		v := db.Set("id", booking).Set("business_id", w.business(account)).Set("property_id", house).Set("number", w.number()).
			Set("arrive", arrive).Set("depart", arrive.Add(3)).Set("state", "confirmed").Set("currency", "EUR").Set("version", 1).Set("created_at", w.clock()).
			Set("guest_name", guest).Set("guest_key", strings.ToLower(guest))
		for _, text := range []string{"source", "reference", "guest_email", "guest_phone", "feed_uid"} {
			v = v.Set(text, "")
		}
		for _, number := range []string{"adults", "children", "total_minor", "tax_minor", "paid_minor", "commission_minor", "owner_minor"} {
			v = v.Set(number, 0)
		}
		return tx.Insert(ctx, account.ID, "booking", v)
	}))
	return booking
}

func (w *world) number() int64 {
	w.last++
	return w.last
}

// count gives how many rows of a thing a viewer may read, with groups.
func (w *world) count(v *access.Viewer, from string, t access.Thing, groups ...access.Group) int {
	w.t.Helper()
	var n int64
	ctx := context.Background()
	w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = db.Count(ctx, tx, db.Select("1", from).Visible(v, access.Read, t, groups...))
		return err
	}))
	return int(n)
}

func onClient(client id.ID, switches ...string) GrantForm {
	return GrantForm{Role: "portal", On: "client", Of: []id.ID{client}, Switches: switches}
}

func onHouses(switches []string, houses ...id.ID) GrantForm {
	return GrantForm{Role: "portal", On: "property", Of: houses, Switches: switches}
}

// belongs makes a member one of a client's people.
func (w *world) belongs(m Member, client id.ID) {
	w.t.Helper()
	w.must(w.set(m, "member", db.ByID(m.ID), db.Set("client_id", client)))
}

// reaches makes a member's access records ones that a client's admins may see.
func (w *world) reaches(m Member, client id.ID) {
	w.t.Helper()
	w.must(w.set(m, "access_grant", db.Where("member_id = ?", m.ID), db.Set("client_id", client)))
}

// retire takes a member's active state without their knowing; revive gives it back.
func (w *world) retire(m Member) error {
	return w.set(m, "access_grant", db.Where("member_id = ?", m.ID), db.Set("scope", "server"))
}

func (w *world) revive(m Member) error {
	return w.set(m, "access_grant", db.Where("member_id = ?", m.ID), db.Set("scope", "account"))
}

func (w *world) set(m Member, table string, where db.Cond, set db.Values) error {
	ctx := context.Background()
	return w.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Update(ctx, m.Account, table, where, set)
		return err
	})
}
