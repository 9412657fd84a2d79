package server_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/jobs"
	"keyhouse/live"
	"keyhouse/people"
	"keyhouse/server"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// node is a House that serves.
type node struct {
	*server.House
	url  string
	stop func()
}

func start(t *testing.T, o server.Options, set func(*server.House)) *node {
	t.Helper()
	o.Listen = "127.0.0.1:0"
	h, err := server.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if set != nil {
		set(h)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- h.Serve(ctx, func(url string) { ready <- url }) }()
	n := &node{House: h}
	select {
	case n.url = <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	n.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error("stopping:", err)
		}
		if err := h.Close(); err != nil {
			t.Error("closing:", err)
		}
	})
	t.Cleanup(n.stop)
	return n
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b)
}

// databases are the addresses of a fresh database of each kind.
func databases(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, dbtest.SQLiteFile(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, dbtest.PostgresDSN(t)) })
}

func TestServe(t *testing.T) {
	databases(t, func(t *testing.T, dsn string) {
		n := start(t, server.Options{Database: dsn, Metrics: "127.0.0.1:0"}, nil)
		for path, want := range map[string]int{"/healthz": 200, "/readyz": 200} {
			if status, body := get(t, n.url+path); status != want {
				t.Errorf("%s: %d %s", path, status, body)
			}
		}
		if status, _ := get(t, n.url+"/metrics"); status == 200 {
			t.Error("the metrics are served to everybody")
		}
		n.stop()
		if _, err := http.Get(n.url + "/healthz"); err == nil {
			t.Error("somebody still answers")
		}
	})
}

func TestAnAddressThatIsTaken(t *testing.T) {
	dsn := dbtest.SQLiteFile(t)
	n := start(t, server.Options{Database: dsn}, nil)
	if _, err := server.Open(t.Context(), server.Options{Database: dsn, Listen: strings.TrimPrefix(n.url, "http://")}); err == nil {
		t.Error("an address that is taken was taken again")
	}
}

type tick struct{ N int }

// Three nodes on one PostgreSQL: a session opened at one is good at all, what
// ends it is felt at all, and each job runs once.
func TestThreeNodes(t *testing.T) {
	dsn := dbtest.PostgresDSN(t)
	const count = 40
	var mu sync.Mutex
	runs, byNode, all := map[int]int{}, map[int]int{}, make(chan struct{})
	var nodes [3]*node
	for i := range nodes {
		nodes[i] = start(t, server.Options{Database: dsn}, func(h *server.House) {
			jobs.Register(h.Jobs, "test.tick", func(_ context.Context, k tick) error {
				mu.Lock()
				defer mu.Unlock()
				runs[k.N]++
				byNode[i]++
				if len(runs) == count && runs[k.N] == 1 {
					close(all)
				}
				return nil
			})
		})
	}
	ctx := t.Context()
	made, err := nodes[0].People.CreateAccount(ctx, people.NewAccount{Slug: "harbour", Name: "Harbour Homes", Template: "holiday-rentals",
		Plan: "enterprise", AdminName: "Ines Alvarez", AdminEmail: "ines@example.com", Password: "correct-horse-battery"})
	if err != nil {
		t.Fatal(err)
	}
	token, session, err := nodes[1].People.SignIn(ctx, "ines@example.com", "correct-horse-battery", people.Client{IP: "127.0.0.1", Kind: people.Browser})
	if err != nil {
		t.Fatal(err)
	}
	var open []*live.Channel
	for _, n := range nodes {
		a, err := n.People.Session(ctx, token)
		if err != nil || a.Person.ID != made.Admin.Person {
			t.Fatalf("the session is not known everywhere: %v", err)
		}
		open = append(open, n.Live.Open(live.Owner{Session: session.ID, Person: a.Person.ID, Account: made.Account.ID, Wants: []string{"booking"}}))
	}
	tell(t, nodes[2], live.Changed(made.Account.ID, "booking"))
	for _, c := range open {
		<-c.Ready()
	}
	if err := nodes[0].People.SignOut(ctx, token); err != nil {
		t.Fatal(err)
	}
	for i, c := range open {
		<-c.Done()
		if _, err := nodes[i].People.Session(ctx, token); fault.KindOf(err) != fault.SignedOut {
			t.Errorf("node %d still knows the session: %v", i, err)
		}
	}
	for i := range count {
		err := nodes[i%3].DB.Write(ctx, func(tx *db.Tx) error { return nodes[i%3].Jobs.Enqueue(ctx, tx, tick{i}) })
		if err != nil {
			t.Fatal(err)
		}
	}
	<-all
	for _, n := range nodes {
		n.stop() // waits for what is under way
	}
	for k, n := range runs {
		if n != 1 {
			t.Errorf("job %d ran %d times", k, n)
		}
	}
	t.Log("jobs by node:", fmt.Sprint(byNode))
}

func tell(t *testing.T, n *node, topics ...live.Topic) {
	t.Helper()
	err := n.DB.Write(t.Context(), func(tx *db.Tx) error { return n.Live.Publish(t.Context(), tx, topics...) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestVerifyFindsWhatIsWrong(t *testing.T) {
	h, err := server.Open(t.Context(), server.Options{Database: dbtest.SQLiteFile(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	verify := func() (checks, findings []string) {
		err := h.Verify(t.Context(), func(check string, found []string) {
			checks, findings = append(checks, check), append(findings, found...)
		})
		if err != nil {
			t.Fatal(err)
		}
		return checks, findings
	}
	made, err := h.People.CreateAccount(t.Context(), people.NewAccount{Slug: "harbour", Name: "Harbour Homes", Template: "holiday-rentals",
		Plan: "enterprise", AdminName: "Ines Alvarez", AdminEmail: "ines@example.com", Password: "correct-horse-battery"})
	if err != nil {
		t.Fatal(err)
	}
	if checks, findings := verify(); len(findings) != 0 || len(checks) < 2 {
		t.Fatalf("a sound house: %q found %q", checks, findings)
	}
	err = h.DB.Write(t.Context(), func(tx *db.Tx) error { // a night that nobody booked
		return tx.Insert(t.Context(), made.Account.ID, "calendar_leaf", db.Set("place_id", id.New()).Set("first_night", 31*600).Set("taken", 1))
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, findings := verify(); len(findings) != 1 || !strings.HasPrefix(findings[0], "harbour: ") {
		t.Fatalf("a stray night: found %q", findings)
	}
}

// What an operator watches names routes and kinds of work, never whose.
func TestMetricsNameNobody(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	l.Close()
	n := start(t, server.Options{Database: dbtest.SQLiteFile(t), Metrics: at}, nil)
	get(t, n.url+"/link/secret-token?q=Miller")
	get(t, n.url+"/nowhere/secret-token")
	_, text := get(t, "http://"+at+"/metrics")
	for _, want := range []string{`keyhouse_requests_total{route="GET /link/{token}"`, "keyhouse_jobs_open", "keyhouse_live_pages 0", "go_goroutines"} {
		if !strings.Contains(text, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if strings.Contains(text, "secret-token") || strings.Contains(text, "Miller") {
		t.Errorf("the metrics name somebody:\n%s", text)
	}
}
