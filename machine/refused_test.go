package machine

import (
	"strings"
	"sync"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
	"keyhouse/jobs"
	"keyhouse/mail"
	"keyhouse/people"
	"keyhouse/people/trailtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// world is one account, whose admin the boss is, and its machine.
type world struct {
	*Store
	t       *testing.T
	account id.ID
	boss    *access.Viewer

	mu sync.Mutex
	at time.Time
}

func eachWorld(t *testing.T, test func(w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := &world{t: t, at: time.Date(2026, 3, 4, 11, 0, 0, 0, time.UTC)}
		p := people.New(d, people.Options{Now: w.clock})
		queue := jobs.New(d, jobs.Options{Now: w.clock})
		post, err := mail.New(d, queue, mail.Options{Now: w.clock})
		w.must(err)
		w.Store = New(d, p, Options{Now: w.clock, Data: t.TempDir(), Jobs: queue, Mail: post})
		admin := w.open("harbour")
		w.account, w.boss = admin.Account, w.viewer(admin)
		test(w)
	})
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *world) tick() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(5 * time.Minute)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// open opens one more account and gives its admin.
func (w *world) open(slug string) people.Member {
	w.t.Helper()
	o, err := w.people.CreateAccount(w.t.Context(), people.NewAccount{Slug: slug, Name: slug, AdminName: "Alma " + slug, AdminEmail: "admin@" + slug + ".example", Password: "four unrelated words"})
	w.must(err)
	return o.Admin
}

func (w *world) join(name, role, on string) *access.Viewer {
	w.t.Helper()
	m, err := w.people.Join(w.t.Context(), w.account, people.NewMember{Name: name, Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@people.example",
		Kind: people.Staff, Password: "four unrelated words", Grants: []people.GrantForm{{Role: role, On: on}}})
	w.must(err)
	return w.viewer(m)
}

func (w *world) viewer(m people.Member) *access.Viewer {
	w.t.Helper()
	var v *access.Viewer
	w.must(w.db.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		v, err = w.people.ViewerFor(w.t.Context(), tx, m.Account, m.ID, w.clock())
		return err
	}))
	return v
}

// walk makes every call as who, who may make none of those that are not skipped.
func (w *world) walk(who *access.Viewer, skip func(string) bool) {
	w.t.Helper()
	trailtest.Room{Store: w.Store, People: w.people, DB: w.db, Who: who, Tick: w.tick, Record: id.New(), Skip: skip,
		Args: map[string][]any{"ChooseBackupPlan": {true, "03:00", 7}},
		Asks: map[string]string{
			"Whole":   "screens ask it to know which tabs to show",
			"Trouble": "the navigation asks it for its number",
		}}.Walk(w.t)
}

// TestL6RefusalsAreInTheTrail: whatever a Manager tries of the server, and an
// Admin or IT of an account that shares it, stands in the trail once.
func TestL6RefusalsAreInTheTrail(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.walk(w.join("Mo Manager", "manager", "account"), nil)
	})
}

// ownCalls are about one's own account, whoever the installation belongs to.
func ownCalls(name string) bool {
	return name == "Overview" || name == "Plan" || name == "Post" || name == "RetryMail" || name == "Ways"
}

func TestL13RefusalsWhereSeveralAccountsShareTheServer(t *testing.T) {
	eachWorld(t, func(w *world) {
		it := w.join("Ivy Technik", "it", "server")
		w.walk(it, func(name string) bool { return ownCalls(name) || !keyCall(name) })
		w.open("rival")
		w.walk(it, ownCalls)
		w.walk(w.boss, ownCalls)
	})
}

// keyCall is what even IT of the only account may not.
func keyCall(name string) bool {
	return name == "ChooseRecipients" || name == "Trouble" || name == "Whole"
}
