package imports

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/intake"
	"keyhouse/jobs"
	"keyhouse/people"
	"keyhouse/portfolio"
)

// Upload is a file to import. Files for Airbnb come in the order listings,
// calendar; both may be packed with gzip.
type Upload struct {
	Name string
	In   io.Reader
}

// Order is what to import. Business zero is the first one may import to.
type Order struct {
	Kind     string
	Business id.ID
	Files    []Upload
	Mapping  intake.Mapping // for the kinds that are CSV
}

const (
	partBytes = 256 << 10
	maxFile   = 200 // characters of a name
)

// fields are the form fields of the files.
func fields(kind string) []string {
	if kind == Airbnb {
		return []string{"listings", "calendar"}
	}
	return []string{"file"}
}

// check refuses an order that names no kind or not its files.
func (o *Order) check(op string) error {
	f := fault.Fields{Op: op}
	if o.Kind == "" {
		f.Bad("kind", "Choose what the files hold.")
	}
	o.Kind = entry.Word(&f, "kind", o.Kind, Kinds...)
	for i, name := range fields(o.Kind) {
		if i >= len(o.Files) || o.Files[i].In == nil {
			f.Bad(name, "Choose a file.")
			continue
		}
		if o.Files[i].Name = entry.Line(&f, name, o.Files[i].Name, maxFile); o.Files[i].Name == "" {
			o.Files[i].Name = name
		}
	}
	if n := len(fields(o.Kind)); len(o.Files) > n {
		o.Files = o.Files[:n]
	}
	return f.Err()
}

// Start uploads files and has them imported by a job, in who's name. It gives
// the run, whose progress RunByID shows and hints of "import" announce.
func (s *Store) Start(ctx context.Context, who *access.Viewer, o Order) (id.ID, error) {
	run, err := s.Stage(ctx, who, o)
	if err != nil {
		return id.ID{}, err
	}
	return run, s.Begin(ctx, who, run, o.Mapping)
}

// Stage uploads files without importing them yet: look at Columns and Dry, then
// Begin. Files of a wrong kind or over the limit are refused and leave nothing.
func (s *Store) Stage(ctx context.Context, who *access.Viewer, o Order) (id.ID, error) {
	const op = "imports.Stage"
	if err := o.check(op); err != nil {
		return id.ID{}, err
	}
	r, err := s.open(ctx, who, o, Staged, op)
	if err != nil {
		return id.ID{}, err
	}
	for i, f := range o.Files {
		n, err := s.store(ctx, r, i, fields(o.Kind)[i], f)
		if err != nil {
			return id.ID{}, firstError(err, s.drop(ctx, r))
		}
		r.plan.Files = append(r.plan.Files, storedFile{f.Name, n})
	}
	return r.ID, s.db.Write(ctx, func(tx *db.Tx) error { return s.putPlan(ctx, tx, r, Staged) })
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// open makes the row of a run that who may begin.
func (s *Store) open(ctx context.Context, who *access.Viewer, o Order, state, op string) (*Run, error) {
	r := &Run{ID: id.New(), Kind: o.Kind, State: state, CreatedAt: s.now(), account: who.Account(), person: who.Who().Person,
		plan: plan{Mapping: o.Mapping, Member: who.Who().Member}}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		if r.business, err = portfolio.BusinessFor(ctx, tx, who, access.Import, o.Business, op); err != nil {
			return err
		}
		if err := s.sweep(ctx, tx, r.account); err != nil {
			return err
		}
		row := db.Set("id", r.ID).Set("business_id", r.business).Set("kind", r.Kind).Set("state", r.State).Set("done", 0).Set("total", 0).
			Set("owners", 0).Set("properties", 0).Set("bookings", 0).Set("blocks", 0).Set("skipped", 0).Set("unchanged", 0).
			Set("error", "").Set("plan", "").Set("person_id", r.person).Set("created_at", r.CreatedAt)
		return tx.Insert(ctx, r.account, "import_run", row)
	})
	return r, s.tried(ctx, who, access.Add, id.ID{}, err)
}

// sweep forgets uploads that nobody went on with for a day.
func (s *Store) sweep(ctx context.Context, tx *db.Tx, account id.ID) error {
	q := db.Select("r.id", "import_run r").Everything(access.System("uploads nobody went on with").In(account)).
		And("r.state = ? AND r.created_at < ?", Staged, s.now().AddDate(0, 0, -1)).Order("r.id")
	old, err := db.All(ctx, tx, q, db.Scan1[id.ID])
	if err != nil {
		return err
	}
	for _, run := range old {
		if err := forget(ctx, tx, account, run); err != nil {
			return err
		}
	}
	return nil
}

func forget(ctx context.Context, tx *db.Tx, account, run id.ID) error {
	if _, err := tx.Delete(ctx, account, "import_file", db.Where("run_id = ?", run)); err != nil {
		return err
	}
	_, err := tx.Delete(ctx, account, "import_run", db.ByID(run))
	return err
}

// drop forgets an upload that failed, also when its sender is gone.
func (s *Store) drop(ctx context.Context, r *Run) error {
	ctx = context.WithoutCancel(ctx)
	return s.db.Write(ctx, func(tx *db.Tx) error { return forget(ctx, tx, r.account, r.ID) })
}

// store keeps a file in pieces and gives its size.
func (s *Store) store(ctx context.Context, r *Run, file int, field string, f Upload) (int64, error) {
	part := make([]byte, partBytes)
	var size int64
	for i := 0; ; i++ {
		n, err := io.ReadFull(f.In, part)
		size += int64(n)
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		switch {
		case err != nil && !last:
			return 0, &fault.Fault{Kind: fault.Invalid, Op: "imports.store", Field: field, Say: "The file did not arrive whole. Send it again.", Err: err}
		case size > s.limit:
			return 0, &fault.Fault{Kind: fault.TooLarge, Op: "imports.store", Field: field, Say: fmt.Sprintf("The file is larger than %d MB.", s.limit>>20)}
		case i == 0:
			if say := wrongType(r.Kind, part[:n]); say != "" {
				return 0, fault.Bad("imports.store", field, say)
			}
		}
		if n > 0 {
			write := s.db.Write(ctx, func(tx *db.Tx) error {
				return tx.Insert(ctx, r.account, "import_file", db.Set("run_id", r.ID).Set("file", file).Set("part", i).Set("data", bytes.Clone(part[:n])))
			})
			if write != nil {
				return 0, write
			}
		}
		if last {
			return size, nil
		}
	}
}

// wrongType tells by a file's first bytes that it is none we read.
func wrongType(kind string, head []byte) string {
	begins := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case len(head) == 0:
		return "This file is empty."
	case begins("PK\x03\x04"), begins("\xd0\xcf\x11\xe0"):
		return "This is a spreadsheet or zip file. Open it and save it as CSV."
	case begins("%PDF"), begins("\x89PNG"), begins("\xff\xd8\xff"), begins("GIF8"):
		return "This is a document or picture, not a table. Send a CSV file."
	case begins("\x1f\x8b") && kind != Airbnb:
		return "This file is packed. Unpack it first."
	}
	if text := bytes.ToLower(bytes.TrimSpace(head[:min(len(head), 512)])); bytes.HasPrefix(text, []byte("<!doctype")) || bytes.HasPrefix(text, []byte("<html")) {
		return "This is a web page, not a table. Download the file itself."
	}
	return ""
}

// putPlan writes what a run is to read, and its state.
func (s *Store) putPlan(ctx context.Context, tx *db.Tx, r *Run, state string) error {
	p, err := json.Marshal(r.plan)
	if err != nil {
		return err
	}
	r.State = state
	if _, err := tx.Update(ctx, r.account, "import_run", db.ByID(r.ID), db.Set("plan", string(p)).Set("state", state)); err != nil {
		return err
	}
	return s.people.Changed(ctx, tx, r.record())
}

type jobArgs struct{ Account, Run id.ID }

// Begin has a staged upload imported. A mapping that does not fit the file is
// refused here, at its fields.
func (s *Store) Begin(ctx context.Context, who *access.Viewer, run id.ID, m intake.Mapping) error {
	const op = "imports.Begin"
	r, err := s.staged(ctx, who, run, op)
	if err != nil {
		return err
	}
	if r.Kind != Airbnb {
		if err := s.fits(ctx, r, m); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Update(ctx, r.account, "import_run", db.Where("id = ? AND state = ?", run, Staged), db.Set("state", Waiting))
		if err != nil {
			return err
		}
		if n == 0 {
			return busy(op)
		}
		r.plan.Mapping, r.plan.Member = m, who.Who().Member
		if err := s.putPlan(ctx, tx, r, Waiting); err != nil {
			return err
		}
		return s.jobs.Enqueue(ctx, tx, jobArgs{r.account, run}, jobs.Opts{Once: "import.run:" + run.String()})
	})
}

func busy(op string) error {
	return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This import has begun already."}
}

// staged reads a run of who's own that was not begun.
func (s *Store) staged(ctx context.Context, who *access.Viewer, run id.ID, op string) (*Run, error) {
	var r *Run
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		if r, err = runFor(ctx, tx, who, run); err != nil {
			return err
		}
		if r.person != who.Who().Person {
			return fault.NotFound(op)
		}
		return who.Permit(op, access.Add, r.record())
	})
	if err == nil && r.State != Staged {
		err = busy(op)
	}
	return r, s.tried(ctx, who, access.Add, run, err)
}

// currencyOf gives the currency of an account, in which its files' sums are.
func currencyOf(ctx context.Context, tx *db.Tx, account id.ID) (cash.Currency, string, error) {
	a, err := people.AccountIn(ctx, tx, account)
	return cash.Currency(a.Currency), a.Zone, err
}
