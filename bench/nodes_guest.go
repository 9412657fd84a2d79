package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// fate is what becomes of somebody.
type fate int

const (
	remains fate = iota
	deactivated
	deleted
	sessionEnded
	signedOut
	grantRemoved
	suspended
)

// fates say which status each key of somebody gets at every node.
var fates = []struct {
	name                        string
	session, phone, token, feed int
}{
	remains:      {"stays", 200, 200, 200, 200},
	deactivated:  {"was deactivated", 401, 401, 401, 404},
	deleted:      {"was deleted", 401, 401, 401, 404},
	sessionEnded: {"had one session ended", 401, 200, 200, 200},
	signedOut:    {"was signed out everywhere", 401, 401, 401, 200},
	grantRemoved: {"had their grant removed", 404, 404, 404, 404},
	suspended:    {"is in a suspended account", 403, 403, 403, 403},
}

// endsPage says whether an open page turns to the signed-out one.
func (f fate) endsPage() bool { return f != remains && f != grantRemoved }

// guest is one of the people, with every key they hold: the session of the open
// page, one on a telephone, an API token, and a calendar's address.
type guest struct {
	member                      people.Member
	fate                        fate
	session, phone, token, feed string
	sessionID, property, grant  id.ID // grant: of whom it will be taken
	page                        *openPage

	mu    sync.Mutex
	wrong string // how they were found out of place
}

func (g *guest) misplaced(how string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.wrong == "" {
		g.wrong = how
	}
}

// invite makes the people: the crowd, and a small account for each storm to
// suspend.
func (n *trial) invite(ctx context.Context) error {
	small := len(storms) * n.each
	var err error
	if n.crowd, err = n.guestsOf(ctx, n.many-small); err != nil {
		return err
	}
	crowd := n.guests
	n.guests = nil
	for range storms {
		if _, err := n.guestsOf(ctx, n.each); err != nil {
			return err
		}
	}
	n.guests = n.inOrder(crowd, n.guests)
	for _, g := range n.guests {
		if g.fate == grantRemoved {
			held, err := n.house.People.Grants(ctx, n.crowd.admin, g.member.ID)
			if err != nil {
				return err
			}
			g.grant = held[0].ID
		}
	}
	n.boss, _, err = openSession(ctx, n.house.DB, n.crowd.boss, people.Browser)
	return err
}

// inOrder has first those who are put out in peace, then those of each storm –
// in each way as many, those of its small account last – and then the others.
func (n *trial) inOrder(crowd, small []*guest) []*guest {
	all, crowd := crowd[:n.rounds:n.rounds], crowd[n.rounds:]
	of := n.batch() - n.each
	for i := range storms {
		for k := range of {
			crowd[k].fate = fate(1 + k/n.each)
		}
		all = append(append(all, crowd[:of]...), small[i*n.each:][:n.each]...)
		crowd = crowd[of:]
	}
	for _, g := range small {
		g.fate = suspended
	}
	return append(all, crowd...)
}

// guestsOf makes an account with so many people, who may see its one property.
func (n *trial) guestsOf(ctx context.Context, many int) (*crowd, error) {
	var house portfolio.Property
	c, err := gather(ctx, n.house, many, func(c *crowd) (err error) {
		house, err = n.house.Portfolio.CreateProperty(ctx, c.admin, portfolio.PropertyForm{Name: "Lantern House"})
		c.grants = []people.GrantForm{{Role: "portal", On: "property", Of: []id.ID{house.ID}, Switches: []string{"calendar"}}}
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, m := range c.members {
		g := &guest{member: m, property: house.ID}
		if err := n.keys(ctx, c, g); err != nil {
			return nil, err
		}
		g.page = &openPage{home: len(n.guests), cookie: g.session, told: make(chan time.Time, 1)}
		n.guests = append(n.guests, g)
	}
	return c, nil
}

// keys gives somebody all they can be let in by.
func (n *trial) keys(ctx context.Context, c *crowd, g *guest) error {
	var errs [3]error
	g.session, g.sessionID, errs[0] = openSession(ctx, n.house.DB, g.member, people.Browser)
	g.phone, _, errs[1] = openSession(ctx, n.house.DB, g.member, people.Browser)
	g.token, _, errs[2] = openSession(ctx, n.house.DB, g.member, people.Bearer)
	_, feed, err := n.house.Stays.MakeFeedOut(ctx, c.admin, g.property, g.member.ID)
	g.feed = stays.FeedAddress(feed)
	return errors.Join(append(errs[:], err)...)
}

func cookie(token string) http.Header { return http.Header{"Cookie": {"keyhouse=" + token}} }

func bearing(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

// trials are all the ways somebody has in, and the status each must get.
func (g *guest) trials() []entrance {
	screen, api, want := "/properties/"+g.property.String(), "/api/v1/properties/"+g.property.String(), fates[g.fate]
	return []entrance{
		{"a screen", screen, cookie(g.session), want.session}, {"the API by the page's session", api, bearing(g.session), want.session},
		{"a screen on the telephone", screen, cookie(g.phone), want.phone},
		{"the API by a token", api, bearing(g.token), want.token}, {"the calendar", g.feed, nil, want.feed},
	}
}

type entrance struct {
	name, path string
	key        http.Header
	status     int
}

// census asks for everybody, with each key at each node, and gives how many are
// in who should not be and out who should not be.
func (n *trial) census() (kept, thrown int) {
	client := plainClient()
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	queue := make(chan *guest)
	for range connections {
		all.Go(func() {
			for g := range queue {
				n.visit(client, g)
			}
		})
	}
	for _, g := range n.guests {
		queue <- g
	}
	close(queue)
	all.Wait()
	for _, g := range n.guests {
		switch {
		case g.wrong == "":
			continue
		case g.fate == remains:
			thrown++
		default:
			kept++
		}
		n.Say(fmt.Sprintf("somebody who %s: %s", fates[g.fate].name, g.wrong))
	}
	return kept, thrown
}

// visit finds out whether somebody is where they should be.
func (n *trial) visit(client *http.Client, g *guest) {
	for i := range n.fleet.nodes {
		for _, e := range g.trials() {
			if status, _ := statusOf(client, http.MethodGet, n.fleet.url(i)+e.path, e.key, ""); status != e.status {
				g.misplaced(fmt.Sprintf("%s at node %d answers %d, not %d", e.name, i+1, status, e.status))
			}
		}
	}
	switch gone := g.page.gone(); {
	case gone != g.fate.endsPage():
		g.misplaced(fmt.Sprintf("their page was told that all is over: %v", gone))
	case g.fate == remains && g.page.heard.Load() == 0:
		g.misplaced("their page hears nothing")
	case g.fate == grantRemoved && g.page.heard.Load() > 0:
		g.misplaced("their page hears of what they may not see")
	}
}

// plainClient goes where it is told and no further.
func plainClient() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func reader(body string) io.Reader {
	if body == "" {
		return nil
	}
	return strings.NewReader(body)
}

func drain(r io.Reader) { _, _ = io.Copy(io.Discard, io.LimitReader(r, 1<<20)) }
