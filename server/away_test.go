package server_test

import (
	"database/sql"
	"io"
	"net/http"
	"strings"
	"testing"

	"keyhouse/db/dbtest"
	"keyhouse/people"
	"keyhouse/server"
)

// What went wrong: while the database was away, whoever looked at a page lost
// their cookie, and every open page was told that its access had ended. Now they
// are told that something is wrong, and are still signed in afterwards.
func TestADatabaseThatIsAwaySignsNobodyOut(t *testing.T) {
	dsn := dbtest.SQLiteFile(t)
	n := start(t, server.Options{Database: dsn}, nil)
	const password = "four unrelated words"
	if _, err := n.People.CreateAccount(t.Context(), people.NewAccount{Slug: "quay", Name: "Quay", AdminName: "Alma", AdminEmail: "alma@quay.example", Password: password}); err != nil {
		t.Fatal(err)
	}
	token, _, err := n.People.SignIn(t.Context(), "alma@quay.example", password, people.Client{})
	if err != nil {
		t.Fatal(err)
	}
	beside, err := sql.Open("sqlite", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer beside.Close()
	does := func(statement string) {
		t.Helper()
		if _, err := beside.ExecContext(t.Context(), "PRAGMA busy_timeout = 10000; "+statement); err != nil {
			t.Fatal(err)
		}
	}
	ask := func(path string, want int) {
		t.Helper()
		q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, n.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		q.AddCookie(&http.Cookie{Name: "keyhouse", Value: token})
		res, err := http.DefaultTransport.RoundTrip(q)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, _ := io.ReadAll(res.Body)
		if res.StatusCode != want || strings.Contains(string(text), "event: ended") {
			t.Errorf("%s: %d, not %d: %.200s", path, res.StatusCode, want, text)
		}
		for _, c := range res.Cookies() {
			if c.Name == "keyhouse" {
				t.Errorf("%s: the cookie is taken away", path)
			}
		}
	}
	ask("/me", http.StatusOK)
	does("ALTER TABLE session RENAME TO session_away")
	for _, path := range []string{"/", "/me", "/live", "/api/v1/me"} {
		ask(path, http.StatusInternalServerError)
	}
	does("ALTER TABLE session_away RENAME TO session")
	ask("/me", http.StatusOK)
}
