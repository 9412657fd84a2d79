package story

import (
	"context"
	"flag"
	"log/slog"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
	"keyhouse/passwords"
	"keyhouse/people"
	"keyhouse/server"
	"keyhouse/web/browsertest"
)

// TestMain has twice as many stories told at once as there are processors, since
// people wait for mails and pages most of the time.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0))); err != nil {
		panic(err)
	}
	debug.SetGCPercent(300) // stories throw away nearly all they make
	dbtest.Main(m, browsertest.Stop)
}

// password is everybody's who has one.
const password = "four unrelated words"

// hashed is the password as it is kept, worked out once.
var hashed = sync.OnceValue(func() passwords.Hashed { return passwords.Hash(password) })

// clock runs like any other, from a morning that is the same in every run, and
// can be put forward. It lies in the future, so that cookies live.
type clock struct {
	mu    sync.Mutex
	began time.Time
	ahead time.Duration
	still bool
}

// morning is when every story begins: a Tuesday.
var morning = time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC)

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.still {
		return morning.Add(c.ahead)
	}
	return morning.Add(c.ahead + time.Since(c.began))
}

// stop holds the clock, so that two pages can be compared word for word.
func (c *clock) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead, c.still = c.ahead+time.Since(c.began), true
}

func (c *clock) wait(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// day is a day counted from that of the stories.
func day(n int) calendar.Date { return calendar.DateOf(morning).Add(n) }

// town is a running installation, its mailbox, and everybody in it.
type town struct {
	*server.House
	t     *testing.T
	url   string
	clock *clock
	box   *box
	dsn   string
	log   *failures
	data  string // folder of the node started last
}

// alongside lets a story be told while others are; it may tell several.
func alongside(t *testing.T) {
	t.Helper()
	if _, told := told.LoadOrStore(t, true); !told {
		t.Parallel()
	}
}

var told sync.Map // *testing.T

// each tells a story on both databases, beside other stories.
func each(t *testing.T, tell func(w *town)) {
	t.Helper()
	alongside(t)
	t.Run("sqlite", func(t *testing.T) { tell(open(t, dbtest.SQLiteFile(t))) })
	t.Run("postgres", func(t *testing.T) { tell(open(t, dbtest.PostgresDSN(t))) })
}

// eachWith is each where the operator has chosen more.
func eachWith(t *testing.T, choose func(*town, *server.Options), tell func(w *town)) {
	t.Helper()
	alongside(t)
	t.Run("sqlite", func(t *testing.T) { tell(openWith(t, dbtest.SQLiteFile(t), choose)) })
	t.Run("postgres", func(t *testing.T) { tell(openWith(t, dbtest.PostgresDSN(t), choose)) })
}

// open starts an installation on a database. When the story is over everything
// in it has to verify, and nothing may have failed on our side.
func open(t *testing.T, dsn string) *town {
	t.Helper()
	return openWith(t, dsn, func(*town, *server.Options) {})
}

// openWith is open where the operator has chosen more.
func openWith(t *testing.T, dsn string, choose func(*town, *server.Options)) *town {
	t.Helper()
	w := &town{t: t, clock: &clock{began: time.Now()}, box: openBox(t), dsn: dsn, log: &failures{}}
	var o server.Options
	choose(w, &o)
	w.node(dsn, o)
	t.Cleanup(func() {
		w.verify()
		for _, line := range w.log.all() {
			t.Error("failed on our side:", line)
		}
	})
	return w
}

// node starts a server of the town.
func (w *town) node(dsn string, o server.Options) {
	w.t.Helper()
	o.Database, o.Synchronous, o.Data = dsn, "NORMAL", w.t.TempDir()
	o.Listen, o.SMTP, o.From, o.Now = "127.0.0.1:0", "smtp://"+w.box.addr, "office@keyhouse.example", w.clock.now
	w.data = o.Data
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelError}))
	}
	h, err := server.Open(context.Background(), o)
	w.must(err)
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- h.Serve(ctx, func(url string) { ready <- url }) }()
	select {
	case w.url = <-ready:
	case err := <-ended:
		w.t.Fatal(err)
	}
	w.House = h
	w.t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			w.t.Error("stopping:", err)
		}
		if err := h.Close(); err != nil {
			w.t.Error("closing:", err)
		}
	})
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// verify looks through every account for what does not hold.
func (w *town) verify() {
	w.t.Helper()
	w.must(w.Verify(context.Background(), func(check string, findings []string) {
		for _, f := range findings {
			w.t.Errorf("afterwards %s do not hold: %s", check, f)
		}
	}))
}

// company is an account with its admin.
type company struct {
	people.Account
	w    *town
	boss *access.Viewer // the admin's eyes, to set the scene
}

// open opens an account whose admin has an address of that name.
func (w *town) company(slug, name, admin string) *company {
	w.t.Helper()
	o, err := w.People.CreateAccount(context.Background(), people.NewAccount{Slug: slug, Name: name, Template: "holiday-rentals",
		Plan: "enterprise", Currency: "EUR", Zone: "Europe/Brussels", AdminName: admin, AdminEmail: address(admin), Hashed: hashed()})
	w.must(err)
	return &company{Account: o.Account, w: w, boss: w.viewer(o.Admin)}
}

// address is somebody's e-mail address.
func address(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@people.example"
}

// viewer is how a member sees things.
func (w *town) viewer(m people.Member) *access.Viewer {
	w.t.Helper()
	var v *access.Viewer
	w.must(w.DB.Read(context.Background(), func(tx *db.Tx) (err error) {
		v, err = w.People.ViewerFor(context.Background(), tx, m.Account, m.ID, w.clock.now())
		return err
	}))
	return v
}

// join adds somebody who has a password already.
func (c *company) join(name, kind string, grants ...people.GrantForm) people.Member {
	c.w.t.Helper()
	m, err := c.w.People.Join(context.Background(), c.ID, people.NewMember{Name: name, Email: address(name), Hashed: hashed(), Kind: kind, Grants: grants})
	c.w.must(err)
	return m
}

// onClient and onProperties are access records of the portal.
func onClient(client id.ID, switches ...string) people.GrantForm {
	return people.GrantForm{Role: "portal", On: "client", Of: []id.ID{client}, Switches: switches}
}

func onProperties(properties []id.ID, switches ...string) people.GrantForm {
	return people.GrantForm{Role: "portal", On: "property", Of: properties, Switches: switches}
}

// as is a grant of any other role over the account.
func as(role string, switches ...string) people.GrantForm {
	return people.GrantForm{Role: role, On: "account", Switches: switches}
}

// failures keeps what was logged as our own fault.
type failures struct {
	mu    sync.Mutex
	lines []string
}

func (f *failures) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lines = append(f.lines, string(line))
	return len(line), nil
}

func (f *failures) all() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string{}, f.lines...)
}

// has reports whether a line holds all of some words.
func (f *failures) has(words ...string) bool {
	return slices.ContainsFunc(f.all(), func(line string) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(line, word) })
	})
}
