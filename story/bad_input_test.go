package story

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"keyhouse/id"
	"keyhouse/people"
)

// What went wrong elsewhere: a form that nobody ever filled in wrongly took the
// server down, or saved half of what was sent. Here every form and every
// operation gets what nobody would type. Whatever it answers, it is not our own
// failure; and afterwards all data verify (see open).

// nonsenseValues are what each field gets in turn.
func nonsenseValues(theirs string) []string {
	return []string{"", " ", "\x00\x1b", "\xff\xfe", strings.Repeat("long ", 20_000), "9999-12-31", "0000-00-00", "-1", "-99999999999999999999.99", "1e308", "NaN", "0.001",
		"XQQ", "' OR 1=1 --", "<script>alert(1)</script>", id.New().String(), theirs, "undefined"}
}

// strangeQueries are what each address that can be opened gets behind it.
var strangeQueries = []string{"cursor=garbage", "cursor=" + strings.Repeat("A", 5_000), "limit=-1", "limit=999999999999", "limit=ten", "sort=;drop", "q=%00%1b", "q=%ff", "q=a&q=b", "q=%25_%27",
	"q=" + strings.Repeat("x+", 900), "from=9999-12-31", "from=9999-99-99&until=1", "from=2031-03-04&until=2000-01-01", "month=0000-13", "month=9999-12", "days=-5", "days=100000000", "property=7", "client=%00",
	"owner=" + strings.Repeat("f", 36), "state=gone", "arriving=tomorrow", "%zz", "thing=booking&record=1&group=&verb=", "next=//evil.example", "next=https://evil.example", "in_house=9999-12-31"}

func TestBadInputOpening(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		rival := w.company("rival", "Rival Rooms", "Rex Rival")
		far := rival.property("Far House", portfolioAll(rival.client("Zed Stranger").ID)...)
		h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar", "all-money", "block-off", "statements"))
		for _, p := range []*person{w.enter("Ines Alvarez"), w.enter("Olga Owner")} {
			for _, r := range w.roads() {
				if unwalked(r) {
					continue
				}
				for _, bad := range []string{"7", "%00", "..%2f..", strings.Repeat("f", 36), "' OR 1=1 --", far.ID.String()} {
					if len(r.params) == 0 {
						break
					}
					values := slices.Repeat([]string{url.PathEscape(strings.NewReplacer("%00", "\x00", "%2f", "/").Replace(bad))}, len(r.params))
					if got := p.get(r.to(values...)); got.status < 400 || got.status >= 500 {
						got.wrong("%d for an id that is none", got.status)
					}
				}
				if len(r.params) == 0 {
					for _, q := range strangeQueries {
						if got := p.get(r.path + "?" + q); got.status >= 500 || strings.Contains(got.path, "evil") {
							got.wrong("%d", got.status)
						}
					}
				}
			}
		}
	})
}

// form is a form as it stands on a page.
type form struct {
	action string
	values url.Values
	names  []string
	file   string // the name of its file field
}

// forms collects every form there is to be found, by opening every page at one
// record of each kind.
func (p *person) forms(ids map[string]string) []form {
	p.t.Helper()
	var all []form
	had := map[string]bool{}
	for _, r := range screenRoads(p.t) {
		var at []string
		for _, param := range r.params {
			at = append(at, ids[r.thingOf(param)])
		}
		if unwalked(r) || slices.Contains(at, "") {
			continue
		}
		got := p.get(r.to(at...))
		for n := range got.root().Descendants() {
			if action := attr(n, "action"); n.DataAtom == atom.Form && strings.EqualFold(attr(n, "method"), "post") && !had[action] && !leaves(action) {
				had[action] = true
				all = append(all, formAt(n))
			}
		}
	}
	slices.SortStableFunc(all, func(a, b form) int { return ends(a.action) - ends(b.action) })
	return all
}

// ends puts those forms last after which there is nothing left to be wrong about.
func ends(action string) int {
	if slices.ContainsFunc([]string{"/delete", "/archive", "/cancel", "/remove", "/deactivate"}, func(end string) bool { return strings.HasSuffix(action, end) }) {
		return 1
	}
	return 0
}

// leaves are forms that end the session one fills them in with, and the switch of
// day and night, which takes anything.
func leaves(action string) bool {
	return slices.ContainsFunc([]string{"/sign-out", "/switch", "/acting/stop", "/log-in-as", "/sign-in", "/me/sessions", "/forgot", "/theme"}, func(end string) bool { return strings.Contains(action, end) })
}

func formAt(n *html.Node) form {
	f := form{action: attr(n, "action")}
	f.values, f.names = filled(n)
	for in := range n.Descendants() {
		if attr(in, "type") == "file" {
			f.file = attr(in, "name")
		}
	}
	slices.Sort(f.names)
	f.names = slices.Compact(f.names)
	return f
}

// Every form, with each field in turn empty, overlong, of the wrong kind, somebody
// else's, or twice.
func TestBadInputForms(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		rival := w.company("rival", "Rival Rooms", "Rex Rival")
		far := rival.property("Far House", portfolioAll(rival.client("Zed Stranger").ID)...)
		ines := w.enter("Ines Alvarez")
		forms := ines.forms(h.oneOfEach())
		if len(forms) < 20 {
			t.Errorf("only %d forms were found", len(forms))
		}
		for _, f := range forms {
			for _, name := range f.names {
				for _, bad := range nonsenseValues(far.ID.String()) {
					ines.nonsense(f, name, bad)
				}
				ines.nonsense(f, name, f.values.Get(name), "another")
			}
			ines.nonsense(f, "", "")
			ines.send("POST", f.action, "application/x-www-form-urlencoded", strings.NewReader("%zz=%"), nil).isBad()
			ines.send("POST", f.action, "application/x-www-form-urlencoded", strings.NewReader("x="+strings.Repeat("y", 2<<20)), nil).isBad()
			if f.file != "" {
				ines.uploads(f)
			}
		}
		w.enter("Rex Rival").get("/properties/" + far.ID.String()).ok().shows("Far House").hides("Harbour")
	})
}

// nonsense sends a form with one field changed; with no name, an empty one.
func (p *person) nonsense(f form, name string, bad ...string) {
	p.t.Helper()
	sent := url.Values{}
	if name != "" {
		for other, all := range f.values {
			sent[other] = all
		}
		sent[name] = bad
	}
	got := p.send("POST", f.action, "application/x-www-form-urlencoded", strings.NewReader(sent.Encode()), nil)
	if got.status >= 500 {
		got.wrong("%d for %s=%.40q", got.status, name, bad)
	}
	if got.status == http.StatusUnprocessableEntity && !strings.Contains(got.body, `role="alert"`) && !strings.Contains(got.body, "trouble__say") {
		got.wrong("refused without a word for %s=%.40q", name, bad)
	}
	got.hides("Far House", "Zed Stranger")
}

// isBad demands a refusal that is the sender's fault.
func (g *page) isBad() {
	g.t.Helper()
	if g.status < 400 || g.status >= 500 {
		g.wrong("%d for what cannot be read", g.status)
	}
}

// uploads sends files that are not what they should be.
func (p *person) uploads(f form) {
	p.t.Helper()
	for _, file := range []string{"", "\x00\x01\x02", "\x1f\x8b\x08garbage", "PK\x03\x04garbage", "a,b\n\"never closed", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", strings.Repeat("BEGIN:VEVENT\n", 5_000)} {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		for name, all := range f.values {
			if name != f.file {
				_ = m.WriteField(name, all[0])
			}
		}
		part, _ := m.CreateFormFile(f.file, "../../etc/passwd") // a bytes.Buffer does not fail
		_, _ = part.Write([]byte(file))
		m.Close()
		if got := p.send("POST", f.action, m.FormDataContentType(), &b, nil); got.status >= 500 {
			got.wrong("%d for the file %.20q", got.status, file)
		}
	}
	p.send("POST", f.action, "multipart/form-data; boundary=x", strings.NewReader("--x\r\nnot a part"), nil).isBad()
	p.send("POST", f.action, "multipart/form-data", strings.NewReader("no boundary"), nil).isBad()
}

// oneOfEach is a record of each kind, by the names that roads give them.
func (h *harbour) oneOfEach() map[string]string {
	h.w.t.Helper()
	cleo := h.join("Cleo Cleaner", people.Portal, onProperties([]id.ID{h.quay.ID}, "calendar"))
	grants, err := h.w.People.Grants(h.w.t.Context(), h.boss, cleo.ID)
	h.w.must(err)
	stay, err := h.w.Stays.Booking(h.w.t.Context(), h.boss, h.gerda.ID)
	h.w.must(err)
	return map[string]string{"client": h.ben.ID.String(), "property": h.quay.ID.String(), "booking": h.gerda.ID.String(), "charge": stay.Charges[0].ID.String(),
		"member": cleo.ID.String(), "grant": grants[0].ID.String()}
}
