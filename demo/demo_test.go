package demo_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/demo"
	"keyhouse/money"
	"keyhouse/page"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/server"
	"keyhouse/stays"
	"keyhouse/web/browsertest"
)

func TestMain(m *testing.M) { dbtest.Main(m, browsertest.Stop) }

// noon stands still, so that every run tells the same day.
func noon() time.Time { return time.Date(2026, 11, 22, 11, 30, 0, 0, time.UTC) }

func seeded(t *testing.T, dsn string) *server.House {
	t.Helper()
	h, err := server.Open(t.Context(), server.Options{Database: dsn, KeepMail: true, BaseURL: "http://127.0.0.1:8080", Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	if err := demo.Seed(t.Context(), h, demo.Options{Size: demo.Small, Now: noon}); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestADemoIsWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := seeded(t, d.DSN())
		err := h.Verify(t.Context(), func(check string, findings []string) {
			if len(findings) > 0 {
				t.Errorf("%s: %s", check, strings.Join(findings, "; "))
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Run("everybody sees what the table says", func(t *testing.T) { everybody(t, h) })
	})
}

func TestALargeDemoIsWhole(t *testing.T) {
	folder := t.TempDir()
	file, err := demo.Prepare(t.Context(), demo.Options{Folder: folder, Size: demo.Large, Properties: 130})
	if err != nil {
		t.Fatal(err)
	}
	h, err := server.Open(t.Context(), server.Options{Database: file})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	err = h.Verify(t.Context(), func(check string, findings []string) {
		if len(findings) > 0 {
			t.Errorf("%s: %s", check, strings.Join(findings, "; "))
		}
	})
	if err != nil {
		t.Error(err)
	}
}

// sight is what somebody finds on their screens.
type sight struct {
	properties, bookings, owners, statements int
	guests, money, ownersMoney, contact      bool
}

// everybody signs in as each persona and looks around.
func everybody(t *testing.T, h *server.House) {
	seen := map[string]sight{}
	for _, p := range demo.Personas() {
		seen[p.Email] = look(t, h, p)
	}
	office := seen["lotte@zilt.example"]
	if office.properties != 40 || office.owners != 24 || office.bookings < 600 || office.bookings > 950 || office.statements < 60 || !office.money || !office.contact {
		t.Errorf("the admin sees %+v", office)
	}
	if got := seen["tomas@zilt.example"]; got != office {
		t.Errorf("the manager sees %+v, the admin %+v", got, office)
	}
	if got := seen["veronique@example.net"]; got != office {
		t.Errorf("who has admin access sees %+v, the admin %+v", got, office)
	}
	for _, c := range []struct {
		email string
		want  sight // of bookings only whether there are any
	}{
		{"aicha@zilt.example", sight{properties: 40, bookings: 1, guests: true, contact: true}},
		{"helene@example.org", sight{properties: 3, owners: 1, bookings: 1, statements: 4, guests: true, money: true, ownersMoney: true}},
		{"juergen@example.org", sight{properties: 1, owners: 1, bookings: 1, statements: 4, guests: true, ownersMoney: true}},
		{"dimitris@example.org", sight{properties: 1, owners: 1, statements: 3}},
		{"oksana@example.net", sight{properties: 2, bookings: 1}},
		{"meiling@example.net", sight{properties: 3, bookings: 1, guests: true, contact: true}},
		{"soren@example.org", sight{properties: 2, owners: 1, bookings: 1, statements: 4, guests: true, ownersMoney: true}},
		{"noor@example.net", sight{}},
		{"pieter@polder.example", sight{properties: 4, owners: 3, bookings: 1, guests: true, contact: true, money: true, ownersMoney: true}},
	} {
		got := seen[c.email]
		if c.want.bookings > 0 && c.email != "aicha@zilt.example" && got.bookings >= office.bookings {
			t.Errorf("%s sees as many bookings as the office", c.email)
		}
		got.bookings = min(got.bookings, 1)
		if got != c.want {
			t.Errorf("%s sees %+v, want %+v", c.email, got, c.want)
		}
	}
}

func look(t *testing.T, h *server.House, p demo.Persona) sight {
	t.Helper()
	ctx := t.Context()
	token, _, err := h.People.SignIn(ctx, p.Email, p.Password, people.Client{IP: "192.0.2.1", Agent: "test", Kind: people.Browser, Slug: p.Account})
	if err != nil {
		t.Fatalf("%s cannot sign in: %v", p.Email, err)
	}
	a, err := h.People.Session(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	if a.Account.Slug != p.Account {
		t.Errorf("%s is at %s, want %s", p.Email, a.Account.Slug, p.Account)
	}
	var s sight
	count(t, func(cursor string) (string, error) {
		page, err := h.Portfolio.Properties(ctx, a.Viewer, portfolio.PropertyFilter{Ask: ask(cursor)})
		s.properties += len(page.Rows)
		return page.Next, err
	})
	count(t, func(cursor string) (string, error) {
		page, err := h.Portfolio.Clients(ctx, a.Viewer, portfolio.ClientFilter{Ask: ask(cursor)})
		s.owners += len(page.Rows)
		return page.Next, err
	})
	count(t, func(cursor string) (string, error) {
		page, err := h.Money.Statements(ctx, a.Viewer, money.StatementFilter{Ask: ask(cursor)})
		s.statements += len(page.Rows)
		return page.Next, err
	})
	count(t, func(cursor string) (string, error) {
		page, err := h.Stays.Bookings(ctx, a.Viewer, stays.BookingFilter{Ask: ask(cursor)})
		for _, b := range page.Rows {
			s.bookings++
			s.guests = s.guests || b.Guest != ""
			s.contact = s.contact || b.Phone != "" || b.Email != ""
			s.money = s.money || b.Total != 0
			s.ownersMoney = s.ownersMoney || b.Owner != 0
		}
		return page.Next, err
	})
	return s
}

func ask(cursor string) page.Ask { return page.Ask{Cursor: cursor, Limit: 100} }

func count(t *testing.T, next func(cursor string) (string, error)) {
	t.Helper()
	for cursor, first := "", true; first || cursor != ""; first = false {
		var err error
		if cursor, err = next(cursor); err != nil {
			t.Fatal(err)
		}
	}
}

// Two demos of one day are told the same, but for ids.
func TestADemoIsTheSameOnEveryRun(t *testing.T) {
	digest := func() string {
		h := seeded(t, filepath.Join(t.TempDir(), "demo.db"))
		token, _, err := h.People.SignIn(t.Context(), "lotte@zilt.example", demo.Password, people.Client{IP: "192.0.2.1", Kind: people.Browser})
		if err != nil {
			t.Fatal(err)
		}
		a, err := h.People.Session(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		count(t, func(cursor string) (string, error) {
			page, err := h.Stays.Bookings(t.Context(), a.Viewer, stays.BookingFilter{Ask: ask(cursor)})
			for _, b := range page.Rows {
				lines = append(lines, fmt.Sprint(b.Number, b.PropertyName, b.UnitName, b.Nights, b.State, b.Guest, b.Email, b.Total, b.Paid, b.Owner))
			}
			return page.Next, err
		})
		slices.Sort(lines)
		return fmt.Sprintf("%d bookings %x", len(lines), sha256.Sum256([]byte(strings.Join(lines, "\n"))))
	}
	if one, two := digest(), digest(); one != two {
		t.Errorf("%s, then %s", one, two)
	}
}

func TestAKeptDemoIsNotSeededTwice(t *testing.T) {
	folder := t.TempDir()
	o := demo.Options{Folder: folder, Size: demo.Small, BaseURL: "http://127.0.0.1:8080"}
	file, err := demo.Prepare(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	was := accounts(t, file)
	if again, err := demo.Prepare(t.Context(), o); err != nil || again != file {
		t.Fatal(again, err)
	}
	if is := accounts(t, file); !slices.Equal(was, is) || len(is) != 2 {
		t.Errorf("was %v, is %v", was, is)
	}
}

func accounts(t *testing.T, file string) []people.Account {
	t.Helper()
	h, err := server.Open(t.Context(), server.Options{Database: file})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	all, err := h.People.AllAccounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestADatabaseThatIsNoDemoIsLeftAlone(t *testing.T) {
	folder := t.TempDir()
	h, err := server.Open(t.Context(), server.Options{Data: folder})
	if err != nil {
		t.Fatal(err)
	}
	h.Close()
	if _, err := demo.Prepare(t.Context(), demo.Options{Folder: folder}); err == nil || !strings.Contains(err.Error(), "no demo") {
		t.Errorf("got %v", err)
	}
}

// A demo that was interrupted is begun anew.
func TestAnUnfinishedDemoIsBegunAnew(t *testing.T) {
	folder := t.TempDir()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := demo.Prepare(stopped, demo.Options{Folder: folder}); err == nil {
		t.Fatal("a demo was made though nobody waits for it")
	}
	if err := os.WriteFile(filepath.Join(folder, "making.db"), []byte("half a demo"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := demo.Prepare(t.Context(), demo.Options{Folder: folder})
	if err != nil || len(accounts(t, file)) != 2 {
		t.Error(err)
	}
}

func TestTheTableAsJSON(t *testing.T) {
	var b strings.Builder
	if err := demo.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	if err := json.Unmarshal([]byte(b.String()), &rows); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		for _, field := range []string{"name", "email", "password", "account", "role", "try"} {
			if r[field] == "" {
				t.Errorf("%v has no %s", r, field)
			}
		}
	}
}
