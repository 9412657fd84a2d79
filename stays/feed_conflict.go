package stays

import (
	"fmt"

	"keyhouse/db"
	"keyhouse/ical"
	"keyhouse/id"
	"keyhouse/portfolio"
	"keyhouse/words"
)

// free looks whether an event can have its nights; if not it is a conflict.
// own is what the event's record holds already.
func (r *reading) free(e ical.Event, own *portfolio.Taking) (bool, error) {
	t := portfolio.Taking{Property: r.place.Property, Unit: r.place.Unit, Nights: e.Nights}
	free, day, err := portfolio.FreeFor(r.ctx, r.tx, r.feed.account, t, own)
	if err != nil || free {
		return free, err
	}
	r.report.Conflicts = append(r.report.Conflicts, FeedConflict{UID: e.UID, Nights: e.Nights, Summary: e.Summary, SeenAt: r.s.now(),
		Reason: fmt.Sprintf("Something else is there from %s already.", words.English.Day(day))})
	return false, nil
}

// putConflicts keeps what clashes now; what was there already keeps the moment
// it was first seen.
func (r *reading) putConflicts() error {
	at := map[id.ID]*Feed{r.feed.ID: {}}
	if err := readConflicts(r.ctx, r.tx, r.sys, []any{r.feed.ID}, at); err != nil {
		return err
	}
	was := map[string]FeedConflict{}
	for _, c := range at[r.feed.ID].Conflicts {
		was[c.UID] = c
	}
	for i := range r.report.Conflicts {
		c := &r.report.Conflicts[i]
		old, there := was[c.UID]
		delete(was, c.UID)
		if there {
			c.SeenAt = old.SeenAt
		}
		if *c == old {
			continue
		}
		if err := r.putConflict(*c); err != nil {
			return err
		}
	}
	for uid := range was {
		if _, err := r.tx.Delete(r.ctx, r.feed.account, "feed_conflict", db.Where("feed_id = ? AND uid = ?", r.feed.ID, uid)); err != nil {
			return err
		}
	}
	return nil
}

func (r *reading) putConflict(c FeedConflict) error {
	if _, err := r.tx.Delete(r.ctx, r.feed.account, "feed_conflict", db.Where("feed_id = ? AND uid = ?", r.feed.ID, c.UID)); err != nil {
		return err
	}
	return r.tx.Insert(r.ctx, r.feed.account, "feed_conflict", db.Set("id", id.New()).Set("feed_id", r.feed.ID).Set("property_id", r.feed.Property).
		Set("uid", c.UID).Set("arrive", c.Nights.Arrive).Set("depart", c.Nights.Depart).Set("summary", c.Summary).Set("reason", c.Reason).Set("seen_at", c.SeenAt))
}
