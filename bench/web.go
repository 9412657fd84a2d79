package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/server"
)

// serving is a house that answers on loopback.
type serving struct {
	*server.House
	address string
	stop    func() error
}

func serve(ctx context.Context, h *server.House) (*serving, error) {
	ctx, cancel := context.WithCancel(ctx)
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- h.Serve(ctx, func(url string) { ready <- url }) }()
	select {
	case url := <-ready:
		return &serving{h, strings.TrimPrefix(url, "http://"), func() error { cancel(); return <-ended }}, nil
	case err := <-ended:
		cancel()
		return nil, errors.Join(err, errors.New("the server did not start"))
	}
}

// bearer signs person i in and gives the header that says so to the API, and
// cookie the one that says so to a screen.
func bearer(ctx context.Context, h *server.House, w *world, i int) (api, screen string, err error) {
	token, _, err := h.People.SignIn(ctx, w.email(i), password, people.Client{Kind: people.API})
	return "Authorization: Bearer " + token + "\r\n", "Cookie: keyhouse=" + token + "\r\n", err
}

// longTurn is how long requests are made before the other side has its turn.
const longTurn = time.Second

// exchange is one path set against another.
type exchange struct {
	name        string
	ours, limit ask
	target      target
}

// overHTTP sets the API's page of 50, one booking and the same page as HTML
// against a bare handler that runs the quickest statement, with 16 kept-alive
// connections; everything a request needs – session, rights, masks – included.
func overHTTP(ctx context.Context, r *run) error {
	s, err := r.set(ctx, r.Rows, 0)
	if err != nil {
		return err
	}
	running, err := r.serving(ctx, s)
	if err != nil {
		return err
	}
	b, err := openBare()
	if err != nil {
		return errors.Join(err, running.stop())
	}
	defer b.close()
	for i := range persons {
		if err = r.asPerson(ctx, s, running, b, i); err != nil {
			break
		}
	}
	return errors.Join(err, running.stop())
}

// serving opens a house of its own on the set's file: a server that has been
// stopped cannot serve again.
func (r *run) serving(ctx context.Context, s *set) (*serving, error) {
	h, err := house(ctx, s.file)
	if err != nil {
		return nil, err
	}
	running, err := serve(ctx, h)
	if err != nil {
		return nil, errors.Join(err, h.Close())
	}
	stop := running.stop
	running.stop = func() error { return errors.Join(stop(), h.Close()) }
	return running, nil
}

func (r *run) asPerson(ctx context.Context, s *set, running *serving, b *bare, i int) error {
	w, name := s.worlds[0], persons[i].name
	api, screen, err := bearer(ctx, running.House, w, i)
	if err != nil {
		return err
	}
	page, err := s.barePage(ctx, w, b, i)
	if err != nil {
		return err
	}
	query := "?from=" + today.String()
	list := get(running.address, "/api/v1/bookings"+query, api, http.StatusOK)
	all := []exchange{
		{"JSON page of 50, " + name, list, page, ratioAtLeast(0.6)},
		{"HTML page of 50 (limit: the JSON page), " + name, get(running.address, "/bookings"+query, screen, http.StatusOK), list, ratioAtLeast(0.5)},
	}
	own, other := s.twoOf(ctx, w, i)
	for _, p := range []struct {
		name    string
		booking id.ID
		status  int
	}{{"JSON booking, allowed, ", own, http.StatusOK}, {"JSON booking, refused, ", other, http.StatusNotFound}} {
		limit, err := s.bareBooking(ctx, w, b, i, p.booking, p.status)
		if err != nil {
			return err
		}
		ours := get(running.address, "/api/v1/bookings/"+p.booking.String(), api, p.status)
		all = append(all, exchange{p.name + name, ours, limit, ratioAtLeast(0.5)})
	}
	for _, e := range all {
		if err := r.exchange(e); err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
	}
	return nil
}

// barePage has the bare server answer with the quickest page of person i.
func (s *set) barePage(ctx context.Context, w *world, b *bare, i int) (ask, error) {
	all, err := s.pages(ctx, w, i)
	if err != nil {
		return ask{}, err
	}
	hand, err := best(all, func(h *statement) error { _, err := h.page(ctx); return err })
	if err != nil {
		return ask{}, err
	}
	path := fmt.Sprint("/page/", i)
	b.list(path, hand, w.reach[i] == nil)
	return get(b.address, path, "", http.StatusOK), nil
}

func (s *set) bareBooking(ctx context.Context, w *world, b *bare, i int, booking id.ID, status int) (ask, error) {
	all, err := s.singles(ctx, w, i, booking)
	if err != nil {
		return ask{}, err
	}
	hand, err := best(all, func(h *statement) error { _, err := h.page(ctx); return err })
	if err != nil {
		return ask{}, err
	}
	path := fmt.Sprintf("/booking/%d/%d", i, status)
	b.one(path, hand, w.reach[i] == nil)
	return get(b.address, path, "", status), nil
}

// exchange has both sides asked in turns.
func (r *run) exchange(e exchange) error {
	long := longTurn
	if r.Quick {
		long = 20 * time.Millisecond
	}
	seen := [2][]load{}
	sides := [2]ask{e.ours, e.limit}
	for round := range r.Rounds + 1 { // the first one warms up
		for n := range 2 {
			side := (n + round) % 2
			callers, err := dial(sides[side].address, connections)
			if err != nil {
				return err
			}
			l, err := sides[side].hammer(callers, long)
			hangUp(callers)
			if err != nil {
				return err
			}
			if round > 0 {
				seen[side] = append(seen[side], l)
			}
		}
	}
	return r.tell(faced(e.name, seen), e.target)
}

// faced makes a figure of the loads of both sides. More is better here.
func faced(name string, seen [2][]load) Figure {
	p, effort := &pair{}, &pair{}
	var p50, p99 [2][]time.Duration
	for i := range seen[0] {
		p.add(seen[0][i].perSecond, seen[1][i].perSecond)
		effort.add(float64(seen[1][i].effort), float64(seen[0][i].effort)) // turned round: less is better
		for side := range 2 {
			p50[side], p99[side] = append(p50[side], seen[side][i].p50), append(p99[side], seen[side][i].p99)
		}
	}
	f := p.figure(name, "req/s", nanos)
	f.More = map[string]float64{"answer, bytes": float64(seen[0][0].bytes), "answer, bytes, limit": float64(seen[1][0].bytes)}
	f.More["ratio by processor time"] = effort.ratio()
	f.More["processor time, µs"], f.More["processor time, µs, limit"] = median(effort.limit)/micros, median(effort.ours)/micros
	for side, whose := range []string{"", ", limit"} {
		f.More["p50, ms"+whose] = float64(percentile(p50[side], 50)) / millis
		f.More["p99, ms"+whose] = float64(percentile(p99[side], 50)) / millis
	}
	return f
}
