package imports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/intake"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/stays"
	"keyhouse/words"
)

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
		r.Kind, c.Owners, c.Properties, c.Bookings, c.Blocks, c.Unchanged, c.Skipped), people.Diff(nil, r.fields())...)
}

// fields are what the trail keeps of a run: what people call their files may say
// more than is to stay for ever.
func (r *Run) fields() people.Fields {
	var files []string
	for _, f := range r.plan.Files {
		files = append(files, f.Name)
	}
	return people.Fields{}.Put(0, "Files", strings.Join(files, ", "))
}

func putSkips(ctx context.Context, tx *db.Tx, r *Run, skips []intake.Skip) error {
	rows := make([][]any, len(skips))
	for i, k := range skips {
		reason := k.Reason
		if k.Kept {
			reason = words.English.Say("import.kept", "reason", reason)
		}
		rows[i] = []any{r.ID, i + 1, k.File, k.Line, k.Column, k.Value, reason}
	}
	return tx.InsertMany(ctx, r.account, "import_skip", []string{"run_id", "line", "file", "row_number", "field", "value", "reason"}, rows)
}
