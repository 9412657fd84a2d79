package people

import (
	"context"
	"fmt"
	"slices"
	"time"

	"keyhouse/db"
	"keyhouse/id"
)

// VerifyTrail proves that the audit trail of an account is as it was written:
// each chain without a gap up to its head, each entry and each value that is
// kept unaltered, and values missing only where an erasure is noted. It names
// the first broken entry of each chain; a finding a line.
func (s *Store) VerifyTrail(ctx context.Context, account id.ID) ([]string, error) {
	w := &trailWalk{lanes: map[int64]*laneWalk{}, erasures: map[id.ID]time.Time{}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := w.heads(ctx, tx, account); err != nil {
			return err
		}
		var done int64
		for after := (id.ID{}); ; {
			links, err := linksAfter(ctx, tx, account, after)
			if err != nil {
				return err
			}
			until := id.Last
			if len(links) == verifyPage {
				until = links[len(links)-1].id
			}
			values, err := valuesBetween(ctx, tx, account, after, until)
			if err != nil {
				return err
			}
			for i := range links {
				w.entry(&links[i], values[links[i].id])
				delete(values, links[i].id)
			}
			w.strays(values)
			done += int64(len(links))
			db.Tell(ctx, "entries", done, max(done, w.entries()))
			if after = until; len(links) < verifyPage {
				return nil
			}
		}
	})
	return w.end(), err
}

// verifyPage is how many entries are read at once.
const verifyPage = 500

const linkSelect = "e.account_id, e.id, e.at, e.person_id, e.acting_person_id, e.person_name, e.acting_name, e.verb, e.thing, " +
	"e.record_id, e.property_id, e.client_id, e.outcome, e.detail, e.lane, COALESCE(e.seq, 0), e.hash, e.parts"

func scanChained(r db.Row) (link, error) {
	var l link
	var hash []byte
	err := r.Scan(&l.account, &l.id, db.ScanMoment(&l.at), &l.person, &l.acting, &l.name, &l.actingName, &l.act, &l.thing,
		&l.record, &l.property, &l.client, &l.outcome, &l.detail, &l.lane, &l.seq, &hash, &l.parts)
	copy(l.hash[:], hash)
	return l, err
}

func linksAfter(ctx context.Context, tx *db.Tx, account, after id.ID) ([]link, error) {
	q := db.Select(linkSelect, "audit_entry e").Everything(system(account)).AndIf(!after.IsZero(), "e.id > ?", after)
	return db.All(ctx, tx, q.Order("e.id").Limit(verifyPage), scanChained)
}

// valuesBetween gives the values of the entries after one and up to another.
func valuesBetween(ctx context.Context, tx *db.Tx, account, after, until id.ID) (map[id.ID][]value, error) {
	q := db.Select("v.entry_id, v.part, v.salt, v.content", "audit_value v").Everything(system(account)).
		AndIf(!after.IsZero(), "v.entry_id > ?", after).And("v.entry_id <= ?", until)
	return gatherValues(ctx, tx, q)
}

func gatherValues(ctx context.Context, tx *db.Tx, q db.Query) (map[id.ID][]value, error) {
	all := map[id.ID][]value{}
	return all, db.Each(ctx, tx, q, func(r db.Row) error {
		var entry id.ID
		var v value
		var content string
		err := r.Scan(&entry, &v.part, &v.salt, &content)
		v.content = []byte(content)
		all[entry] = append(all[entry], v)
		return err
	})
}

// trailWalk goes along the chains of one account.
type trailWalk struct {
	lanes    map[int64]*laneWalk
	first    id.ID // the first entry of any chain
	erasures map[id.ID]time.Time
	missing  []missingValue
	findings []string
	more     int
}

// laneWalk is how far one chain has been followed.
type laneWalk struct {
	lane      int64
	at        db.Head
	head      db.Head
	headed    bool
	broken    bool
	waiting   map[int64]*link // entries that come before their turn
	lastEntry string
}

type missingValue struct {
	what   string
	record id.ID
	at     time.Time
}

// outOfTurn bounds how far the order of ids may differ from that of a chain:
// clocks of several machines do differ. Past it there is a gap.
const outOfTurn = 2000

// mostFindings bounds what is listed; the rest is counted.
const mostFindings = 50

func (w *trailWalk) heads(ctx context.Context, tx *db.Tx, account id.ID) error {
	q := db.Select("h.lane, h.seq, h.hash", "audit_head h").Everything(system(account))
	return db.Each(ctx, tx, q, func(r db.Row) error {
		l := &laneWalk{headed: true, waiting: map[int64]*link{}}
		var hash []byte
		err := r.Scan(&l.lane, &l.head.Seq, &hash)
		copy(l.head.Hash[:], hash)
		w.lanes[l.lane] = l
		return err
	})
}

// entries is how many there are, as the heads of the chains say.
func (w *trailWalk) entries() (n int64) {
	for _, l := range w.lanes {
		n += l.head.Seq
	}
	return n
}

func (w *trailWalk) say(format string, args ...any) {
	if len(w.findings) >= mostFindings {
		w.more++
		return
	}
	w.findings = append(w.findings, fmt.Sprintf(format, args...))
}

func (l *link) String() string {
	return fmt.Sprintf("chain %d, entry %d (%s, %s)", l.lane, l.seq, l.id, l.at.UTC().Format("2006-01-02 15:04:05 UTC"))
}

// entry looks at one entry and its values, in the order of ids.
func (w *trailWalk) entry(l *link, kept []value) {
	if l.seq == 0 {
		if !w.first.IsZero() { // those from before there were chains are older than any that is in one
			w.say("entry %s (%s) is in no chain", l.id, l.at.UTC().Format("2006-01-02 15:04:05 UTC"))
		}
		return
	}
	if w.first.IsZero() {
		w.first = l.id
	}
	if l.act == ActErase {
		w.erasures[l.record] = l.at
	}
	lane := w.lanes[l.lane]
	if lane == nil {
		lane = &laneWalk{lane: l.lane, waiting: map[int64]*link{}}
		w.lanes[l.lane] = lane
	}
	w.values(l, kept)
	w.follow(lane, l)
}

// follow takes the entry's turn, or lets it wait for it.
func (w *trailWalk) follow(lane *laneWalk, l *link) {
	if l.seq <= lane.at.Seq || lane.waiting[l.seq] != nil {
		w.broken(lane, l, "stands a second time")
		return
	}
	lane.waiting[l.seq] = l
	for len(lane.waiting) > outOfTurn {
		w.gap(lane)
	}
	w.drain(lane)
}

// drain takes the turn of those that waited for it.
func (w *trailWalk) drain(lane *laneWalk) {
	for l := lane.waiting[lane.at.Seq+1]; l != nil; l = lane.waiting[lane.at.Seq+1] {
		delete(lane.waiting, l.seq)
		if l.sum(lane.at.Hash) != l.hash {
			w.broken(lane, l, "is not what was written")
		}
		lane.at, lane.lastEntry = db.Head{Seq: l.seq, Hash: l.hash}, l.String()
	}
}

// gap gives up waiting for what is missing and goes on behind it.
func (w *trailWalk) gap(lane *laneWalk) {
	next := int64(0)
	for seq := range lane.waiting {
		if next == 0 || seq < next {
			next = seq
		}
	}
	l := lane.waiting[next]
	delete(lane.waiting, next)
	w.broken(lane, l, fmt.Sprintf("follows entry %d: what was between is missing", lane.at.Seq))
	lane.at, lane.lastEntry = db.Head{Seq: l.seq, Hash: l.hash}, l.String()
	w.drain(lane)
}

// broken names the first broken entry of a chain.
func (w *trailWalk) broken(lane *laneWalk, l *link, how string) {
	if !lane.broken {
		lane.broken = true
		w.say("%s %s", l, how)
	}
}

// values compares what is kept of an entry's values with their digests.
func (w *trailWalk) values(l *link, kept []value) {
	parts, ok := readParts(l.parts)
	if !ok {
		w.say("%s names its values in a way that cannot be read", l)
		return
	}
	for i := range kept {
		digest, written := parts[kept[i].part]
		if !written {
			w.say("%s has a value it was not written with: %s", l, kept[i].part)
		} else if !kept[i].matches(digest) {
			w.say("%s: the values of its %s were changed", l, kept[i].part)
		}
		delete(parts, kept[i].part)
	}
	for part := range parts {
		w.missing = append(w.missing, missingValue{fmt.Sprintf("%s: the values of its %s were removed, and no erasure is noted", l, part), l.record, l.at})
	}
}

// strays are values of entries that are not there.
func (w *trailWalk) strays(values map[id.ID][]value) {
	for entry := range values {
		w.say("values of an entry %s that is not there", entry)
	}
}

// end closes the chains at their heads.
func (w *trailWalk) end() []string {
	var lanes []int64
	for n := range w.lanes {
		lanes = append(lanes, n)
	}
	slices.Sort(lanes)
	for _, n := range lanes {
		w.endLane(w.lanes[n])
	}
	for _, m := range w.missing {
		if w.erasures[m.record].Before(m.at) {
			w.say("%s", m.what)
		}
	}
	if w.more > 0 {
		w.findings = append(w.findings, fmt.Sprintf("and %d more", w.more))
	}
	return w.findings
}

func (w *trailWalk) endLane(lane *laneWalk) {
	for len(lane.waiting) > 0 {
		w.gap(lane)
	}
	switch {
	case lane.broken:
	case !lane.headed:
		w.say("chain %d has no head; its last entry is %s", lane.lane, lane.lastEntry)
	case lane.head.Seq > lane.at.Seq:
		w.say("chain %d ends after entry %d, its head says %d: the entries from %d on are missing", lane.lane, lane.at.Seq, lane.head.Seq, lane.at.Seq+1)
	case lane.head != lane.at:
		w.say("chain %d: its head is not that of its last entry, %s", lane.lane, lane.lastEntry)
	}
}
