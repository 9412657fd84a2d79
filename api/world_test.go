package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/guard"
	"keyhouse/id"
	"keyhouse/imports"
	"keyhouse/jobs"
	"keyhouse/machine"
	"keyhouse/mail"
	"keyhouse/money"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

const rightPassword = "four unrelated words"

// world is two accounts behind one server. In ours, Ana has quay and mill alone
// and lake half with Ben; loft is nobody's but the office's; far is theirs.
type world struct {
	t      *testing.T
	db     *db.DB
	Rooms  Rooms
	server *httptest.Server
	at     time.Time

	account, ana, ben, zed       id.ID
	quay, lake, mill, loft, far  id.ID
	stay, atLoft, farStay        *stays.Booking
	member                       map[string]id.ID
	admin, owner, cleaner, notes *caller
	desk, none, rival, manager   *caller
}

// caller is somebody with a token.
type caller struct {
	w     *world
	name  string
	email string
	token string
}

func eachWorld(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newWorld(t, d)) })
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, db: d, at: time.Date(2026, 3, 4, 11, 0, 0, 0, time.UTC), member: map[string]id.ID{}}
	now := func() time.Time { return w.at }
	r := &w.Rooms
	r.Now = now
	r.People = people.New(d, people.Options{Now: now, Mail: w})
	r.Portfolio = portfolio.New(d, r.People, portfolio.Options{Now: now})
	r.Money = money.New(d, r.People, money.Options{Now: now, Mail: w})
	r.Stays = stays.New(d, r.People, r.Portfolio, stays.Options{Now: now, Mail: w})
	r.Imports = imports.New(d, r.People, r.Portfolio, r.Stays, imports.Options{Now: now})
	r.Machine = machine.New(d, r.People, machine.Options{Now: now, Jobs: jobs.New(d, jobs.Options{Now: now}), Data: t.TempDir()})
	w.server = httptest.NewServer(guard.Wrap(Handler(*r), guard.Options{Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))}))
	t.Cleanup(w.server.Close)
	t.Cleanup(func() { w.must(r.People.Close(ctx)) })

	w.account = w.open("harbour", "Alma Admin")
	w.admin = w.signIn("admin@harbour.example")
	theirs := w.open("rival", "Rex Rival")
	w.rival = w.signIn("admin@rival.example")
	w.fill()
	w.people(theirs)
	return w
}

func (w *world) fill() {
	w.ana = w.made(w.admin, "/owners", `{"name":"Ana Lindqvist","commission_bps":2000}`)
	w.ben = w.made(w.admin, "/owners", `{"name":"Ben Maler"}`)
	w.zed = w.made(w.rival, "/owners", `{"name":"Zed Stranger"}`)
	w.quay, w.lake = w.property(w.admin, "Quay House", w.ana), w.property(w.admin, "Lake Cottage", w.ana, w.ben)
	w.mill, w.loft = w.property(w.admin, "Old Mill", w.ana), w.property(w.admin, "Loft")
	w.far = w.property(w.rival, "Far House", w.zed)
	w.stay, w.atLoft, w.farStay = w.book(w.admin, w.quay, 10), w.book(w.admin, w.loft, 12), w.book(w.rival, w.far, 10)
}

func (w *world) people(theirs id.ID) {
	on := func(scope string, of []id.ID, role string, switches ...string) []people.GrantForm {
		return []people.GrantForm{{Role: role, On: scope, Of: of, Switches: switches}}
	}
	w.owner = w.join("Ana Owner", people.Portal, on("client", []id.ID{w.ana}, "portal", "calendar", "owner-money", "block-off", "move-blocks", "statements"))
	w.cleaner = w.join("Carl Cleaner", people.Portal, on("property", []id.ID{w.quay, w.loft}, "portal", "calendar"))
	w.notes = w.join("Nora Notes", people.Portal, on("property", []id.ID{w.quay}, "portal", "calendar", "guest-name", "add-notes"))
	w.desk = w.join("Fred Front", people.Staff, on("account", nil, "front-desk"))
	w.manager = w.join("Mia Manager", people.Staff, on("account", nil, "manager"))
	w.none = w.join("Nina None", people.Portal, nil)
}

// Enqueue makes the world its own mailer.
func (w *world) Enqueue(context.Context, *db.Tx, mail.Mail) error { return nil }

// Link makes a path an address.
func (w *world) Link(path string) string { return "https://keyhouse.example" + path }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) open(slug, admin string) id.ID {
	w.t.Helper()
	o, err := w.Rooms.People.CreateAccount(ctx, people.NewAccount{Slug: slug, Name: strings.ToUpper(slug[:1]) + slug[1:] + " Lettings",
		Currency: "EUR", Zone: "Europe/Brussels", AdminName: admin, AdminEmail: "admin@" + slug + ".example", Password: rightPassword})
	w.must(err)
	return o.Account.ID
}

func (w *world) join(name, kind string, grants []people.GrantForm) *caller {
	w.t.Helper()
	email := strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@people.example"
	m, err := w.Rooms.People.Join(ctx, w.account, people.NewMember{Name: name, Email: email, Password: rightPassword, Kind: kind, Grants: grants})
	w.must(err)
	w.member[name] = m.ID
	p := w.signIn(email)
	p.name = name
	return p
}

// signIn gives somebody who opens a session when they first ask for something:
// passwords take their time.
func (w *world) signIn(email string) *caller { return &caller{w: w, name: email, email: email} }

func (p *caller) enter() {
	if p.token != "" || p.email == "" {
		return
	}
	door := &caller{w: p.w, name: p.name}
	p.token = door.post("/session", `{"email":"`+p.email+`","password":"`+rightPassword+`"}`).is(http.StatusCreated).str("token")
}

// made posts and gives the id of what was made.
func (w *world) made(p *caller, path, body string) id.ID {
	w.t.Helper()
	a := p.post(path, body)
	a.is(http.StatusCreated)
	return id.Must(a.str("id"))
}

func (w *world) property(p *caller, name string, owners ...id.ID) id.ID {
	w.t.Helper()
	made := w.made(p, "/properties", `{"name":"`+name+`","city":"Antwerpen","sleeps":4}`)
	if len(owners) == 0 {
		return made
	}
	var parts []string
	for _, o := range owners {
		parts = append(parts, `{"client":"`+o.String()+`","bps":`+map[int]string{1: "10000", 2: "5000"}[len(owners)]+`}`)
	}
	p.put("/properties/"+made.String()+"/owners", `{"shares":[`+strings.Join(parts, ",")+`]}`).is(http.StatusOK)
	return made
}

// book makes a booking of five nights in March with rent, tax and cleaning.
func (w *world) book(p *caller, property id.ID, day int) *stays.Booking {
	w.t.Helper()
	from := calendar.Day(2026, 3, day)
	if p == w.rival {
		return &stays.Booking{ID: w.made(p, "/bookings", `{"property":"`+property.String()+`","arrive":"`+from.String()+`","depart":"`+from.Add(5).String()+`","guest":"Zora Fremd"}`)}
	}
	a := p.post("/bookings", `{"property":"`+property.String()+`","arrive":"`+from.String()+`","depart":"`+from.Add(5).String()+`",
		"guest":"Gerda Gast","email":"gerda@gast.example","phone":"+49 170 555","adults":2,"children":1,"source":"airbnb","reference":"HMXYZ99",
		"charges":[{"kind":"rent","amount":{"minor":100000,"currency":"EUR"}},{"kind":"tax","amount":{"minor":6000,"currency":"EUR"}}]}`)
	a.is(http.StatusCreated)
	return &stays.Booking{ID: id.Must(a.str("id")), Number: int64(a.num("number"))}
}

// answer is what came back.
type answer struct {
	w       *world
	asked   string
	status  int
	header  http.Header
	raw     []byte
	body    map[string]any
	invalid error
}

func (p *caller) get(path string) *answer            { return p.ask("GET", path, "") }
func (p *caller) post(path, body string) *answer     { return p.ask("POST", path, body) }
func (p *caller) put(path, body string) *answer      { return p.ask("PUT", path, body) }
func (p *caller) patch(path, body string) *answer    { return p.ask("PATCH", path, body) }
func (p *caller) delete(path string) *answer         { return p.ask("DELETE", path, "") }
func (p *caller) ask(method, path, b string) *answer { return p.askWith(method, path, b, nil) }

func (p *caller) askWith(method, path, body string, header http.Header) *answer {
	w := p.w
	w.t.Helper()
	p.enter()
	if strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "/api/") && !strings.HasPrefix(path, "/openapi") {
		path = prefix + path
	}
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	r, err := http.NewRequest(method, w.server.URL+path, in)
	w.must(err)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	w.must(err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	w.must(err)
	a := &answer{w: w, asked: p.name + " " + method + " " + path, status: res.StatusCode, header: res.Header, raw: raw}
	if len(raw) > 0 && strings.Contains(res.Header.Get("Content-Type"), "json") {
		a.invalid = json.Unmarshal(raw, &a.body)
		if a.invalid != nil {
			w.t.Errorf("%s: no JSON: %v\n%s", a.asked, a.invalid, raw)
		}
	}
	a.described(method, strings.TrimPrefix(r.URL.Path, prefix))
	return a
}

// described demands that the description of the operation has this answer by
// its number, and in this form.
func (a *answer) described(method, path string) {
	a.w.t.Helper()
	for template, item := range descriptions() {
		o := item[strings.ToLower(method)]
		if o.Responses == nil || !fits(template, path) {
			continue
		}
		of, named := o.Responses[strconv.Itoa(a.status)]
		form := a.header.Get("Content-Type")
		if _, formed := of.Content[form]; !named || form != "" && !formed {
			a.w.t.Errorf("%s answers %d as %q, which its description does not have", a.asked, a.status, form)
		}
	}
}

type operation struct {
	Responses map[string]struct {
		Content map[string]json.RawMessage
	}
}

// descriptions are the operations of openapi.json by address and method.
var descriptions = sync.OnceValue(func() map[string]map[string]operation {
	var book struct {
		Paths map[string]map[string]operation
	}
	text, err := os.ReadFile("openapi.json")
	if err == nil {
		err = json.Unmarshal(text, &book)
	}
	if err != nil {
		panic(err)
	}
	return book.Paths
})

// fits reports whether path is one of template's. An address without
// parameters goes before one with.
func fits(template, path string) bool {
	if _, exact := descriptions()[path]; exact {
		return template == path
	}
	t, p := strings.Split(template, "/"), strings.Split(path, "/")
	return len(t) == len(p) && slices.EqualFunc(t, p, func(t, p string) bool { return t == p || strings.HasPrefix(t, "{") })
}

func (a *answer) is(status int) *answer {
	a.w.t.Helper()
	if a.status != status {
		a.w.t.Fatalf("%s: %d, want %d\n%s", a.asked, a.status, status, a.raw)
	}
	return a
}

// problem demands an RFC 9457 problem of a status and kind.
func (a *answer) problem(status int, kind string) *answer {
	a.w.t.Helper()
	a.is(status)
	if a.header.Get("Content-Type") != "application/problem+json" || a.str("type") != problemPath+kind || a.num("status") != float64(status) ||
		a.str("title") == "" || a.str("detail") == "" || a.str("request") == "" {
		a.w.t.Errorf("%s: %s %s, want the kind %s", a.asked, a.header.Get("Content-Type"), a.raw, kind)
	}
	return a
}

// at demands that the problem points at a place.
func (a *answer) at(place string) *answer {
	a.w.t.Helper()
	for _, e := range a.list("errors") {
		f := e.(map[string]any)
		if (f["pointer"] == place || f["parameter"] == place) && f["detail"] != "" {
			return a
		}
	}
	a.w.t.Errorf("%s: nothing points at %s\n%s", a.asked, place, a.raw)
	return a
}

func (a *answer) str(name string) string {
	s, _ := a.body[name].(string)
	return s
}

func (a *answer) num(name string) float64 {
	n, _ := a.body[name].(float64)
	return n
}

func (a *answer) list(name string) []any {
	l, _ := a.body[name].([]any)
	return l
}

func (a *answer) items() []map[string]any {
	var out []map[string]any
	for _, i := range a.list("items") {
		out = append(out, i.(map[string]any))
	}
	return out
}

// has and lacks say which fields an answer must and must not have.
func (a *answer) has(names ...string) *answer {
	a.w.t.Helper()
	for _, n := range names {
		if _, there := a.body[n]; !there {
			a.w.t.Errorf("%s: no %s\n%s", a.asked, n, a.raw)
		}
	}
	return a
}

func (a *answer) lacks(names ...string) *answer {
	a.w.t.Helper()
	for _, n := range names {
		if _, there := a.body[n]; there {
			a.w.t.Errorf("%s: there is %s\n%s", a.asked, n, a.raw)
		}
	}
	return a
}

// without demands that none of words is anywhere in the answer.
func (a *answer) without(words ...string) *answer {
	a.w.t.Helper()
	for _, word := range words {
		if bytes.Contains(a.raw, []byte(word)) {
			a.w.t.Errorf("%s: it says %q\n%s", a.asked, word, a.raw)
		}
	}
	return a
}

func ids(a *answer) map[string]bool {
	out := map[string]bool{}
	for _, i := range a.items() {
		s, _ := i["id"].(string)
		out[s] = true
	}
	return out
}
