package intake

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"keyhouse/cash"
	"keyhouse/fault"
)

const listingHeader = "id,host_id,host_name,name,description,neighbourhood_cleansed,latitude,longitude,room_type,accommodates,bedrooms,price,minimum_nights,license\n"

func readListings(content []byte) ([]Listing, skips, error) {
	var found []Listing
	var left skips
	err := Listings(File{Name: "listings.csv", In: bytes.NewReader(content), Currency: "EUR", Skip: left.add}, func(l Listing) error {
		found = append(found, l)
		return nil
	})
	return found, left, err
}

func readRuns(content []byte, known func(string) bool) (string, skips, error) {
	var runs []string
	var left skips
	err := Calendar(File{Name: "calendar.csv", In: bytes.NewReader(content), Currency: "EUR", Skip: left.add}, known, func(r Run) error {
		word := fmt.Sprintf("%s %s..%s", r.ListingID, r.Nights.Arrive, r.Nights.Depart)
		if r.Price.Currency != "" {
			word += " at " + r.Price.Plain()
		}
		if r.Total.Currency != "" {
			word += " for " + r.Total.Plain()
		}
		runs = append(runs, word)
		return nil
	})
	return strings.Join(runs, ", "), left, err
}

func TestOneListing(t *testing.T) {
	row := `1139844543126920712,116400984,Zoë,"Atelier ""Zuid""
am Fluß","Nice.<br />With <b>bus</b> &amp; tram.<br/><br /><br />Bye.",Haringrode,51.2045371,4.4253839,Entire home/apt,2,1,"$5,150.00",3,ABC` + "\n"
	found, left, err := readListings([]byte(listingHeader + row))
	if err != nil || len(left) > 0 || len(found) != 1 {
		t.Fatalf("%v, %v, %v", found, left, err)
	}
	want := Listing{Line: 2, ID: "1139844543126920712", HostID: "116400984", HostName: "Zoë", Name: `Atelier "Zuid" am Fluß`,
		Description: "Nice.\nWith bus & tram.\n\nBye.", Neighbourhood: "Haringrode", RoomType: "Entire home/apt",
		Latitude: 51204537, Longitude: 4425383, Located: true, Accommodates: 2, Bedrooms: 1, MinimumNights: 3,
		Price: cash.Amount{Minor: 515000, Currency: "EUR"}, License: "ABC"}
	if found[0] != want {
		t.Errorf("got  %+v\nwant %+v", found[0], want)
	}
}

func TestNamesOnOneLine(t *testing.T) {
	for raw, want := range map[string]string{
		"&Quot;La Casa&Quot;":  `"La Casa"`,
		"Zee &amp; Duin":       "Zee & Duin",
		"R&B; A&B":             "R&B; A&B",
		"&Eacute;t&eacute;":    "Été",
		" Two\n\tlines\u0000 ": "Two lines",
	} {
		if got := oneLine([]byte(raw), 100); got != want {
			t.Errorf("%q became %q, want %q", raw, got, want)
		}
	}
}

func TestListingRowsLeftOut(t *testing.T) {
	good := "1,7,Ann,House,,,,,,,,,,\n"
	for _, c := range []struct{ rule, row, left string }{
		{"an id that is none", "x1,7,Ann,House,,,,,,,,,,\n", `3 id "x1": an id must be up to 20 digits`},
		{"no id", ",7,Ann,House,,,,,,,,,,\n", `3 id "": an id must be up to 20 digits`},
		{"a host that is none", "2,-7,Ann,House,,,,,,,,,,\n", `3 host_id "-7": an id must be up to 20 digits`},
		{"a listing twice", "1,8,Bob,Other,,,,,,,,,,\n", `3 id "1": this listing is in the file a second time`},
		{"a price that is none", "2,7,Ann,House,,,,,,,,ask me,,\n", `3 price "ask me": this is not a price (kept)`},
		{"a place that is none", "2,7,Ann,House,,,91,4,,,,,,\n", `3 latitude "91": this is not a place on earth (kept)`},
		{"NaN is no place", "2,7,Ann,House,,,NaN,4,,,,,,\n", `3 latitude "NaN": this is not a place on earth (kept)`},
		{"a number that is none", "2,7,Ann,House,,,,,,many,,,,\n", `3 accommodates "many": this is not a whole number (kept)`},
		{"an empty price is no fault", "2,7,Ann,House,,,,,,,,,,\n", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			found, left, err := readListings([]byte(listingHeader + good + c.row))
			if err != nil || left.String() != c.left {
				t.Errorf("left out %q, %v; want %q", left, err, c.left)
			}
			if want := map[bool]int{true: 2, false: 1}[c.left == "" || strings.HasSuffix(c.left, "(kept)")]; len(found) != want {
				t.Errorf("%d listings, want %d", len(found), want)
			}
		})
	}
}

func TestPrices(t *testing.T) {
	for _, c := range []struct {
		in    string
		scale int
		want  int64
		ok    bool
	}{
		{"$99.00", 2, 9900, true}, {"$5,150.00", 2, 515000, true}, {"€7", 2, 700, true}, {"7.5", 2, 750, true}, {".5", 2, 50, true},
		{"$99.00", 0, 99, true}, {"$99.50", 0, 0, false}, {"1.234", 3, 1234, true}, {"1.2345", 3, 0, false}, {"$9.900", 2, 990, true},
		{"", 2, 0, false}, {"$", 2, 0, false}, {"$.", 2, 0, false}, {"1.2.3", 2, 0, false}, {"-5", 2, 0, false}, {"5 EUR", 2, 0, false},
		{"99999999999999999999999", 2, 0, false}, {"10000000000.01", 2, 0, false},
	} {
		if got, ok := price([]byte(c.in), c.scale); ok != c.ok || ok && got != c.want {
			t.Errorf("%q with %d decimals: %d %v, want %d %v", c.in, c.scale, got, ok, c.want, c.ok)
		}
	}
}

func TestDaysFoldIntoRuns(t *testing.T) {
	const head = "listing_id,date,available,price\n"
	only1 := func(id string) bool { return id == "1" }
	for _, c := range []struct {
		rule, rows string
		known      func(string) bool
		want, left string
	}{
		{"neighbouring days are one run", "1,2024-06-29,f,$10.00\n1,2024-06-30,f,$12.50\n1,2024-07-01,t,$9.00\n", nil, "1 2024-06-29..2024-07-01 at 10.00 for 22.50", ""},
		{"a free day parts two runs", "1,2024-06-29,f,\n1,2024-06-30,t,\n1,2024-07-01,f,\n", nil, "1 2024-06-29..2024-06-30, 1 2024-07-01..2024-07-02", ""},
		{"so does a day the file lacks", "1,2024-06-29,f,\n1,2024-07-01,f,\n", nil, "1 2024-06-29..2024-06-30, 1 2024-07-01..2024-07-02", ""},
		{"the order of days does not matter", "1,2024-07-01,f,\n1,2024-06-29,f,\n1,2024-06-30,f,\n", nil, "1 2024-06-29..2024-07-02", ""},
		{"nor that listings alternate", "2,2024-06-29,f,\n1,2024-06-29,f,\n2,2024-06-30,f,\n1,2024-06-30,f,\n", nil, "2 2024-06-29..2024-07-01, 1 2024-06-29..2024-07-01", ""},
		{"one unpriced night leaves no total", "1,2024-06-29,f,$10\n1,2024-06-30,f,\n", nil, "1 2024-06-29..2024-07-01 at 10.00", ""},
		{"ids beyond 2^53 stay apart", "9007199254740993,2024-06-29,f,\n9007199254740992,2024-06-29,f,\n", nil, "9007199254740993 2024-06-29..2024-06-30, 9007199254740992 2024-06-29..2024-06-30", ""},
		{"unknown listings are counted", "2,2024-06-29,f,\n1,2024-06-29,f,\n2,2024-06-30,f,\n", only1, "1 2024-06-29..2024-06-30", `2 listing_id "2": no such listing: 2 rows in lines 2 to 4 are left out`},
		{"a day that is none", "1,2024-06-31,f,\n1,29/06/2024,f,\n1,9999-12-31,f,\n", nil, "", `2 date "2024-06-31": this is not a day between 1990 and 2200; 3 date "29/06/2024": this is not a day between 1990 and 2200; 4 date "9999-12-31": this is not a day between 1990 and 2200`},
		{"a day twice", "1,2024-06-29,f,\n1,2024-06-29,t,\n", nil, "1 2024-06-29..2024-06-30", `3 date "2024-06-29": this day of this listing is in the file a second time`},
		{"a day far off", "1,2024-06-29,f,\n1,2094-06-29,f,\n1,1994-06-29,f,\n", nil, "1 2024-06-29..2024-06-30", `3 date "2094-06-29": this day is more than 1830 days from others of its listing; 4 date "1994-06-29": this day is more than 1830 days from others of its listing`},
		{"neither free nor taken", "1,2024-06-29,maybe,\n", nil, "", `2 available "maybe": this is neither t nor f`},
		{"a price that is none", "1,2024-06-29,f,lots\n", nil, "1 2024-06-29..2024-06-30", `2 price "lots": this is not a price of a night (kept)`},
		{"an id that is none", "one,2024-06-29,f,\n", nil, "", `2 listing_id "one": an id must be up to 20 digits`},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got, left, err := readRuns([]byte(head+c.rows), c.known)
			if err != nil || got != c.want || left.String() != c.left {
				t.Errorf("%q, left out %q, %v\nwant %q, %q", got, left, err, c.want, c.left)
			}
		})
	}
}

func TestBrokenFilesGiveNothing(t *testing.T) {
	good := []byte("listing_id,date,available,price\n" + strings.Repeat("1,2024-06-29,f,$1\n", 2))
	bomb := packed(t, bytes.Repeat([]byte("1,2024-06-29,t,\n"), 1<<16))
	for _, c := range []struct {
		rule    string
		content []byte
		limit   int64
		kind    fault.Kind
		say     string
	}{
		{"an empty file", nil, 0, fault.Invalid, "line 1: it is empty"},
		{"a gzip cut off", packed(t, good)[:30], 0, fault.Invalid, "it breaks off in the middle"},
		{"a gzip with a bad sum", append(packed(t, good)[:len(packed(t, good))-8], 1, 2, 3, 4, 5, 6, 7, 8), 0, fault.Invalid, "it cannot be read on"},
		{"only the mark of a gzip", []byte("\x1f\x8bxxxxxxxxxxxxxxxx"), 0, fault.Invalid, "cannot be unpacked"},
		{"a bomb", append(packed(t, good), bomb...), 1000, fault.TooLarge, "larger than allowed"},
		{"a row with too few columns", slices.Concat(good, []byte("1,2024")), 0, fault.Invalid, "line 4: it has 2 columns where the header has 4"},
		{"an open quote", slices.Concat(good, []byte("1,\"2024,t,\n")), 0, fault.Invalid, "line 4: a quotation mark is opened and never closed"},
		{"a web page", []byte("<html><body>,,</html>"), 0, fault.Invalid, "a web page"},
		{"a spreadsheet", []byte("PK\x03\x04,,,"), 0, fault.Invalid, "a zip or spreadsheet file"},
		{"the other file", []byte(listingHeader), 0, fault.Invalid, `no column "listing_id": this looks like the listings`},
		{"a missing column", []byte("listing_id,date,price\n"), 0, fault.Invalid, `no column "available"`},
	} {
		t.Run(c.rule, func(t *testing.T) {
			emitted := 0
			err := Calendar(File{Name: "calendar.csv", In: bytes.NewReader(c.content), Limit: c.limit}, nil, func(Run) error { emitted++; return nil })
			f := fault.Of(err)
			if f == nil || f.Kind != c.kind || !strings.Contains(f.Say, c.say) || !strings.Contains(f.Say, "calendar.csv") || emitted > 0 {
				t.Errorf("%v after %d runs, want %v saying %q", err, emitted, c.kind, c.say)
			}
		})
	}
}

func TestTheCallerMayStop(t *testing.T) {
	stop := errors.New("enough")
	listings := File{In: strings.NewReader(listingHeader + "1,7,Ann,House,,,,,,,,,,\n")}
	if err := Listings(listings, func(Listing) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("Listings: %v", err)
	}
	days := File{In: strings.NewReader("listing_id,date,available\n1,2024-06-29,f\n")}
	if err := Calendar(days, nil, func(Run) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("Calendar: %v", err)
	}
}

func TestRealAntwerp(t *testing.T) {
	found, left, err := readListings(realData(t, "inside-airbnb-antwerp-2024", "listings.csv.gz"))
	if err != nil || len(left) > 0 {
		t.Fatalf("%v; left out %v", err, left)
	}
	hosts, ids, unpriced := map[string]bool{}, map[string]bool{}, 0
	for _, l := range found {
		hosts[l.HostID], ids[l.ID] = true, true
		if l.Price.Currency == "" {
			unpriced++
		}
		if strings.Contains(l.Description, "<br") || !l.Located {
			t.Errorf("listing %s: %q", l.ID, l.Description)
		}
	}
	if len(hosts) != 1543 || len(ids) != 2870 || unpriced != 424 {
		t.Errorf("%d hosts, %d listings, %d without price; want 1,543, 2,870, 424", len(hosts), len(ids), unpriced)
	}
	runs, nights := 0, 0
	calendar := File{Name: "calendar.csv.gz", In: bytes.NewReader(realData(t, "inside-airbnb-antwerp-2024", "calendar.csv.gz")), Currency: "EUR", Skip: left.add}
	err = Calendar(calendar, func(id string) bool { return ids[id] }, func(r Run) error {
		runs++
		nights += r.Nights.Count()
		return nil
	})
	if err != nil || len(left) > 0 || runs != 18663 || nights != 496362 {
		t.Errorf("%d runs of %d nights, left out %v, %v; want 18,663 runs of 496,362 nights", runs, nights, left, err)
	}
}

func FuzzListings(f *testing.F) {
	f.Add(listingHeader + "1,7,Ann,House,<br />&amp;,,51,4,x,2,1,\"$5,150.00\",1,\n")
	f.Fuzz(func(t *testing.T, in string) {
		seen := map[string]bool{}
		err := Listings(File{Name: "f", In: strings.NewReader(in), Limit: 1 << 20, Currency: "EUR"}, func(l Listing) error {
			if !isID(l.ID) || seen[l.ID] || l.Name == "" || l.HostName == "" || l.Price.Minor < 0 || l.Accommodates < 0 {
				t.Fatalf("%+v", l)
			}
			seen[l.ID] = true
			return nil
		})
		if err != nil && fault.Of(err) == nil {
			t.Fatal(err)
		}
	})
}

func FuzzCalendar(f *testing.F) {
	f.Add("listing_id,date,available,price\n1,2024-06-29,f,$10\n1,2024-06-30,f,\n2,2024-07-01,t,\"$5,150.00\"\n")
	f.Fuzz(func(t *testing.T, in string) {
		last := map[string]Run{}
		err := Calendar(File{Name: "f", In: strings.NewReader(in), Limit: 1 << 20, Currency: "EUR"}, nil, func(r Run) error {
			if before, ok := last[r.ListingID]; r.Nights.Count() < 1 || ok && before.Nights.Depart >= r.Nights.Arrive {
				t.Fatalf("%+v after %+v", r, before)
			}
			last[r.ListingID] = r
			return nil
		})
		if err != nil && fault.Of(err) == nil {
			t.Fatal(err)
		}
	})
}
