package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/server"
	"keyhouse/stays"
	"keyhouse/web"
	"keyhouse/web/browsertest"
)

func TestMain(m *testing.M) { dbtest.Main(m, browsertest.Stop) }

const password = "four unrelated words"

var (
	clock = time.Date(2026, 3, 4, 11, 0, 0, 0, time.UTC)
	march = func(day int) calendar.Date { return calendar.Day(2026, 3, day) }
)

// What must never reach somebody it is not shown to. Each is found on the
// booking of the guest at Quay.
const (
	markName, markEmail, markPhone = "Zorbel Quist", "zorbel@mark.example", "+32 477 90 90 90"
	markNote, markReference        = "The parrot stays", "HMX17MARK"
	markTotal, markOwner           = "1,234.56", "800.00"
)

// office is a company whose screens are looked at over HTTP. Quay and Pier are
// Ana's, Lake hers and Ben's by half, Loft is Ben's.
type office struct {
	t *testing.T
	*server.House
	url                    string
	account                id.ID
	boss                   *access.Viewer
	ana, ben               portfolio.Client
	quay, pier, lake, loft portfolio.Property
	stay, other            *stays.Booking // Zorbel's at Quay, and one at Loft
}

func newOffice(t *testing.T) *office {
	t.Helper()
	h, err := server.Open(t.Context(), server.Options{Database: dbtest.SQLiteFile(t), KeepMail: true, Now: func() time.Time { return clock }})
	w := &office{t: t, House: h}
	w.must(err)
	t.Cleanup(func() { _ = h.Close() })
	site := httptest.NewServer(web.Handler(web.Rooms{People: h.People, Portfolio: h.Portfolio, Money: h.Money, Stays: h.Stays, Imports: h.Imports, Machine: h.Machine, Mail: h.Mail, Live: h.Live,
		Now: func() time.Time { return clock }}))
	t.Cleanup(site.Close)
	w.url = site.URL
	o, err := h.People.CreateAccount(t.Context(), people.NewAccount{Slug: "harbour", Name: "Harbour Lettings", Currency: "EUR", Zone: "Europe/Brussels",
		AdminName: "Alma Admin", AdminEmail: "alma.admin@people.example", Password: password})
	w.must(err)
	w.account, w.boss = o.Admin.Account, w.viewer(o.Admin)
	w.ana, w.ben = w.client("Ana Lindqvist"), w.client("Ben Maler")
	w.quay, w.pier = w.property("Quay", whole(w.ana)), w.property("Pier", whole(w.ana))
	w.lake = w.property("Lake", half(w.ana), half(w.ben))
	w.loft = w.property("Loft", whole(w.ben))
	w.stay = w.booking(stays.BookingForm{Property: w.quay.ID, Nights: calendar.Nights{Arrive: march(10), Depart: march(14)}, Source: stays.SourceAirbnb, Reference: markReference,
		Guest: stays.Guest{Name: markName, Email: markEmail, Phone: markPhone, Adults: 2}, Charges: []stays.ChargeForm{{Kind: stays.Rent, Amount: "1000"}, {Kind: stays.Fee, Amount: "234.56"}}})
	w.other = w.booking(stays.BookingForm{Property: w.loft.ID, Nights: calendar.Nights{Arrive: march(11), Depart: march(13)}, Guest: stays.Guest{Name: "Loftus Hidden"}})
	_, err = h.Portfolio.AddNote(t.Context(), w.boss, access.Booking, w.stay.ID, markNote)
	w.must(err)
	return w
}

func whole(c portfolio.Client) portfolio.Part { return portfolio.Part{Client: c.ID, BPS: 10_000} }
func half(c portfolio.Client) portfolio.Part  { return portfolio.Part{Client: c.ID, BPS: 5_000} }

func (w *office) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *office) viewer(m people.Member) (v *access.Viewer) {
	w.t.Helper()
	w.must(w.DB.Read(context.Background(), func(tx *db.Tx) (err error) {
		v, err = w.People.ViewerFor(context.Background(), tx, m.Account, m.ID, clock)
		return err
	}))
	return v
}

func (w *office) client(name string) portfolio.Client {
	w.t.Helper()
	c, err := w.Portfolio.CreateClient(w.t.Context(), w.boss, portfolio.ClientForm{Name: name, CommissionBPS: 2_000})
	w.must(err)
	return c
}

func (w *office) property(name string, owners ...portfolio.Part) portfolio.Property {
	w.t.Helper()
	p, err := w.Portfolio.CreateProperty(w.t.Context(), w.boss, portfolio.PropertyForm{Name: name, City: "Ostend"})
	w.must(err)
	err = w.Portfolio.SetShares(w.t.Context(), w.boss, p.ID, owners, 0)
	w.must(err)
	return p
}

func (w *office) booking(f stays.BookingForm) *stays.Booking {
	w.t.Helper()
	b, err := w.Stays.CreateBooking(w.t.Context(), w.boss, f)
	w.must(err)
	return b
}

// visitor is somebody at a browser.
type visitor struct {
	w    *office
	name string
	http *http.Client
}

// portal signs in a portal user with access to a client or to properties.
func (w *office) portal(name string, on string, of []id.ID, switches ...string) *visitor {
	w.t.Helper()
	_, err := w.People.Join(w.t.Context(), w.account, people.NewMember{Name: name, Email: mailOf(name), Password: password,
		Grants: []people.GrantForm{{Role: "portal", On: on, Of: of, Switches: switches}}})
	w.must(err)
	return w.signIn(name)
}

func (w *office) staff(name, role string) *visitor {
	w.t.Helper()
	_, err := w.People.Join(w.t.Context(), w.account, people.NewMember{Name: name, Email: mailOf(name), Password: password, Kind: people.Staff,
		Grants: []people.GrantForm{{Role: role, On: "account"}}})
	w.must(err)
	return w.signIn(name)
}

func mailOf(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@people.example"
}

func (w *office) signIn(name string) *visitor {
	w.t.Helper()
	v := w.stranger(name)
	v.post("/sign-in", url.Values{"email": {mailOf(name)}, "password": {password}}).is(http.StatusSeeOther)
	return v
}

// stranger is at a browser and not signed in.
func (w *office) stranger(name string) *visitor {
	return &visitor{w, name, &http.Client{Jar: jar{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// jar keeps cookies whatever the year: the office's clock stands still.
type jar map[string]*http.Cookie

func (j jar) SetCookies(_ *url.URL, all []*http.Cookie) {
	for _, c := range all {
		j[c.Name] = c
	}
}

func (j jar) Cookies(*url.URL) (all []*http.Cookie) {
	for _, c := range j {
		all = append(all, c)
	}
	return all
}

// answer is what a visitor got.
type answer struct {
	by     *visitor
	asked  string
	status int
	to     string
	body   string
}

func (v *visitor) get(path string) answer {
	v.w.t.Helper()
	r, err := v.http.Get(v.w.url + path)
	return v.read("GET "+path, r, err)
}

func (v *visitor) post(path string, form url.Values) answer {
	v.w.t.Helper()
	r, err := v.http.PostForm(v.w.url+path, form)
	return v.read("POST "+path, r, err)
}

func (v *visitor) read(asked string, r *http.Response, err error) answer {
	v.w.t.Helper()
	v.w.must(err)
	defer func() { _ = r.Body.Close() }()
	b, err := io.ReadAll(r.Body)
	v.w.must(err)
	return answer{v, asked, r.StatusCode, r.Header.Get("Location"), string(b)}
}

func (a answer) is(status int) answer {
	a.by.w.t.Helper()
	if a.status != status {
		a.by.w.t.Errorf("%s: %s gives %d, not %d: %s", a.by.name, a.asked, a.status, status, text(a.body))
	}
	return a
}

func (a answer) says(words ...string) answer {
	a.by.w.t.Helper()
	for _, s := range words {
		if !strings.Contains(text(a.body), s) {
			a.by.w.t.Errorf("%s: %s does not say %q: %s", a.by.name, a.asked, s, text(a.body))
		}
	}
	return a
}

// hides demands that words are nowhere in the answer, markup included.
func (a answer) hides(words ...string) answer {
	a.by.w.t.Helper()
	for _, s := range words {
		if strings.Contains(a.body, s) {
			a.by.w.t.Errorf("%s: %s discloses %q", a.by.name, a.asked, s)
		}
	}
	return a
}

var (
	tag   = regexp.MustCompile(`(?s)<(script|style|svg|head)\b.*?</(script|style|svg|head)>|<[^>]*>`)
	space = regexp.MustCompile(`\s+`)
)

func text(html string) string {
	s := space.ReplaceAllString(tag.ReplaceAllString(html, " "), " ")
	return strings.NewReplacer("&amp;", "&", "&#39;", "'").Replace(s)
}
