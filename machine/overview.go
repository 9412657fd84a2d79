package machine

import (
	"context"
	"strconv"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/jobs"
	"keyhouse/logbook"
	"keyhouse/mail"
	"keyhouse/people"
	"keyhouse/words"
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
	t, began := words.In(ctx), time.Now()
	var nodes []Node
	var parts []Health
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if nodes, err = s.nodes(ctx, tx); err != nil {
			return err
		}
		took := time.Since(began)
		parts = []Health{databaseHealth(t, took, s.engine()), diskHealth(t, nodes)}
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
		parts = append([]Health{{Part: "Database", State: Broken, Say: t.Say("machine.database-silent", "error", logbook.Words(err.Error()))}}, parts...)
	}
	return append(parts, liveHealth(t, nodes)), nodes
}

func databaseHealth(t *words.Tongue, took time.Duration, engine string) Health {
	name := map[string]string{"sqlite": "SQLite", "postgres": "PostgreSQL"}[engine]
	h := Health{Part: "Database", State: Fine, Say: t.Say("machine.database-answers", "engine", name, "ms", t.Decimal(milliseconds(took))), Href: "storage"}
	if took > time.Second {
		h.State, h.Say = Look, t.Say("machine.database-slow", "engine", name, "n", int64(took.Round(time.Second)/time.Second))
	}
	return h
}

// milliseconds are digits with one place behind the point.
func milliseconds(d time.Duration) string {
	return strconv.FormatFloat(max(.1, float64(d.Microseconds())/1000), 'f', 1, 64)
}

// How little room there may be on a node's disk.
const (
	littleRoom = 2 << 30
	noRoom     = 256 << 20
)

func diskHealth(t *words.Tongue, nodes []Node) Health {
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
		h.Say = t.Say("machine.disk-unknown")
		return h
	case least < noRoom:
		h.State = Broken
	case least < littleRoom:
		h.State = Look
	}
	h.Say = t.Say("machine.disk-free", "room", t.Bytes(least))
	if len(nodes) > 1 {
		h.Say = t.Say("machine.disk-free-least", "room", t.Bytes(least), "node", at)
	}
	return h
}

func (s *Store) mailHealth(ctx context.Context, tx *db.Tx) (Health, error) {
	t, h := words.In(ctx), Health{Part: "Mail", State: Fine, Href: "mail"}
	if s.o.Mail == nil || !s.o.Mail.Sends() {
		h.State, h.Say = Look, t.Say("machine.mail-nowhere")
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
		h.State, h.Say = Broken, t.Say("machine.mail-trouble", "reason", t.Again(mail.Reason(trouble[0])), "n", p.Waiting)
	case p.Failed > 0:
		h.State, h.Say = Look, t.Say("machine.mail-failed", "n", p.Failed)
	case p.Waiting > 0 && p.Oldest > 10*time.Minute:
		h.State, h.Say = Look, t.Say("machine.mail-late", "n", p.Waiting, "time", lasting(t, p.Oldest))
	default:
		h.Say = t.Say("machine.mail-fine", "sent", t.Say("machine.mail-sent", "n", p.SentDay), "waiting", t.Say("machine.mail-waiting", "n", p.Waiting))
	}
	return h, nil
}

func (s *Store) jobHealth(ctx context.Context, tx *db.Tx) (Health, error) {
	t, h := words.In(ctx), Health{Part: "Jobs", State: Fine, Href: "jobs"}
	if s.o.Jobs == nil {
		return h, nil
	}
	tallies, err := s.o.Jobs.Tallies(ctx, tx)
	var sum jobs.Tally
	for _, one := range tallies {
		sum.Waiting, sum.Running, sum.Failed = sum.Waiting+one.Waiting, sum.Running+one.Running, sum.Failed+one.Failed
		if !one.Oldest.IsZero() && (sum.Oldest.IsZero() || one.Oldest.Before(sum.Oldest)) {
			sum.Oldest = one.Oldest
		}
	}
	late := s.o.Now().Sub(sum.Oldest)
	switch {
	case sum.Failed > 0:
		h.State, h.Say = Look, t.Say("machine.jobs-given-up", "n", sum.Failed)
	case !sum.Oldest.IsZero() && late > 5*time.Minute:
		h.State, h.Say = Look, t.Say("machine.jobs-late", "time", lasting(t, late))
	default:
		h.Say = t.Say("machine.jobs-fine", "running", t.Say("machine.jobs-running", "n", sum.Running), "waiting", t.Say("machine.jobs-waiting", "n", sum.Waiting))
	}
	return h, err
}

func (s *Store) backupHealth(ctx context.Context, tx *db.Tx) (Health, error) {
	t, h := words.In(ctx), Health{Part: "Backups", State: Fine, Href: "backups"}
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
		h.State, h.Say = Broken, t.Say("machine.backup-failed", "error", t.Again(latest[0].Error))
	case len(latest) > 0 && latest[0].CheckError != "":
		h.State, h.Say = Broken, t.Say("machine.backup-damaged", "error", t.Again(latest[0].CheckError))
	case len(plan.Keys()) == 0:
		h.State, h.Say = Look, t.Say("machine.backup-no-key")
	case len(latest) == 0:
		h.State, h.Say = Look, t.Say("machine.backup-none")
	case now.Sub(latest[0].CreatedAt) > 36*time.Hour:
		h.State, h.Say = Look, t.Say("machine.backup-old", "n", int64(now.Sub(latest[0].CreatedAt).Hours()/24))
	default:
		h.Say = t.Say("machine.backup-fine", "size", t.Bytes(latest[0].Bytes), "n", latest[0].Total)
	}
	return h, nil
}

func liveHealth(t *words.Tongue, nodes []Node) Health {
	var pages int64
	for _, n := range nodes {
		pages += n.Pages
	}
	return Health{Part: "Live updates", State: Fine, Say: t.Say("machine.pages-open", "pages", t.Say("machine.pages", "n", pages), "nodes", t.Say("machine.on-nodes", "n", len(nodes))), Href: "connections"}
}

// lasting says how long something has lasted: "12 minutes", "5 hours", "3 days".
func lasting(t *words.Tongue, d time.Duration) string {
	switch {
	case d < 2*time.Hour:
		return t.Say("machine.minutes", "n", int64(d/time.Minute))
	case d < 48*time.Hour:
		return t.Say("machine.hours", "n", int64(d/time.Hour))
	}
	return t.Say("machine.days", "n", int64(d/(24*time.Hour)))
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
