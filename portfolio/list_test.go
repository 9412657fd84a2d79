package portfolio

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/sheet"
)

func TestPagesFollowOneAnother(t *testing.T) {
	each(t, func(w *world) {
		boss := w.admin()
		for i := range 11 {
			w.property(boss, PropertyForm{Name: fmt.Sprintf("Ärger %02d", i%4), City: []string{"Ghent", "Antwerp"}[i%2], Sleeps: int64(i % 3)})
		}
		for _, sort := range propertySorts {
			want := w.walk(boss, sort, 200)
			if got := w.walk(boss, sort, 3); strings.Join(got, " ") != strings.Join(want, " ") || len(want) != 13 {
				t.Errorf("%s: by threes\n%v\nat once\n%v", sort, got, want)
			}
		}
		f := PropertyFilter{}
		f.Limit = 3
		first, _ := w.store.Properties(ctx, boss, f)
		f.Cursor = first.Next
		second, _ := w.store.Properties(ctx, boss, f)
		f.Cursor = second.Prev
		back, err := w.store.Properties(ctx, boss, f)
		if names(back.Rows) != names(first.Rows) || err != nil || back.Prev != "" {
			t.Errorf("back from the second is %q, %v; want %q", names(back.Rows), err, names(first.Rows))
		}
		f.Sort = "-name"
		_, err = w.store.Properties(ctx, boss, f)
		w.kind("a cursor of another order", err, fault.Invalid)
		f.Sort = "commission"
		_, err = w.store.Properties(ctx, boss, f)
		w.kind("an order nobody offers", err, fault.Invalid)
	})
}

// walk lists all properties page by page and gives their ids.
func (w *world) walk(who *access.Viewer, sort string, limit int) (ids []string) {
	w.t.Helper()
	f := PropertyFilter{Ask: page.Ask{Sort: sort, Limit: limit}}
	for {
		p, err := w.store.Properties(ctx, who, f)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, row := range p.Rows {
			ids = append(ids, row.ID.String())
		}
		if f.Cursor = p.Next; !p.More {
			return ids
		}
	}
}

func TestFiltersSurviveTheAddress(t *testing.T) {
	client := id.New()
	p := PropertyFilter{Q: "quay", City: "Antwerp", Client: client, Kind: "house", Archived: true, Ask: page.Ask{Sort: "-city", Limit: 20}}
	if got, err := ParsePropertyFilter(p.Query()); got != p || err != nil {
		t.Errorf("%+v came back as %+v, %v", p, got, err)
	}
	c := ClientFilter{Q: "ana", Kind: Owner, Archived: true, Ask: page.Ask{Sort: "-created"}}
	if got, err := ParseClientFilter(c.Query()); got != c || err != nil {
		t.Errorf("%+v came back as %+v, %v", c, got, err)
	}
	for _, bad := range []string{"client=7", "kind=castle", "sort=owner", "limit=9999", "archived=maybe", "q=a&q=b"} {
		v, _ := url.ParseQuery(bad)
		if _, err := ParsePropertyFilter(v); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestSearch(t *testing.T) {
	each(t, func(w *world) {
		boss := w.admin()
		w.property(boss, PropertyForm{Name: "Château Müller", City: "Antwerp", Reference: "9223372036854775808"})
		for _, c := range []struct{ name, q, want string }{
			{"the beginning of a word", "qua", "Quay House"},
			{"without the accents", "chateau", "Château Müller"},
			{"with other accents and capitals", "CHÂTEAU MULLER", "Château Müller"},
			{"words of different parts", "antw chat", "Château Müller"},
			{"in any order", "house quay", "Quay House"},
			{"one thing after the other", "mull", "Ben Müller, Château Müller"},
			{"a telephone number", "0471 12", ""},
			{"a telephone number as kept", "471123", ""},
			{"the figures of one", "324711", "Ana Lindqvist"},
			{"part of an address", "ana@lindqvist", "Ana Lindqvist"},
			{"an id of an import beyond 2^53", "9223372036854775808", "Château Müller"},
			{"the middle of a word", "uay", ""},
			{"one word that is nowhere", "quay zzz", ""},
			{"nothing", "   ", ""},
			{"only marks", "%%% _ ' \"", ""},
			{"a lone mark", "*", ""},
		} {
			hits, err := w.store.Search(ctx, boss, c.q, 10)
			var got []string
			for _, h := range hits {
				got = append(got, h.Title)
			}
			if strings.Join(got, ", ") != c.want || err != nil {
				t.Errorf("%s (%q) finds %q, %v; want %q", c.name, c.q, got, err, c.want)
			}
		}
		list, err := w.store.Properties(ctx, boss, PropertyFilter{Q: "!!!"})
		if len(list.Rows) > 0 || err != nil {
			t.Errorf("marks match %v, %v", names(list.Rows), err)
		}
	})
}

func TestTheIndexFollowsTheRecord(t *testing.T) {
	each(t, func(w *world) {
		boss := w.admin()
		_, err := w.store.EditProperty(ctx, boss, w.quay.ID, PropertyForm{Name: "Harbour View", City: "Antwerp", Version: 1})
		w.ok("renaming", err)
		for q, want := range map[string]int{"quay": 0, "kaai": 0, "harbour": 1} {
			hits, err := w.store.Search(ctx, boss, q, 10)
			if len(hits) != want || err != nil {
				t.Errorf("%q finds %v, %v", q, hits, err)
			}
		}
	})
}

func TestSearchAndListsStayQuickInMany(t *testing.T) {
	each(t, func(w *world) {
		boss := w.admin()
		w.many(12_000)
		hits, err := w.store.Search(ctx, boss, "many 11999", 10)
		if len(hits) != 1 || err != nil {
			t.Errorf("finds %v, %v", hits, err)
		}
		hits, err = w.store.Search(ctx, boss, "many", 10)
		if len(hits) != 10 || err != nil {
			t.Errorf("finds %d, %v", len(hits), err)
		}
		n, err := w.store.CountProperties(ctx, boss, PropertyFilter{Q: "man"})
		if n != 12_000 || err != nil {
			t.Errorf("counts %d, %v", n, err)
		}
		hits, err = w.store.Search(ctx, w.cleaner(w.quay), "many", 10)
		if len(hits) != 0 || err != nil {
			t.Errorf("the cleaner finds %v, %v", hits, err)
		}
	})
}

// many adds n properties in bulk, as an import does.
func (w *world) many(n int) {
	w.t.Helper()
	columns := []string{"id", "business_id", "name", "name_key", "kind", "street", "city", "postcode", "country", "zone", "currency",
		"sleeps", "description", "reference", "version", "created_at"}
	var rows, words [][]any
	for i := range n {
		p := Property{ID: id.New(), Name: fmt.Sprintf("Many %05d", i)}
		rows = append(rows, []any{p.ID, w.quay.Business, p.Name, fold(p.Name), "house", "", "Antwerp", "", "", "Europe/Brussels", "EUR", 2, "", "", 1, now})
		words = append(words, IndexRows(access.Property, p.ID, p.words())...)
	}
	w.write(func(tx *db.Tx) error {
		if err := tx.InsertMany(ctx, w.ours, "property", columns, rows); err != nil {
			return err
		}
		return tx.InsertMany(ctx, w.ours, "search_word", IndexColumns, words)
	})
}

func TestPickers(t *testing.T) {
	each(t, func(w *world) {
		pick := func(who *access.Viewer, verb access.Verb, t access.Thing, q string) string {
			options, err := w.store.PickProperties(ctx, who, verb, t, q, 10)
			w.ok("picking", err)
			var all []string
			for _, o := range options {
				all = append(all, o.Name)
			}
			return strings.Join(all, ", ")
		}
		for _, c := range []struct {
			name string
			who  *access.Viewer
			verb access.Verb
			t    access.Thing
			q    string
			want string
		}{
			{"the front desk books anywhere", w.frontDesk(), access.Add, access.Booking, "", "Lake Cottage, Quay House"},
			{"by a word", w.frontDesk(), access.Add, access.Booking, "qu", "Quay House"},
			{"an owner blocks off their own", w.owner(w.ben), access.Add, access.Block, "", "Lake Cottage"},
			{"and books nothing", w.owner(w.ben), access.Add, access.Booking, "", ""},
			{"a cleaner blocks off nothing", w.cleaner(w.quay), access.Add, access.Block, "", ""},
			{"a technician books nothing", w.technician(), access.Add, access.Booking, "", ""},
			{"nobody", w.nobody(), access.Add, access.Booking, "", ""},
			{"no one at all", nil, access.Add, access.Booking, "", ""},
		} {
			if got := pick(c.who, c.verb, c.t, c.q); got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
		}
		w.ok("archiving", w.store.ArchiveProperty(ctx, w.admin(), w.lake.ID, true))
		if got := pick(w.admin(), access.Add, access.Booking, ""); got != "Quay House" {
			t.Errorf("archived ones are offered: %q", got)
		}
	})
}

func TestFilterByOwner(t *testing.T) {
	each(t, func(w *world) {
		list, err := w.store.Properties(ctx, w.admin(), PropertyFilter{Client: w.ben.ID})
		if names(list.Rows) != "Lake Cottage" || err != nil || len(list.Rows[0].Owners) != 2 {
			t.Errorf("Ben's: %+v, %v", list.Rows, err)
		}
		list, err = w.store.Properties(ctx, w.technician(), PropertyFilter{Client: w.ben.ID})
		if len(list.Rows) > 0 || err != nil {
			t.Errorf("the technician, who does not see owners, lists %v, %v", names(list.Rows), err)
		}
		n, err := w.store.CountProperties(ctx, w.technician(), PropertyFilter{Client: w.ben.ID})
		if n != 0 || err != nil {
			t.Errorf("and counts %d, %v", n, err)
		}
		var b bytes.Buffer
		to := sheet.CSV(&b, false)
		master := w.as(w.ours, access.Grant{Role: access.RoleMasterAdmin, On: access.OnClient, Of: []id.ID{w.ben.ID}, Properties: w.holdings(w.ours, []id.ID{w.ben.ID})})
		w.ok("the export of Ben's master administrator", w.store.ExportProperties(ctx, master, PropertyFilter{}, to))
		w.ok("closing", to.Close())
		if want := "Name,Kind,Street,Postcode,City,Country,Sleeps,Units,Currency,Reference\r\nLake Cottage,house,,,Bruges,,4,0,EUR,\r\n"; b.String() != want {
			t.Errorf("his master administrator exports %q, want %q", b.String(), want)
		}
		b.Reset()
		to = sheet.CSV(&b, false)
		w.ok("the admin's export", w.store.ExportClients(ctx, w.admin(), ClientFilter{}, to))
		w.ok("closing", to.Close())
		if !strings.Contains(b.String(), "Ana Lindqvist,owner,ana@lindqvist.example") || !strings.Contains(b.String(), "20 %,host-77,2") {
			t.Errorf("the admin exports %q", b.String())
		}
		w.missing("the front desk exports owners", w.store.ExportClients(ctx, w.frontDesk(), ClientFilter{}, sheet.CSV(&b, false)))
		w.kind("Ben, who may look only, exports properties", w.store.ExportProperties(ctx, w.owner(w.ben), PropertyFilter{}, sheet.CSV(&b, false)), fault.Forbidden)
		w.kind("the front desk, which may look only, exports properties", w.store.ExportProperties(ctx, w.frontDesk(), PropertyFilter{}, sheet.CSV(&b, false)), fault.Forbidden)
		w.missing("nobody exports properties", w.store.ExportProperties(ctx, w.nobody(), PropertyFilter{}, sheet.CSV(&b, false)))
	})
}
