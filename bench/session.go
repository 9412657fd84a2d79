package bench

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"time"

	"keyhouse/id"
	"keyhouse/people"
)

// byHandSession is who a token belongs to, in one statement.
const byHandSession = `SELECT s.id, s.expires_at, s.used_at, p.id, p.name, p.email, p.deleted_at, m.id, m.name, m.state, m.version, a.id, a.slug, a.state, a.version
	FROM session s JOIN person p ON p.id = s.person_id JOIN member m ON m.account_id = s.account_id AND m.person_id = s.person_id JOIN account a ON a.id = s.account_id
	WHERE s.token_hash = ?`

// sessions sets what each request pays to know who makes it against one
// prepared statement, and a request that only asks that against one that asks
// nothing.
func sessions(ctx context.Context, r *run) error {
	s, err := r.set(ctx, r.Rows, 0)
	if err != nil {
		return err
	}
	token, _, err := s.house.People.SignIn(ctx, s.worlds[0].email(1), password, people.Client{Kind: people.API})
	if err != nil {
		return err
	}
	if err := r.lookUp(ctx, s, token); err != nil {
		return err
	}
	b, err := openBare()
	if err != nil {
		return err
	}
	defer b.close()
	b.HandleFunc("GET /nobody", func(w http.ResponseWriter, _ *http.Request) { answer(w, []byte("{}")) })
	b.HandleFunc("GET /somebody", func(w http.ResponseWriter, q *http.Request) {
		c, err := q.Cookie("keyhouse")
		if err == nil {
			_, err = s.house.People.Session(q.Context(), c.Value)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		answer(w, []byte("{}"))
	})
	header := "Cookie: keyhouse=" + token + "\r\n"
	somebody, nobody := get(b.address, "/somebody", header, http.StatusOK), get(b.address, "/nobody", header, http.StatusOK)
	if err := r.exchange(exchange{"a signed-in request (limit: one that asks nobody)", somebody, nobody, func(*Figure) {}}); err != nil {
		return err
	}
	return r.overhead(somebody, nobody)
}

// overhead measures what being signed in adds to a request at the median, one
// request after the other on one connection.
func (r *run) overhead(somebody, nobody ask) error {
	long := longTurn
	if r.Quick {
		long = 20 * time.Millisecond
	}
	seen := &pair{}
	var added []float64
	for range r.Rounds {
		var p50 [2]time.Duration
		for side, a := range []ask{somebody, nobody} {
			callers, err := dial(a.address, 1)
			if err != nil {
				return err
			}
			l, err := a.hammer(callers, long)
			hangUp(callers)
			if err != nil {
				return err
			}
			p50[side] = l.p50
		}
		seen.add(float64(p50[0]), float64(p50[1]))
		added = append(added, float64(p50[0]-p50[1]))
	}
	f := Figure{Name: "what being signed in adds to a request, p50", Unit: "µs", Value: median(added) / micros}
	f.More = map[string]float64{"signed in, p50, µs": median(seen.ours) / micros, "asking nobody, p50, µs": median(seen.limit) / micros}
	return r.tell(f, atMost(60))
}

func (r *run) lookUp(ctx context.Context, s *set, token string) error {
	stmt, err := s.hand.PrepareContext(ctx, byHandSession)
	if err != nil {
		return err
	}
	defer stmt.Close()
	hash := people.HashToken(token)
	ours := func() error {
		a, err := s.house.People.Session(ctx, token)
		if err == nil && a.Viewer == nil {
			err = errors.New("nobody")
		}
		return err
	}
	hand := statement{stmt: stmt}
	p, err := r.turns(ours, func() error { return scanSession(hand.stmt.QueryRowContext(ctx, hash)) })
	if err != nil {
		return err
	}
	return r.tell(p.figure("who asks: session, person, account, rights", "µs", micros))
}

func scanSession(row *sql.Row) error {
	var ids [4]id.ID
	var words [6]string
	var numbers [4]int64
	var gone *int64
	return row.Scan(&ids[0], &numbers[0], &numbers[1], &ids[1], &words[0], &words[1], &gone,
		&ids[2], &words[2], &words[3], &numbers[2], &ids[3], &words[4], &words[5], &numbers[3])
}
