package people

import (
	"context"
	"sync"
	"time"

	"keyhouse/db"
)

// touchAfter is how stale the last use of a session may be written down.
const touchAfter = time.Minute

// touched gathers which sessions were used, to be written in one transaction:
// a request never waits for it.
type touched struct {
	mu   sync.Mutex
	used map[[32]byte]time.Time
}

func newTouched() *touched { return &touched{used: map[[32]byte]time.Time{}} }

func (t *touched) note(hash []byte, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.used[[32]byte(hash)] = at
}

func (t *touched) take() map[[32]byte]time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	used := t.used
	t.used = map[[32]byte]time.Time{}
	return used
}

// Touch writes down the last uses of sessions gathered since the last call.
func (s *Store) Touch(ctx context.Context) error {
	used := s.touched.take()
	if len(used) == 0 {
		return nil
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		for hash, at := range used {
			_, err := tx.Global("session").Update(ctx, db.Where("token_hash = ? AND used_at < ?", hash[:], at), db.Set("used_at", at))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		for hash, at := range used {
			s.touched.note(hash[:], at)
		}
	}
	return err
}

// keepEnded is how long ended sessions and links stay, so that their bearer
// can be told what happened to them.
const keepEnded = 30 * 24 * time.Hour

// Sweep removes sessions and links that ended long ago.
func (s *Store) Sweep(ctx context.Context) error {
	now := s.now()
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Global("session").Delete(ctx, db.Where("kind <> ? AND (expires_at < ? OR used_at < ?) OR expires_at < ?",
			Bearer, now.Add(-24*time.Hour), now.Add(-SessionIdle-24*time.Hour), now.Add(-keepEnded))); err != nil {
			return err
		}
		if _, err := tx.Global("known_device").Delete(ctx, db.Where("used_at < ?", now.Add(-DeviceLife))); err != nil {
			return err
		}
		if _, err := tx.Global("provider_visit").Delete(ctx, db.Where("expires_at < ?", now.Add(-24*time.Hour))); err != nil {
			return err
		}
		if _, err := tx.Global("sign_up").Delete(ctx, db.Where("expires_at < ?", now.Add(-keepEnded))); err != nil {
			return err
		}
		for _, table := range []string{"mailed_code", "spent_challenge"} {
			if _, err := tx.Global(table).Delete(ctx, db.Where("expires_at < ?", db.Moment(now))); err != nil {
				return err
			}
		}
		_, err := tx.Global("link").Delete(ctx, db.Where("expires_at < ?", now.Add(-keepEnded)))
		return err
	})
}
