package story

import (
	"bufio"
	"net/http"
	"strings"
	"testing"

	"keyhouse/db/dbtest"
	"keyhouse/people"
	"keyhouse/server"
)

// channel is an open page's live channel.
type channel struct {
	by *person
	in *bufio.Scanner
}

// listen opens the channel that every open page has, and waits until it stands.
func (p *person) listen() *channel {
	p.t.Helper()
	res, err := p.http.Do(p.request("GET", "/live", "", nil, http.Header{"Accept": {"text/event-stream"}}))
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { res.Body.Close() })
	c := &channel{by: p, in: bufio.NewScanner(res.Body)}
	if !c.in.Scan() {
		p.t.Fatalf("%s: the channel says nothing", p.name)
	}
	return c
}

// ends waits until the page is told that it is over. A page that is told to look
// again does, as browsers do.
func (c *channel) ends() {
	c.by.t.Helper()
	for c.in.Scan() {
		switch c.in.Text() {
		case "event: ended":
			return
		case "event: again":
			c = c.by.listen()
		}
	}
	c.by.t.Errorf("%s: the channel closed without a word", c.by.name)
}

// again waits until the page is told that its person may see more or less now.
func (c *channel) again() {
	c.by.t.Helper()
	for c.in.Scan() {
		if c.in.Text() == "event: again" {
			return
		}
	}
	c.by.t.Errorf("%s: the channel closed without a word", c.by.name)
}

// What happened elsewhere: somebody was switched off, and the tab they had open
// went on working until they closed it. Here the very next request fails, at
// once, and the open page hears of it.
func TestO10JustDeactivated(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		ines := w.enter("Ines Alvarez")
		for _, do := range []string{"deactivate", "delete"} {
			name := "Olga " + strings.ToUpper(do[:1]) + do[1:]
			olga := h.join(name, people.Portal, onClient(h.ana.ID, "calendar"))
			desk, phone := w.enter(name), w.enter(name)
			page := desk.listen()
			desk.why("booking", h.gerda.ID, "dates").ok().shows(yes)
			ines.get(accessOf(olga) + "/" + do).ok().fill(accessOf(olga) + "/" + do).ok()
			for _, p := range []*person{desk, phone} {
				for _, road := range []string{"/", "/accounts", "/me", "/why?thing=booking&record=" + h.gerda.ID.String(), "/settings/access"} {
					if got := p.get(road); got.status != http.StatusUnauthorized && got.path != "/sign-in" {
						got.wrong("%s: goes on", do)
					} else {
						got.hides("Harbour Homes", "Quay House")
					}
				}
			}
			page.ends()
			w.somebody(name).get("/live").ok().shows("event: ended") // who is not signed in is told so
			w.somebody(name).signIn(password).is(http.StatusUnauthorized).hides("Quay House")
		}
	})
}

// A deactivated person comes back exactly as they were.
func TestO10Reactivated(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		w.enter("Olga Owner")
		ines := w.enter("Ines Alvarez")
		ines.post(accessOf(olga) + "/deactivate").ok().shows("inactive")
		w.somebody("Olga Owner").signIn(password).is(http.StatusUnauthorized)
		ines.get(accessOf(olga)).fill(accessOf(olga) + "/reactivate").ok().shows("active")
		w.enter("Olga Owner").why("booking", h.gerda.ID, "dates").ok().shows(yes)
	})
}

// Two servers on one database: what is taken away at one ends at the other –
// sessions, cached rights, and the channel of an open page.
func TestTwoNodes(t *testing.T) {
	alongside(t)
	dsn := dbtest.PostgresDSN(t)
	a := open(t, dsn)
	b := a.beside()
	h := a.harbour()
	olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar", "guest-name"))
	ines := a.enter("Ines Alvarez")

	here := a.enter("Olga Owner")
	there := here.elsewhere(b)
	there.get("/").ok().shows("Harbour Homes") // one session, good at both
	there.why("booking", h.gerda.ID, "guest").ok().shows(yes)
	page := there.listen()

	grant := ines.grants(olga)[0]
	path := accessOf(olga) + "/grants/" + grant
	ines.get(path).fill(path, "switch=calendar", "do=save").ok()
	there.why("booking", h.gerda.ID, "guest").ok().shows(no)
	page.again()
	page = there.listen()
	ines.post(path + "/delete").ok()
	there.why("booking", h.gerda.ID, "guest").missing()
	page.again()
	page = there.listen()

	ines.post(accessOf(olga) + "/deactivate").ok()
	there.get("/").is(http.StatusUnauthorized)
	page.ends()
	b.somebody("Olga Owner").signIn(password).is(http.StatusUnauthorized)

	// And the other way round, for the office itself.
	atB := ines.elsewhere(b)
	open := ines.listen()
	atB.post("/sign-out").ok()
	ines.get("/settings/access").is(http.StatusUnauthorized)
	open.ends()
}

// beside is another server of the same installation.
func (w *town) beside() *town {
	w.t.Helper()
	b := &town{t: w.t, clock: w.clock, box: w.box, dsn: w.dsn, log: w.log}
	b.node(w.dsn, server.Options{})
	return b
}
