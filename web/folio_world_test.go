package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
	"keyhouse/money"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/server"
)

// quay is an installation that serves: a company with two owners, and another
// company of which nothing may show.
type quay struct {
	*server.House
	t                *testing.T
	url              string
	account          id.ID
	boss, others     *access.Viewer
	odile, bertrand  portfolio.Client // what they are called stands nowhere else
	shared, his      portfolio.Property
	forOdile, forBen money.Statement
}

var ctx = context.Background()

// openQuay opens it on SQLite: the rooms' own tests and the stories run on both.
func openQuay(t *testing.T) *quay {
	t.Helper()
	h, err := server.Open(ctx, server.Options{Database: dbtest.SQLiteFile(t), Synchronous: "NORMAL", Data: t.TempDir(), Listen: "127.0.0.1:0", KeepMail: true})
	if err != nil {
		t.Fatal(err)
	}
	q := &quay{House: h, t: t}
	run, cancel := context.WithCancel(ctx)
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- h.Serve(run, func(url string) { ready <- url }) }()
	select {
	case q.url = <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error("stopping:", err)
		}
		if err := h.Close(); err != nil {
			t.Error("closing:", err)
		}
	})
	q.account, q.boss = q.company("quay", "ana@quay.example")
	_, q.others = q.company("other", "omar@other.example")
	q.furnish()
	return q
}

func (q *quay) now() time.Time { return time.Now() }

func (q *quay) must(err error) {
	q.t.Helper()
	if err != nil {
		q.t.Fatal(err)
	}
}

func (q *quay) company(slug, admin string) (id.ID, *access.Viewer) {
	q.t.Helper()
	o, err := q.People.CreateAccount(ctx, people.NewAccount{Slug: slug, Name: slug, Template: "holiday-rentals", Plan: "enterprise", Currency: "EUR", Zone: "Europe/Brussels",
		AdminName: admin, AdminEmail: admin, Password: password})
	q.must(err)
	return o.Account.ID, q.eyes(o.Account.ID, o.Admin.ID)
}

func (q *quay) eyes(account, member id.ID) (v *access.Viewer) {
	q.t.Helper()
	q.must(q.DB.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = q.People.ViewerFor(ctx, tx, account, member, q.now())
		return err
	}))
	return v
}

func (q *quay) furnish() {
	var err error
	q.odile, err = q.Portfolio.CreateClient(ctx, q.boss, portfolio.ClientForm{Name: "Odile Marquardt", Email: "odile@secret.example", Phone: "+32 59 000001", CommissionBPS: 2000})
	q.must(err)
	q.bertrand, err = q.Portfolio.CreateClient(ctx, q.boss, portfolio.ClientForm{Name: "Bertrand Zwicky", Email: "bertrand@secret.example", CommissionBPS: 1750})
	q.must(err)
	q.shared, err = q.Portfolio.CreateProperty(ctx, q.boss, portfolio.PropertyForm{Name: "Casa Uno", Kind: "house", City: "Oostende", Zone: "Europe/Brussels", Currency: "EUR"})
	q.must(err)
	q.his, err = q.Portfolio.CreateProperty(ctx, q.boss, portfolio.PropertyForm{Name: "Casa Due", Kind: "house", City: "Gent", Zone: "Europe/Brussels", Currency: "EUR"})
	q.must(err)
	q.must(q.Portfolio.SetShares(ctx, q.boss, q.shared.ID, []portfolio.Part{{Client: q.odile.ID, BPS: 6000}, {Client: q.bertrand.ID, BPS: 4000}}, 0))
	q.must(q.Portfolio.SetShares(ctx, q.boss, q.his.ID, []portfolio.Part{{Client: q.bertrand.ID, BPS: 10000}}, 0))
	first := calendar.DateOf(q.now()).AddMonths(-2)
	for client, to := range map[id.ID]*money.Statement{q.odile.ID: &q.forOdile, q.bertrand.ID: &q.forBen} {
		made, err := q.Money.IssueStatement(ctx, q.boss, client, first, first.AddMonths(1))
		q.must(err)
		*to = made[0]
	}
}

// join makes somebody a member and signs them in.
func (q *quay) join(name string, grants ...people.GrantForm) *caller {
	q.t.Helper()
	kind := people.Portal
	for _, g := range grants {
		if g.Role != access.RolePortal.String() {
			kind = people.Staff
		}
	}
	email := strings.ToLower(strings.Fields(name)[0]) + "@quay.example"
	_, err := q.People.Join(ctx, q.account, people.NewMember{Name: name, Email: email, Password: password, Kind: kind, Grants: grants})
	q.must(err)
	return q.enter(email)
}

// caller is somebody at a browser, or a program.
type caller struct {
	t    *testing.T
	url  string
	who  string
	http *http.Client
}

func (q *quay) enter(email string) *caller {
	q.t.Helper()
	jar, _ := cookiejar.New(nil) // never fails
	v := &caller{q.t, q.url, email, &http.Client{Jar: jar}}
	if status, body := v.post("/sign-in", "email="+email, "password="+password); status != http.StatusOK || strings.Contains(body, "Forgot") {
		q.t.Fatalf("%s cannot sign in: %d", email, status)
	}
	return v
}

func (v *caller) get(path string) (int, string) {
	v.t.Helper()
	res, err := v.http.Get(v.url + path)
	if err != nil {
		v.t.Fatal(err)
	}
	return read(v.t, res)
}

func (v *caller) post(path string, fields ...string) (int, string) {
	v.t.Helper()
	form := url.Values{}
	for _, f := range fields {
		name, value, _ := strings.Cut(f, "=")
		form.Add(name, value)
	}
	res, err := v.http.PostForm(v.url+path, form)
	if err != nil {
		v.t.Fatal(err)
	}
	return read(v.t, res)
}

func read(t *testing.T, res *http.Response) (int, string) {
	t.Helper()
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(all)
}

// sees demands a status and words at a path, and others nowhere in its markup.
func (v *caller) sees(path string, status int, words []string, never ...string) {
	v.t.Helper()
	got, body := v.get(path)
	v.check("GET "+path, got, body, status, words, never...)
}

func (v *caller) check(what string, got int, body string, status int, words []string, never ...string) {
	v.t.Helper()
	if got != status {
		v.t.Errorf("%s, %s: %d, not %d", v.who, what, got, status)
	}
	for _, w := range words {
		if !strings.Contains(body, w) {
			v.t.Errorf("%s, %s: %q is missing", v.who, what, w)
		}
	}
	for _, w := range never {
		if strings.Contains(strings.ToLower(body), strings.ToLower(w)) {
			v.t.Errorf("%s, %s: %q is in the answer", v.who, what, w)
		}
	}
}
