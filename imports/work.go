package imports

import (
	"context"
	"errors"
	"os"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/jobs"
)

// Now imports files at hand, without storing them, and gives the finished run.
// It is for commands and tests; people's uploads go through Start.
func (s *Store) Now(ctx context.Context, who *access.Viewer, o Order) (*Run, error) {
	const op = "imports.Now"
	if err := o.check(op); err != nil {
		return nil, err
	}
	r, err := s.open(ctx, who, o, Reading, op)
	if err != nil {
		return nil, err
	}
	var files []source
	for _, f := range o.Files {
		size := int64(0)
		if file, ok := f.In.(*os.File); ok {
			if about, err := file.Stat(); err == nil {
				size = about.Size()
			}
		}
		files = append(files, source{f.Name, size, f.In})
		r.plan.Files = append(r.plan.Files, storedFile{f.Name, size})
	}
	if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.putPlan(ctx, tx, r, Reading) }); err != nil {
		return nil, err
	}
	if err := s.execute(ctx, who, r, files); err != nil {
		return nil, firstError(s.fail(ctx, r, err), err)
	}
	return s.RunByID(ctx, who, r.ID)
}

// job imports an upload in the name of whoever began it, with the rights they
// have by then.
func (s *Store) job(ctx context.Context, a jobArgs) error {
	r, who, err := s.begun(ctx, a)
	if err != nil || r == nil || r.Over() {
		return err
	}
	err = s.execute(ctx, who, r, s.stored(ctx, r))
	if err == nil {
		return nil
	}
	if _, last := jobs.Attempt(ctx); ctx.Err() != nil || fault.Ours(err) && !last {
		return err // ours, or we are going down: it is done again from the beginning
	}
	return s.fail(ctx, r, err)
}

// begun reads a run with the viewer of who began it; no run if it was deleted.
func (s *Store) begun(ctx context.Context, a jobArgs) (r *Run, who *access.Viewer, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		q := db.Select(runColumns, "import_run r").Everything(access.System("an import about to run").In(a.Account)).And("r.id = ?", a.Run)
		if r, err = db.One(ctx, tx, q, scanRun); err != nil {
			return err
		}
		who, err = s.people.ViewerFor(ctx, tx, a.Account, r.plan.Member, s.now())
		return err
	})
	if fault.KindOf(err) == fault.Missing && err != nil {
		return nil, nil, nil
	}
	return r, who, err
}

// execute reads files to their end and then writes what came of them.
func (s *Store) execute(ctx context.Context, who *access.Viewer, r *Run, files []source) error {
	p := &progress{}
	var total int64
	for _, f := range files {
		total += f.bytes
	}
	p.enter(Reading, total)
	stop := s.follow(ctx, r, p)
	defer stop()
	b, err := s.read(ctx, r, files, p.add)
	if err != nil {
		return err
	}
	p.enter(Writing, b.size())
	return s.db.WriteLarge(ctx, func(tx *db.Tx) error {
		again := *b // the body may run more than once
		return s.write(ctx, tx, who, r, &again, p)
	})
}

func (s *Store) read(ctx context.Context, r *Run, files []source, read func(int64)) (*batch, error) {
	var b *batch
	var currency, zone = r.plan.Mapping.Currency, ""
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		c, z, err := currencyOf(ctx, tx, r.account)
		zone = z
		if currency == "" {
			currency = c
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if r.Kind == Airbnb {
		b, err = readAirbnb(files[0], files[1], currency, zone, read)
	} else {
		b, err = readTable(r.Kind, files[0], r.plan.Mapping, currency, zone, read)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return b, err
}

// write makes everything, or nothing, and the run done with it.
func (s *Store) write(ctx context.Context, tx *db.Tx, who *access.Viewer, r *Run, b *batch, p *progress) error {
	if err := who.Permit("imports.write", access.Add, r.record()); err != nil {
		return &fault.Fault{Kind: fault.Forbidden, Op: "imports.write", Say: "Who began this import may not import here any more.", Err: err}
	}
	do, err := settle(ctx, tx, who, r.business, b)
	if err != nil {
		return err
	}
	p.enter(Writing, b.size())
	if err := s.make(ctx, tx, who, do, p); err != nil {
		return err
	}
	return s.finish(ctx, tx, who, r, b, do)
}

// fail writes on a run why it changed nothing. The run is over then.
func (s *Store) fail(ctx context.Context, r *Run, cause error) error {
	say := "The import did not work, for a reason of ours. Nothing was changed; try it again."
	if f := fault.Of(cause); f != nil && f.Say != "" && !fault.Ours(cause) {
		say = f.Say
	}
	if errors.Is(cause, context.Canceled) {
		say = "The import was stopped. Nothing was changed."
	}
	ctx = context.WithoutCancel(ctx)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Update(ctx, r.account, "import_run", db.Where("id = ? AND state NOT IN (?, ?)", r.ID, Done, Failed),
			db.Set("state", Failed).Set("error", say).Set("finished_at", s.now()))
		if err != nil {
			return err
		}
		if _, err := tx.Delete(ctx, r.account, "import_file", db.Where("run_id = ?", r.ID)); err != nil {
			return err
		}
		return s.people.Changed(ctx, tx, r.record())
	})
}
