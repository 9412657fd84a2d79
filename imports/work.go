package imports

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/intake"
	"keyhouse/jobs"
	"keyhouse/portfolio"
	"keyhouse/stays"
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
	if _, last := jobs.Attempt(ctx); ctx.Err() != nil || fault.KindOf(err) == fault.Broken && !last {
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

// atOnce is how many bookings are written in one go, for progress to show.
const atOnce = 4000

func (s *Store) make(ctx context.Context, tx *db.Tx, who *access.Viewer, do *todo, p *progress) error {
	clients, err := s.portfolio.CreateManyClients(ctx, tx, who, do.clients)
	if err != nil {
		return err
	}
	p.add(int64(len(clients)))
	fresh := make([]portfolio.NewProperty, len(do.properties))
	for i, n := range do.properties {
		fresh[i].PropertyForm = n.form
		for _, part := range n.parts {
			fresh[i].Owners = append(fresh[i].Owners, portfolio.Part{Client: part.client.is(clients), BPS: part.bps})
		}
	}
	properties, err := s.portfolio.CreateManyProperties(ctx, tx, who, fresh)
	if err != nil {
		return err
	}
	p.add(int64(len(properties)))
	bulk := s.stays.Bulk(ctx, tx, who)
	if err := makeBlocks(bulk, who, do.blocks, properties); err != nil {
		return err
	}
	p.add(int64(len(do.blocks)))
	if err := s.makeBookings(ctx, tx, who, bulk, do.pasts, properties, p); err != nil {
		return err
	}
	return bulk.Close()
}

func makeBlocks(bulk *stays.Bulk, who *access.Viewer, all []newPast, properties []id.ID) error {
	blocks := make([]stays.PastBlock, len(all))
	for i, n := range all {
		blocks[i].BlockForm = stays.BlockForm{Property: n.at.is(properties), Nights: n.form.Nights, Kind: stays.OfficeBlock, Label: "Not available"}
		blocks[i].Maker = "Import"
		blocks[i].Person = who.Who().Person
	}
	return bulk.Blocks(blocks)
}

func (s *Store) makeBookings(ctx context.Context, tx *db.Tx, who *access.Viewer, bulk *stays.Bulk, all []newPast, properties []id.ID, p *progress) error {
	for some := range slices.Chunk(all, atOnce) {
		pasts := make([]stays.Past, len(some))
		for i, n := range some {
			pasts[i].BookingForm = n.form
			pasts[i].Property = n.at.is(properties)
		}
		ids, err := bulk.Bookings(pasts)
		if err != nil {
			return err
		}
		for i, n := range some {
			if n.note == "" {
				continue
			}
			if _, err := s.portfolio.AddNoteIn(ctx, tx, who, access.Booking, ids[i], n.note); err != nil {
				return err
			}
		}
		p.add(int64(len(some)))
	}
	return nil
}

// finish writes down what the import brought and forgets its files.
func (s *Store) finish(ctx context.Context, tx *db.Tx, who *access.Viewer, r *Run, b *batch, do *todo) error {
	c := do.Counts
	c.Skipped = b.skipped
	set := db.Set("state", Done).Set("done", b.size()).Set("total", b.size()).Set("owners", c.Owners).Set("properties", c.Properties).
		Set("bookings", c.Bookings).Set("blocks", c.Blocks).Set("priced", c.Priced).Set("unchanged", c.Unchanged).Set("skipped", c.Skipped).
		Set("error", "").Set("finished_at", s.now())
	n, err := tx.Update(ctx, r.account, "import_run", db.Where("id = ? AND state NOT IN (?, ?)", r.ID, Done, Failed), set)
	if err != nil {
		return err
	}
	if n == 0 { // another node finished it
		return &fault.Fault{Kind: fault.Conflict, Op: "imports.finish", Say: "This import is over already."}
	}
	if err := putSkips(ctx, tx, r, b.skips); err != nil {
		return err
	}
	if _, err := tx.Delete(ctx, r.account, "import_file", db.Where("run_id = ?", r.ID)); err != nil {
		return err
	}
	return s.people.Wrote(ctx, tx, who, access.Add, r.record(), fmt.Sprintf("%s: %d owners, %d properties, %d bookings, %d blocks; %d unchanged, %d left out",
		r.Kind, c.Owners, c.Properties, c.Bookings, c.Blocks, c.Unchanged, c.Skipped))
}

func putSkips(ctx context.Context, tx *db.Tx, r *Run, skips []intake.Skip) error {
	rows := make([][]any, len(skips))
	for i, k := range skips {
		reason := k.Reason
		if k.Kept {
			reason += " (the row was taken without it)"
		}
		rows[i] = []any{r.ID, i + 1, k.File, k.Line, k.Column, k.Value, reason}
	}
	return tx.InsertMany(ctx, r.account, "import_skip", []string{"run_id", "line", "file", "row_number", "field", "value", "reason"}, rows)
}

// fail writes on a run why it changed nothing. The run is over then.
func (s *Store) fail(ctx context.Context, r *Run, cause error) error {
	say := "The import did not work, for a reason of ours. Nothing was changed; try it again."
	if f := fault.Of(cause); f != nil && f.Say != "" && f.Kind != fault.Broken {
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

// Report says what an import would bring. Skips are the first of the rows that
// would be left out.
type Report struct {
	Counts
	Skips []intake.Skip
}

// reported is how many rows left out a Report lists.
const reported = 200

// Dry reads a staged upload and says what importing it would bring. Nothing is
// changed.
func (s *Store) Dry(ctx context.Context, who *access.Viewer, run id.ID, m intake.Mapping) (Report, error) {
	r, err := s.staged(ctx, who, run, "imports.Dry")
	if err != nil {
		return Report{}, err
	}
	r.plan.Mapping = m
	b, err := s.read(ctx, r, s.stored(ctx, r), func(int64) {})
	if err != nil {
		return Report{}, err
	}
	var do *todo
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		again := *b
		do, err = settle(ctx, tx, who, r.business, &again)
		*b = again
		return err
	})
	if err != nil {
		return Report{}, err
	}
	do.Skipped = b.skipped
	return Report{Counts: do.Counts, Skips: b.skips[:min(len(b.skips), reported)]}, nil
}
