package machine

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/jobs"
	"keyhouse/logbook"
	"keyhouse/mail"
	"keyhouse/people"
)

// How a part of the machine is.
const (
	Fine   = "fine"
	Look   = "look" // somebody should look at it soon
	Broken = "broken"
)

// Health is one part of the machine and how it is.
type Health struct {
	Part, State, Say string
	Href             string // where to see more: a path of the Server section
}

// Overview is the machine at a glance. Without Whole only what is the account's
// own is there.
type Overview struct {
	Whole    bool
	Plan     Plan
	Sessions int64 // signed in to the account
	Open     int64 // of them with an open page right now

	Health  []Health
	Nodes   []Node
	Version string
	Uptime  time.Duration // of this node
}

// Overview looks at everything once.
func (s *Store) Overview(ctx context.Context, who *access.Viewer) (Overview, error) {
	var o Overview
	var err error
	if o.Plan, err = s.Plan(ctx, who); err != nil {
		return o, err
	}
	if o.Whole, err = s.Whole(ctx, who); err != nil {
		return o, err
	}
	var all []people.WatchedSession
	if people.MayWatch(who) {
		if all, err = s.people.WatchedSessions(ctx, who); err != nil {
			return o, err
		}
	}
	for _, c := range all {
		if o.Sessions++; c.Open {
			o.Open++
		}
	}
	if !o.Whole {
		return o, nil
	}
	o.Version, o.Uptime = s.o.Version, s.o.Now().Sub(s.began)
	o.Health, o.Nodes = s.health(ctx)
	return o, nil
}

// health asks every part how it is. A part that does not answer is broken; the
// others are shown all the same.
func (s *Store) health(ctx context.Context) ([]Health, []Node) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	began := time.Now()
	var nodes []Node
	var parts []Health
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if nodes, err = s.nodes(ctx, tx); err != nil {
			return err
		}
		took := time.Since(began)
		parts = []Health{databaseHealth(took, s.engine()), diskHealth(nodes)}
		for _, part := range []func(context.Context, *db.Tx) (Health, error){s.mailHealth, s.jobHealth, s.backupHealth} {
			h, err := part(ctx, tx)
			if err != nil {
				return err
			}
			parts = append(parts, h)
		}
		return nil
	})
	if err != nil {
		parts = append([]Health{{Part: "Database", State: Broken, Say: "It does not answer: " + logbook.Words(err.Error())}}, parts...)
	}
	return append(parts, liveHealth(nodes)), nodes
}

func databaseHealth(took time.Duration, engine string) Health {
	name := map[string]string{"sqlite": "SQLite", "postgres": "PostgreSQL"}[engine]
	h := Health{Part: "Database", State: Fine, Say: fmt.Sprintf("%s answers within %s.", name, milliseconds(took)), Href: "storage"}
	if took > time.Second {
		h.State, h.Say = Look, fmt.Sprintf("%s took %s to answer.", name, took.Round(10*time.Millisecond))
	}
	return h
}

func milliseconds(d time.Duration) string {
	return strconv.FormatFloat(max(.1, float64(d.Microseconds())/1000), 'f', 1, 64) + " ms"
}

// How little room there may be on a node's disk.
const (
	littleRoom = 2 << 30
	noRoom     = 256 << 20
)

func diskHealth(nodes []Node) Health {
	h := Health{Part: "Disk", State: Fine, Href: "storage"}
	least := int64(-1)
	at := ""
	for _, n := range nodes {
		if n.DiskFree >= 0 && (least < 0 || n.DiskFree < least) {
			least, at = n.DiskFree, n.Name
		}
	}
	switch {
	case least < 0:
		h.Say = "How much room is left is not known here."
		return h
	case least < noRoom:
		h.State = Broken
	case least < littleRoom:
		h.State = Look
	}
	h.Say = Bytes(least) + " are free."
	if len(nodes) > 1 {
		h.Say = Bytes(least) + " are free on " + at + ", which has the least room."
	}
	return h
}

func (s *Store) mailHealth(ctx context.Context, tx *db.Tx) (Health, error) {
	h := Health{Part: "Mail", State: Fine, Href: "mail"}
	if s.o.Mail == nil || !s.o.Mail.Sends() {
		h.State, h.Say = Look, "There is no mail server: mails wait in the outbox and reach nobody."
		return h, nil
	}
	p := Post{Whole: true}
	if err := s.postTally(ctx, tx, nil, &p); err != nil {
		return h, err
	}
	trouble, err := db.All(ctx, tx, db.Global("m.error", "outbox_mail m").And("m.state = ? AND m.attempts > 0", mail.Waiting).Order("m.id DESC").Limit(1), db.Scan1[string])
	if err != nil {
		return h, err
	}
	switch {
	case len(trouble) > 0:
		h.State, h.Say = Broken, mail.Reason(trouble[0])+". "+Count(p.Waiting, "mail waits", "mails wait")+" and will be tried again."
	case p.Failed > 0:
		h.State, h.Say = Look, Count(p.Failed, "mail has failed", "mails have failed")+" for good."
	case p.Waiting > 0 && p.Oldest > 10*time.Minute:
		h.State, h.Say = Look, Count(p.Waiting, "mail waits", "mails wait")+", the first for "+p.Oldest.Round(time.Minute).String()+"."
	default:
		h.Say = Count(p.SentDay, "mail", "mails") + " sent in the last 24 hours, " + Count(p.Waiting, "waits", "wait") + "."
	}
	return h, nil
}

func (s *Store) jobHealth(ctx context.Context, tx *db.Tx) (Health, error) {
	h := Health{Part: "Jobs", State: Fine, Href: "jobs"}
	if s.o.Jobs == nil {
		return h, nil
	}
	tallies, err := s.o.Jobs.Tallies(ctx, tx)
	var sum jobs.Tally
	for _, t := range tallies {
		sum.Waiting, sum.Running, sum.Failed = sum.Waiting+t.Waiting, sum.Running+t.Running, sum.Failed+t.Failed
		if !t.Oldest.IsZero() && (sum.Oldest.IsZero() || t.Oldest.Before(sum.Oldest)) {
			sum.Oldest = t.Oldest
		}
	}
	late := s.o.Now().Sub(sum.Oldest)
	switch {
	case sum.Failed > 0:
		h.State, h.Say = Look, Count(sum.Failed, "job was given up.", "jobs were given up.")
	case !sum.Oldest.IsZero() && late > 5*time.Minute:
		h.State, h.Say = Look, "Jobs run late: the first has been due for "+late.Round(time.Minute).String()+"."
	default:
		h.Say = Count(sum.Running, "job runs, ", "jobs run, ") + Count(sum.Waiting, "waits for its time", "wait for their time") + ", none was given up."
	}
	return h, err
}

func (s *Store) backupHealth(ctx context.Context, tx *db.Tx) (Health, error) {
	h := Health{Part: "Backups", State: Fine, Href: "backups"}
	plan, err := s.planIn(ctx, tx)
	if err != nil {
		return h, err
	}
	latest, err := db.All(ctx, tx, db.Global(backupColumns, "server_backup b").And("b.state IN (?, ?)", Done, Failed).Order("b.created_at DESC, b.id DESC").Limit(1), s.scanBackup)
	if err != nil {
		return h, err
	}
	now := s.o.Now()
	switch {
	case len(latest) > 0 && latest[0].State == Failed:
		h.State, h.Say = Broken, "The last backup failed: "+latest[0].Error
	case len(latest) > 0 && latest[0].CheckError != "":
		h.State, h.Say = Broken, "The last backup is damaged: "+latest[0].CheckError+"."
	case len(plan.Keys()) == 0:
		h.State, h.Say = Look, "None are made: no key has been entered that they are encrypted to."
	case len(latest) == 0:
		h.State, h.Say = Look, "There is none yet."
	case now.Sub(latest[0].CreatedAt) > 36*time.Hour:
		h.State, h.Say = Look, "The last one is "+Count(int64(now.Sub(latest[0].CreatedAt).Hours()/24), "day", "days")+" old."
	default:
		h.Say = "The last one is whole: " + Bytes(latest[0].Bytes) + ", " + Count(latest[0].Total, "row", "rows") + "."
	}
	return h, nil
}

func liveHealth(nodes []Node) Health {
	var pages int64
	for _, n := range nodes {
		pages += n.Pages
	}
	return Health{Part: "Live updates", State: Fine, Say: Count(pages, "page is", "pages are") + " open on " + Count(int64(len(nodes)), "node", "nodes") + ".", Href: "connections"}
}

// Trouble counts what somebody should look at, for the navigation; 0 for who may
// not see the installation.
func (s *Store) Trouble(ctx context.Context, who *access.Viewer) (int, error) {
	whole, err := s.Whole(ctx, who)
	if err != nil || !whole {
		return 0, err
	}
	parts, _ := s.health(ctx)
	n := 0
	for _, p := range parts {
		if p.State == Broken {
			n++
		}
	}
	return n, nil
}
