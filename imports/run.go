package imports

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/intake"
	"keyhouse/sheet"
	"keyhouse/words"
)

// The states of a run.
const (
	Staged  = "staged"  // uploaded; nobody has said how to read it yet
	Waiting = "waiting" // for its turn
	Reading = "reading" // Done and Total are bytes
	Writing = "writing" // Done and Total are records
	Done    = "done"
	Failed  = "failed" // nothing was changed; Error says why
)

// Counts are what an import brought, or would.
type Counts struct {
	Owners, Properties, Bookings, Blocks int64
	Priced                               int64 // bookings whose asking price is entered as rent
	Unchanged                            int64 // there already, and left as they are
	Skipped                              int64 // rows and values left out, each named
}

// New adds up what is new.
func (c Counts) New() int64 { return c.Owners + c.Properties + c.Bookings + c.Blocks }

// Run is one import.
type Run struct {
	ID          id.ID
	Kind, State string
	Files       []string
	Done, Total int64 // how far it is, see the states
	Counts
	Error                 string
	By                    string // who began it, if the reader may know
	CreatedAt, FinishedAt time.Time

	account, business, person id.ID
	plan                      plan
}

// Percent is how much of its present state is done.
func (r *Run) Percent() int64 {
	if r.State == Done || r.Total == 0 {
		return map[bool]int64{true: 100}[r.State == Done]
	}
	return min(100, r.Done*100/r.Total)
}

// Over reports whether nothing more will happen to it.
func (r *Run) Over() bool { return r.State == Done || r.State == Failed }

// plan is what a run is to read and how.
type plan struct {
	Files   []storedFile
	Mapping intake.Mapping
	Member  id.ID // who began it
}

type storedFile struct {
	Name  string
	Bytes int64
}

func (r *Run) record() *access.Record {
	return &access.Record{Thing: access.Import, ID: r.ID, Account: r.account, Business: r.business}
}

const runColumns = "r.account_id, r.id, r.business_id, r.kind, r.state, r.done, r.total, r.owners, r.properties, r.bookings, r.blocks, r.priced, r.unchanged, r.skipped, " +
	"r.error, r.person_id, r.plan, r.created_at, r.finished_at"

func scanRun(row db.Row) (*Run, error) {
	r := &Run{}
	var p string
	err := row.Scan(&r.account, &r.ID, &r.business, &r.Kind, &r.State, &r.Done, &r.Total, &r.Owners, &r.Properties, &r.Bookings, &r.Blocks, &r.Priced, &r.Unchanged, &r.Skipped,
		&r.Error, &r.person, &p, db.ScanMoment(&r.CreatedAt), db.ScanMoment(&r.FinishedAt))
	if err == nil && p != "" {
		err = json.Unmarshal([]byte(p), &r.plan)
	}
	for _, f := range r.plan.Files {
		r.Files = append(r.Files, f.Name)
	}
	return r, err
}

// maxRuns is how many runs are listed.
const maxRuns = 100

// Runs lists the latest imports that who may know of, newest first.
func (s *Store) Runs(ctx context.Context, who *access.Viewer) ([]*Run, error) {
	var list []*Run
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		q := db.Select(runColumns, "import_run r").Visible(who, access.Read, access.Import)
		var err error
		if list, err = db.All(ctx, tx, q.Order("r.created_at DESC, r.id DESC").Limit(maxRuns), scanRun); err != nil {
			return err
		}
		return s.finishRuns(ctx, tx, who, list)
	})
	return list, err
}

// RunByID gives one import with how far it is; Missing if who may not know of it.
func (s *Store) RunByID(ctx context.Context, who *access.Viewer, run id.ID) (*Run, error) {
	var r *Run
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		if r, err = runFor(ctx, tx, who, run); err != nil {
			return err
		}
		return s.finishRuns(ctx, tx, who, []*Run{r})
	})
	return r, s.tried(ctx, who, access.Read, run, err)
}

func runFor(ctx context.Context, tx *db.Tx, who *access.Viewer, run id.ID) (*Run, error) {
	q := db.Select(runColumns, "import_run r").Visible(who, access.Read, access.Import).And("r.id = ?", run)
	return db.One(ctx, tx, q, scanRun)
}

// finishRuns adds who began runs, and how far those are that run on this node.
func (s *Store) finishRuns(ctx context.Context, tx *db.Tx, who *access.Viewer, list []*Run) error {
	names := map[id.ID]string{who.Who().Person: who.Who().Name}
	var persons []any
	for _, r := range list {
		persons = append(persons, r.person)
		s.mu.Lock()
		p := s.running[r.ID]
		s.mu.Unlock()
		if p != nil && !r.Over() {
			p.into(r)
		}
	}
	if len(persons) == 0 {
		return nil
	}
	q := db.Select("m.person_id, m.name", "member m").Visible(who, access.Read, access.Member).AndIn("m.person_id", persons...)
	err := db.Each(ctx, tx, q, func(row db.Row) error {
		var person id.ID
		var name string
		err := row.Scan(&person, &name)
		names[person] = name
		return err
	})
	for _, r := range list {
		if !r.person.IsZero() {
			r.By = names[r.person]
		}
	}
	return err
}

// EachSkip gives, in order, what an import left out, each with its reason.
func (s *Store) EachSkip(ctx context.Context, who *access.Viewer, run id.ID, use func(intake.Skip) error) error {
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := runFor(ctx, tx, who, run); err != nil {
			return err
		}
		q := db.Select("k.file, k.row_number, k.field, k.value, k.reason", "import_skip k").
			Everything(who.Beyond("the report of an import they see")).And("k.run_id = ?", run).Order("k.line")
		return db.Each(ctx, tx, q, func(row db.Row) error {
			var k intake.Skip
			var line int64
			if err := row.Scan(&k.File, &line, &k.Column, &k.Value, &k.Reason); err != nil {
				return err
			}
			k.Line = int(line)
			return use(k)
		})
	})
	return s.tried(ctx, who, access.Read, run, err)
}

// WriteSkips writes the report of an import as CSV. It writes nothing when who
// may not know of the import.
func (s *Store) WriteSkips(ctx context.Context, who *access.Viewer, run id.ID, w io.Writer) error {
	if _, err := s.RunByID(ctx, who, run); err != nil {
		return err
	}
	out := sheet.CSV(w, true)
	if err := out.Head(sheet.Heads(words.In(ctx), []sheet.Column{{Title: "file"}, {Title: "line", Kind: sheet.KindNumber}, {Title: "column"}, {Title: "value"}, {Title: "reason"}})); err != nil {
		return err
	}
	err := s.EachSkip(ctx, who, run, func(k intake.Skip) error {
		return out.Row([]sheet.Cell{sheet.Text(k.File), sheet.Number(int64(k.Line)), sheet.Text(k.Column), sheet.Text(k.Value), sheet.Text(words.In(ctx).Again(k.Reason))})
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// DeleteRun forgets an import and its report. What it brought stays.
func (s *Store) DeleteRun(ctx context.Context, who *access.Viewer, run id.ID) error {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := runFor(ctx, tx, who, run)
		if err != nil {
			return err
		}
		if err := who.Permit("imports.DeleteRun", access.Delete, r.record()); err != nil {
			return err
		}
		if r.State == Reading || r.State == Writing {
			return busy("imports.DeleteRun")
		}
		for _, of := range []struct{ table, column string }{{"import_file", "run_id"}, {"import_skip", "run_id"}, {"import_run", "id"}} {
			if _, err := tx.Delete(ctx, r.account, of.table, db.Where(of.column+" = ?", run)); err != nil {
				return err
			}
		}
		return s.people.Wrote(ctx, tx, who, access.Delete, r.record(), r.Kind+", "+r.State)
	})
	return s.tried(ctx, who, access.Delete, run, err)
}

// tried gives err back, and writes down an attempt on a run that was not allowed.
func (s *Store) tried(ctx context.Context, who *access.Viewer, verb access.Verb, run id.ID, err error) error {
	return s.people.Tried(ctx, who, verb, &access.Record{Thing: access.Import, ID: run}, err)
}
