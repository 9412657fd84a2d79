package imports

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/intake"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// Two hosts, three listings: an id beyond 2^53, HTML, a comma in a price, a
// line break in quotes, a name with accents, an empty price.
const listings = `id,name,description,host_id,host_name,neighbourhood_cleansed,property_type,room_type,latitude,longitude,accommodates,price
1066853019373498880,"Zoë's
loft","Bright.<br />Quiet &amp; warm.",9007199254740993,Šárka,Eilandje,Entire loft,Entire home/apt,51.2,4.4,4,"$5,150.00"
50905,Room,,17,Bo,Zuid,Private room in home,Private room,51.2,4.4,2,
50906,House,,17,Bo,Zuid,Entire home,Entire home/apt,51.2,4.4,6,$80.00
x,Broken,,17,Bo,Zuid,Entire home,Entire home/apt,51.2,4.4,6,$80.00
`

// The loft is taken for two nights, the room for one without a price, the house
// for 31.
func calendarFile() string {
	var b strings.Builder
	b.WriteString("listing_id,date,available,price\n")
	for _, row := range []string{
		"1066853019373498880,2026-03-10,f,\"$5,150.00\"", "1066853019373498880,2026-03-11,f,$100.50", "1066853019373498880,2026-03-12,t,$1.00",
		"50905,2026-03-10,f,", "50905,2026-03-11,t,$10.00", "4711,2026-03-10,f,$1.00",
	} {
		b.WriteString(row + "\n")
	}
	for day := range 31 {
		b.WriteString("50906,2026-05-" + string([]byte{byte('0' + (day+1)/10), byte('0' + (day+1)%10)}) + ",f,$80.00\n")
	}
	return b.String()
}

func (w *world) airbnb() *Run {
	w.t.Helper()
	return w.run(Airbnb, text("listings.csv", listings), text("calendar.csv", calendarFile()))
}

func TestAirbnbBecomesOwnersPropertiesBookingsAndBlocks(t *testing.T) {
	eachWorld(t, func(w *world) {
		r := w.airbnb()
		if r.State != Done || r.Owners != 2 || r.Properties != 3 || r.Bookings != 1 || r.Priced != 1 || r.Blocks != 2 || r.Skipped != 2 {
			w.t.Fatalf("%+v", r)
		}
		if got := w.bookings(); got != "confirmed Zoë's loft 2026-03-10 to 2026-03-12  525050" {
			w.t.Errorf("booked: %s", got)
		}
		p, err := w.portfolio.Properties(ctx, w.boss, portfolio.PropertyFilter{Q: "loft"})
		w.must(err)
		loft := p.Rows[0]
		if loft.Reference != "1066853019373498880" || loft.Description != "Bright.\nQuiet & warm." || loft.City != "Eilandje" || *loft.NightlyMinor != 515_000 ||
			len(loft.Owners) != 1 || loft.Owners[0].ClientName != "Šárka" || loft.Owners[0].BPS != 10_000 {
			w.t.Errorf("the loft: %+v", loft)
		}
		c, err := w.portfolio.Clients(ctx, w.boss, portfolio.ClientFilter{Q: "sarka"})
		w.must(err)
		if len(c.Rows) != 1 || c.Rows[0].Reference != "9007199254740993" {
			w.t.Errorf("found as %+v", c.Rows)
		}
		b, err := w.stays.Bookings(ctx, w.boss, stays.BookingFilter{})
		w.must(err)
		if b.Rows[0].Owner != 525_050 || b.Rows[0].Source != stays.SourceAirbnb {
			w.t.Errorf("the booking: %+v", b.Rows[0])
		}
	})
}

func TestTheSameFilesTwiceChangeNothing(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.airbnb()
		before := w.rows()
		r := w.airbnb()
		if r.New() != 0 || r.Unchanged != 2+3+3 || w.rows() != before {
			w.t.Errorf("%+v, %s after %s", r.Counts, w.rows(), before)
		}
		for _, csv := range []struct{ kind, text string }{{Owners, ownersCSV}, {Properties, propertiesCSV}, {Bookings, bookingsCSV}} {
			w.csv(csv.kind, csv.text)
			before := w.rows()
			if r := w.csv(csv.kind, csv.text); r.New() != 0 || r.Unchanged == 0 || w.rows() != before {
				w.t.Errorf("%s: %+v, %s after %s", csv.kind, r.Counts, w.rows(), before)
			}
		}
	})
}

func TestWhatPeopleChangedSinceIsLeftAsItIs(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.airbnb()
		b, err := w.stays.Bookings(ctx, w.boss, stays.BookingFilter{})
		w.must(err)
		_, err = w.stays.CancelBooking(ctx, w.boss, b.Rows[0].ID, stays.CancelForm{Version: b.Rows[0].Version})
		w.must(err)
		if r := w.airbnb(); r.New() != 0 {
			w.t.Errorf("a cancelled booking came back: %+v", r.Counts)
		}
		later := strings.Replace(calendarFile(), "50905,2026-03-11,t", "50905,2026-03-11,f", 1)
		r := w.run(Airbnb, text("listings.csv", listings), text("calendar.csv", later))
		if r.New() != 0 || r.Skipped != 3 {
			w.t.Errorf("a span that grew: %+v", r.Counts)
		}
	})
}

func TestABrokenFileChangesNothingAtAll(t *testing.T) {
	eachWorld(t, func(w *world) {
		before := w.rows()
		whole := packed(w.t, calendarFile())
		for _, c := range []struct {
			name     string
			listings string
			calendar string
		}{
			{"a calendar without its columns", listings, "a,b\n1,2\n"},
			{"a calendar cut off inside a quote", listings, calendarFile() + "50905,\"2026-"},
			{"a packed calendar cut off", listings, string(whole[:len(whole)-9])},
			{"a packed calendar with a flipped bit", listings, flip(whole)},
			{"listings without their columns", "id,name\n1,x\n", calendarFile()},
			{"listings cut off inside a quote", listings + "50907,\"", calendarFile()},
			{"nothing", "", ""},
		} {
			_, err := w.Now(ctx, w.boss, Order{Kind: Airbnb, Files: []Upload{text("listings.csv", c.listings), text("calendar.csv", c.calendar)}})
			w.refused(c.name, err, fault.Invalid, "")
			if got := w.rows(); got != before {
				w.t.Errorf("%s: %s after %s", c.name, got, before)
			}
		}
		runs, err := w.Runs(ctx, w.boss)
		w.must(err)
		for _, r := range runs {
			if r.State != Failed || r.Error == "" {
				w.t.Errorf("a run stands as %s %q", r.State, r.Error)
			}
		}
	})
}

func packed(t testing.TB, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func flip(b []byte) string {
	b = bytes.Clone(b)
	b[len(b)/2] ^= 0x40
	return string(b)
}

func TestTheReportNamesEachRowLeftOut(t *testing.T) {
	eachWorld(t, func(w *world) {
		r := w.airbnb()
		var out bytes.Buffer
		w.must(w.WriteSkips(ctx, w.boss, r.ID, &out))
		for _, want := range []string{"File,Line,Column,Value,Reason", "listings.csv,6,id,x,", "calendar.csv,7,listing_id,4711,"} {
			if !strings.Contains(out.String(), want) {
				w.t.Errorf("no %q in\n%s", want, out.String())
			}
		}
	})
}

const (
	ownersCSV = "Owner name;E-mail;Commission;Reference\nAna Lindqvist;ana@example.com;20 %;A1\nBen Maler;;12.5;B2\n;nobody@example.com;;C3\nCleo;no address;;D4\n"

	propertiesCSV = "Property,Owner,Share,City\nQuay House,Ana Lindqvist,,Antwerp\nLake Cottage,A1,50,Ghent\nLake Cottage,B2,50,Ghent\nMill,New Owner,,Bruges\nHalf,Ana Lindqvist,60,Ghent\n"

	bookingsCSV = "Property,Check-in,Check-out,Guest,Total,Status,Channel,Confirmation code,Notes\n" +
		"Quay House,2026-03-10,2026-03-14,Gerda Gast,1000.00,Confirmed,Airbnb,HM1,Late arrival\n" +
		"Quay House,2026-03-12,2026-03-15,Clash,500,Confirmed,Vrbo,HM2,\n" +
		"Quay House,2026-03-12,2026-03-15,Gone,500,Cancelled,Vrbo,HM3,\n" +
		"Nowhere,2026-03-12,2026-03-15,Lost,500,Confirmed,,HM4,\n" +
		"Mill,2026-03-15,2026-03-12,Backwards,500,Confirmed,,HM5,\n" +
		"Mill,2026-03-12,2026-03-15,Bad sum,12x,Confirmed,,HM6,\n" +
		"Lake Cottage,2026-03-12,2026-03-15,Free,,Option,,,\n"
)

// csv imports a table by the guessed mapping.
func (w *world) csv(kind, content string) *Run {
	w.t.Helper()
	r, err := w.Now(ctx, w.boss, Order{Kind: kind, Files: []Upload{text(kind+".csv", content)}, Mapping: guess(w.t, kind, content)})
	w.must(err)
	return r
}

func guess(t *testing.T, kind, content string) intake.Mapping {
	t.Helper()
	table, err := intake.Open(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return intake.Guess(table.Header, Fields(kind))
}

func TestTablesOfAnyMake(t *testing.T) {
	eachWorld(t, func(w *world) {
		if r := w.csv(Owners, ownersCSV); r.Owners != 2 || r.Skipped != 2 {
			w.t.Errorf("owners: %+v", r.Counts)
		}
		if r := w.csv(Properties, propertiesCSV); r.Properties != 3 || r.Owners != 1 || r.Skipped != 1 {
			w.t.Errorf("properties: %+v", r.Counts)
		}
		r := w.csv(Bookings, bookingsCSV)
		if r.Bookings != 3 || r.Priced != 1 || r.Skipped != 4 {
			w.t.Errorf("bookings: %+v", r.Counts)
		}
		if got := w.bookings(); got != "confirmed Quay House 2026-03-10 to 2026-03-14 Gerda Gast 100000; cancelled Quay House 2026-03-12 to 2026-03-15 Gone 0; tentative Lake Cottage 2026-03-12 to 2026-03-15 Free 0" &&
			got != "confirmed Quay House 2026-03-10 to 2026-03-14 Gerda Gast 100000; tentative Lake Cottage 2026-03-12 to 2026-03-15 Free 0; cancelled Quay House 2026-03-12 to 2026-03-15 Gone 0" {
			w.t.Errorf("booked: %s", got)
		}
		var reasons []string
		w.must(w.EachSkip(ctx, w.boss, r.ID, func(k intake.Skip) error {
			reasons = append(reasons, itoa(int64(k.Line))+" "+k.Column)
			return nil
		}))
		for _, want := range []string{"3 arrive", "5 property", "6 ", "7 "} {
			if !strings.Contains(strings.Join(reasons, ";"), want) {
				w.t.Errorf("no %q among %v", want, reasons)
			}
		}
		lake, err := w.portfolio.Properties(ctx, w.boss, portfolio.PropertyFilter{Q: "lake"})
		w.must(err)
		if len(lake.Rows) != 1 || len(lake.Rows[0].Owners) != 2 {
			w.t.Errorf("lake: %+v", lake.Rows)
		}
	})
}

func TestADryRunSaysWhatTheRunWillDoAndChangesNothing(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.csv(Owners, ownersCSV)
		w.csv(Properties, propertiesCSV)
		before := w.rows()
		run, err := w.Stage(ctx, w.boss, Order{Kind: Bookings, Files: []Upload{text("bookings.csv", bookingsCSV)}})
		w.must(err)
		c, err := w.Columns(ctx, w.boss, run)
		w.must(err)
		if c.Rows != 7 || c.Guess.Columns["guest"] != 3 || c.Guess.Currency != "EUR" || len(c.Sample) != 5 {
			w.t.Errorf("columns: %+v", c)
		}
		dry, err := w.Dry(ctx, w.boss, run, c.Guess)
		w.must(err)
		if dry.Bookings != 3 || dry.Skipped != 4 || len(dry.Skips) != 4 {
			w.t.Errorf("dry: %+v", dry)
		}
		if got := strings.TrimSuffix(w.rows(), " 1"); got != strings.TrimSuffix(before, " 0") {
			w.t.Errorf("a dry run left %s after %s", got, before)
		}
		_, err = w.Dry(ctx, w.boss, run, intake.Mapping{Columns: map[string]int{"guest": 3}})
		w.refused("a mapping without the property", err, fault.Invalid, "")
		w.refused("the same at the start", w.Begin(ctx, w.boss, run, intake.Mapping{Columns: map[string]int{"guest": 99}}), fault.Invalid, "")
		w.must(w.Begin(ctx, w.boss, run, c.Guess))
		w.refused("begun twice", w.Begin(ctx, w.boss, run, c.Guess), fault.Conflict, "")
		_, err = w.queue.Work(ctx)
		w.must(err)
		r, err := w.RunByID(ctx, w.boss, run)
		w.must(err)
		if r.State != Done || r.Counts != (Counts{Bookings: dry.Bookings, Priced: dry.Priced, Skipped: dry.Skipped}) || r.Percent() != 100 || r.By != "Alma harbour" {
			w.t.Errorf("the run: %+v, dry %+v", r, dry.Counts)
		}
	})
}

func TestAnUploadIsImportedByAJobInItsSendersName(t *testing.T) {
	eachWorld(t, func(w *world) {
		mona := w.join("Mona Manager", "manager")
		run, err := w.Start(ctx, mona, Order{Kind: Airbnb, Files: []Upload{{"listings.csv.gz", bytes.NewReader(packed(w.t, listings))}, text("calendar.csv", calendarFile())}})
		w.must(err)
		if r, err := w.RunByID(ctx, mona, run); err != nil || r.State != Waiting || len(r.Files) != 2 {
			w.t.Fatalf("%+v %v", r, err)
		}
		_, err = w.queue.Work(ctx)
		w.must(err)
		r, err := w.RunByID(ctx, w.boss, run)
		w.must(err)
		if r.State != Done || r.Properties != 3 || r.By != "Mona Manager" {
			w.t.Errorf("%+v", r)
		}
		if got := w.rows(); !strings.HasSuffix(got, " 0") {
			w.t.Errorf("the upload is still stored: %s", got)
		}
		var names []string
		w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
			q := db.Select("e.person_name", "audit_entry e").Everything(access.System("test").In(w.boss.Account())).And("e.thing = 'import'")
			names, err = db.All(ctx, tx, q, db.Scan1[string])
			return err
		}))
		if len(names) != 1 || names[0] != "Mona Manager" {
			w.t.Errorf("the trail names %v", names)
		}
	})
}

func TestWhoLostTheRightMeanwhileImportsNothing(t *testing.T) {
	eachWorld(t, func(w *world) {
		mona := w.join("Mona Manager", "manager")
		run, err := w.Start(ctx, mona, Order{Kind: Airbnb, Files: []Upload{text("listings.csv", listings), text("calendar.csv", calendarFile())}})
		w.must(err)
		w.must(w.people.Deactivate(ctx, w.boss, mona.Who().Member))
		_, err = w.queue.Work(ctx)
		w.must(err)
		r, err := w.RunByID(ctx, w.boss, run)
		w.must(err)
		if r.State != Failed || !strings.Contains(r.Error, "may not import") || !strings.HasPrefix(w.rows(), "0 0 0 0") {
			w.t.Errorf("%+v, %s", r, w.rows())
		}
	})
}

func TestAnUploadThatIsBrokenFailsInPlainWords(t *testing.T) {
	eachWorld(t, func(w *world) {
		run, err := w.Start(ctx, w.boss, Order{Kind: Airbnb, Files: []Upload{text("listings.csv", listings), text("calendar.csv", "a,b\n1,2\n")}})
		w.must(err)
		_, err = w.queue.Work(ctx)
		w.must(err)
		r, err := w.RunByID(ctx, w.boss, run)
		w.must(err)
		if r.State != Failed || !strings.Contains(r.Error, "calendar.csv") || !strings.HasPrefix(w.rows(), "0 0 0 0") || !strings.HasSuffix(w.rows(), " 0") {
			w.t.Errorf("%+v, %s", r, w.rows())
		}
	})
}

// noise never ends.
type noise struct{}

func (noise) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = "a,b\n"[i%4]
	}
	return len(p), nil
}

func TestUploadsThatAreRefused(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.limit = 1 << 20
		for _, c := range []struct {
			name  string
			order Order
			kind  fault.Kind
			field string
		}{
			{"no kind", Order{}, fault.Invalid, "kind"},
			{"an unknown kind", Order{Kind: "unicorns", Files: []Upload{text("x", "a")}}, fault.Invalid, "kind"},
			{"no files", Order{Kind: Airbnb}, fault.Invalid, "listings"},
			{"one of two files", Order{Kind: Airbnb, Files: []Upload{text("l", listings)}}, fault.Invalid, "calendar"},
			{"an empty file", Order{Kind: Owners, Files: []Upload{text("x.csv", "")}}, fault.Invalid, "file"},
			{"a spreadsheet", Order{Kind: Owners, Files: []Upload{text("x.xlsx", "PK\x03\x04…")}}, fault.Invalid, "file"},
			{"a document", Order{Kind: Owners, Files: []Upload{text("x.pdf", "%PDF-1.7")}}, fault.Invalid, "file"},
			{"a web page", Order{Kind: Airbnb, Files: []Upload{text("l", "<!DOCTYPE html>"), text("c", "x")}}, fault.Invalid, "listings"},
			{"packed where it cannot be", Order{Kind: Owners, Files: []Upload{text("x.gz", "\x1f\x8b…")}}, fault.Invalid, "file"},
			{"a file without end", Order{Kind: Owners, Files: []Upload{{"x.csv", noise{}}}}, fault.TooLarge, "file"},
			{"a name with control characters", Order{Kind: Owners, Files: []Upload{text("x\x00.csv", "a")}}, fault.Invalid, "file"},
		} {
			_, err := w.Stage(ctx, w.boss, c.order)
			w.refused(c.name, err, c.kind, c.field)
		}
		runs, err := w.Runs(ctx, w.boss)
		if err != nil || len(runs) > 0 || !strings.HasSuffix(w.rows(), " 0") {
			w.t.Errorf("left behind: %d runs, %s, %v", len(runs), w.rows(), err)
		}
	})
}

func TestAFileThatIsLargeOnlyUnpackedIsRefused(t *testing.T) {
	eachWorld(t, func(w *world) {
		bomb := packed(w.t, "listing_id,date,available,price\n"+strings.Repeat("50905,2026-03-10,f,$1.00\n", (freeBytes+40<<20)/25))
		run, err := w.Start(ctx, w.boss, Order{Kind: Airbnb, Files: []Upload{text("listings.csv", listings), {"calendar.csv.gz", bytes.NewReader(bomb)}}})
		w.must(err)
		_, err = w.queue.Work(ctx)
		w.must(err)
		r, err := w.RunByID(ctx, w.boss, run)
		w.must(err)
		if r.State != Failed || !strings.Contains(r.Error, "larger than allowed") || !strings.HasPrefix(w.rows(), "0 0 0 0") {
			w.t.Errorf("%+v", r)
		}
	})
}

func TestWhoMayImport(t *testing.T) {
	eachWorld(t, func(w *world) {
		done := w.airbnb()
		staged, err := w.Stage(ctx, w.boss, Order{Kind: Owners, Files: []Upload{text("o.csv", ownersCSV)}})
		w.must(err)
		for name, who := range map[string]*access.Viewer{
			"the front desk": w.join("Frida Front", "front-desk"), "a technician": w.join("Tom Tech", "technician"), "a viewer": w.join("Vera Viewer", "viewer"),
			"the other account": w.rival, "nobody": nil,
		} {
			if who != w.rival {
				if _, err := w.Stage(ctx, who, Order{Kind: Owners, Files: []Upload{text("o.csv", ownersCSV)}}); err == nil {
					w.t.Errorf("%s uploads", name)
				}
				if _, err := w.Now(ctx, who, Order{Kind: Owners, Files: []Upload{text("o.csv", ownersCSV)}}); err == nil {
					w.t.Errorf("%s imports", name)
				}
			}
			list, err := w.Runs(ctx, who)
			if err != nil || len(list) > 0 {
				w.t.Errorf("%s lists %d runs, %v", name, len(list), err)
			}
			for what, err := range map[string]error{
				"reads a run":    second(w.RunByID(ctx, who, done.ID)),
				"reads a report": w.WriteSkips(ctx, who, done.ID, io.Discard),
				"begins":         w.Begin(ctx, who, staged, intake.Mapping{}),
				"looks":          second(w.Columns(ctx, who, staged)),
				"tries":          second(w.Dry(ctx, who, staged, intake.Mapping{})),
				"deletes":        w.DeleteRun(ctx, who, done.ID),
			} {
				w.refused(name+" "+what, err, fault.Missing, "")
			}
		}
		w.refused("somebody else's upload", w.Begin(ctx, w.join("Mona Manager", "manager"), staged, intake.Mapping{}), fault.Missing, "")
		w.must(w.DeleteRun(ctx, w.boss, done.ID))
		w.refused("a deleted run", second(w.RunByID(ctx, w.boss, done.ID)), fault.Missing, "")
		w.refused("a business of nobody's", second(w.Stage(ctx, w.boss, Order{Kind: Owners, Business: id.New(), Files: []Upload{text("o.csv", ownersCSV)}})), fault.Missing, "")
	})
}

func second[T any](_ T, err error) error { return err }
