package story

import (
	"context"
	"database/sql"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"keyhouse/db/dbtest"
	"keyhouse/server"
)

// What went wrong: while PostgreSQL restarted everybody was told that something
// broke, and whoever was sending a form had to type it again. Now a page that was
// asked for comes by itself, without scripts too; what was sent is kept and can be
// sent again; programs are told when; nobody is signed out, no try is counted, and
// nothing of what is wrong inside is told to anybody.
func TestWhileTheDatabaseIsAway(t *testing.T) {
	alongside(t)
	pg := dbtest.Own(t)
	w := open(t, pg.DSN())
	w.harbour()
	ines := w.enter("Ines Alvarez")
	form := ines.get("/owners/new").ok()
	own := ines.get("/me/security").ok()
	for _, end := range []func() error{pg.Stop, pg.Crash} {
		w.must(end())
		at, _ := url.Parse(pg.DSN())
		secret := []string{at.Host, at.Port(), "sql", "SQL", "postgres", "dial", "connect", "goroutine", ".go:"}

		ines.get("/readyz").is(http.StatusServiceUnavailable).hides(secret...)
		ines.get("/healthz").ok()
		for _, path := range []string{"/", "/bookings?q=Gerda", "/settings/users", "/search?q=Gerda"} {
			away := ines.get(path).is(http.StatusServiceUnavailable).shows("Back in a moment", "by itself").hides(secret...)
			if away.header.Get("Retry-After") == "" || !strings.Contains(away.body, `<meta http-equiv="refresh" content="5">`) {
				away.wrong("does not come by itself: %v", away.header)
			}
		}
		ines.get("/live").is(http.StatusServiceUnavailable).hides(secret...)
		if problem := ines.json("GET", "/api/v1/owners", "").is(http.StatusServiceUnavailable).shows("/api/problems/unavailable").hides(secret...); problem.header.Get("Retry-After") == "" {
			problem.wrong("does not say when to try again: %v", problem.header)
		}
		kept := form.fill("/owners/new", "name=Olga Öwner & Sons", "note=two\nlines").is(http.StatusServiceUnavailable).shows("It is kept here").hides(secret...)
		if strings.Contains(kept.body, "http-equiv") {
			kept.wrong("what was sent goes away by itself")
		}
		own.fill("/me/password", "password=a garden by the river").is(http.StatusServiceUnavailable).shows("Go back").hides("a garden by the river")
		kind, upload := "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na,b\r\n--x--\r\n"
		ines.send("POST", "/imports/new", kind, strings.NewReader(upload), nil).is(http.StatusServiceUnavailable).shows("Go back").hides(secret...)
		for range 8 {
			w.somebody("Mo Manager").post("/sign-in", "email="+address("Mo Manager"), "password="+password).is(http.StatusServiceUnavailable).hides(password)
		}

		w.must(pg.Start())
		ines.get("/readyz").ok()
		kept.fill("/owners/new").ok().shows("Olga Öwner & Sons")
		ines.get("/bookings?q=Gerda").ok().shows("Gerda")
		w.enter("Mo Manager")
	}

	live, err := ines.http.Do(ines.request("GET", "/live", "", nil, nil))
	w.must(err)
	defer live.Body.Close()
	w.must(pg.Crash())
	w.must(pg.Start())
	ines.get("/me").ok() // the page that was open all the while still is
	ines.post("/sign-out").ok()
	if heard, err := io.ReadAll(live.Body); err != nil || strings.Count(string(heard), "event: ended") != 1 {
		t.Errorf("the open page heard %q (%v)", heard, err)
	}
}

// What went wrong: whoever closed a page before it had come was counted and logged
// as a failure of ours.
func TestWhoeverDoesNotWaitIsNoFailure(t *testing.T) {
	alongside(t)
	log := &failures{}
	w := openWith(t, dbtest.PostgresDSN(t), func(_ *town, o *server.Options) {
		o.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	w.harbour()
	ines := w.enter("Ines Alvarez")
	beside, err := sql.Open("pgx", w.dsn)
	w.must(err)
	defer beside.Close()
	for _, road := range []string{"/bookings", "/api/v1/bookings", "/bookings.csv"} {
		held, err := beside.BeginTx(t.Context(), nil)
		w.must(err)
		_, err = held.ExecContext(t.Context(), "LOCK TABLE booking")
		w.must(err)
		ctx, leave := context.WithCancel(t.Context())
		left := make(chan error, 1)
		go func() {
			res, err := ines.http.Do(ines.request("GET", road, "", nil, nil).WithContext(ctx))
			if err == nil {
				res.Body.Close()
			}
			left <- err
		}()
		waiting := "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
		for n := 0; n == 0; {
			w.must(beside.QueryRowContext(t.Context(), waiting).Scan(&n))
		}
		leave()
		if err := <-left; err == nil {
			t.Errorf("%s answered", road)
		}
		for !log.has("route=\"GET "+road+"\"", "status=499") {
			runtime.Gosched()
		}
		w.must(held.Rollback())
	}
	for _, line := range log.all() {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "status=50") {
			t.Error(line)
		}
	}
}
