package intake

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"keyhouse/fault"
)

func utf16(t *testing.T, s string, bom unicode.BOMPolicy) string {
	t.Helper()
	out, err := unicode.UTF16(unicode.LittleEndian, bom).NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestOpen(t *testing.T) {
	want := [][]string{{"Zoë", "2"}, {"a;b, c", "3"}}
	for _, c := range []struct{ rule, in, delimiter, encoding string }{
		{"commas", "Name,Sleeps\nZoë,2\n\"a;b, c\",3\n", ",", "UTF-8"},
		{"semicolons", "Name;Sleeps\nZoë;2\n\"a;b, c\";3\n", ";", "UTF-8"},
		{"tabs", "Name\tSleeps\r\nZoë\t2\r\na;b, c\t3\r\n", "\t", "UTF-8"},
		{"a byte order mark", "\ufeffName,Sleeps\nZoë,2\n\"a;b, c\",3\n", ",", "UTF-8"},
		{"Windows-1252", "Name;Sleeps\nZo\xeb;2\n\"a;b, c\";3\n", ";", "Windows-1252"},
		{"UTF-16 with a mark", utf16(t, "Name\tSleeps\nZoë\t2\na;b, c\t3\n", unicode.UseBOM), "\t", "UTF-16"},
		{"UTF-16 without", utf16(t, "Name\tSleeps\nZoë\t2\na;b, c\t3\n", unicode.IgnoreBOM), "\t", "UTF-16"},
		{"an old Macintosh", "Name,Sleeps\rZoë,2\r\"a;b, c\",3\r", ",", "UTF-8"},
		{"empty rows are no rows", "\nName,Sleeps\n,\nZoë,2\n , \n\"a;b, c\",3\n,,,\n", ",", "UTF-8"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			table, err := Open(strings.NewReader(c.in))
			if err != nil {
				t.Fatal(err)
			}
			if table.Delimiter != c.delimiter || table.Encoding != c.encoding || table.Rows != 2 {
				t.Errorf("%q %s %d rows, want %q %s 2 rows", table.Delimiter, table.Encoding, table.Rows, c.delimiter, c.encoding)
			}
			if got := table.Sample(5); !reflect.DeepEqual(got, want) || !reflect.DeepEqual(table.Header, []string{"Name", "Sleeps"}) {
				t.Errorf("%q under %q, want %q", got, table.Header, want)
			}
		})
	}
}

func TestOpenRefusesByName(t *testing.T) {
	for _, c := range []struct {
		rule, in string
		kind     fault.Kind
		say      string
	}{
		{"nothing", "", fault.Invalid, "empty"},
		{"only blank lines", "\n\n", fault.Invalid, "empty"},
		{"a spreadsheet", "PK\x03\x04", fault.Invalid, "save it as CSV"},
		{"an old spreadsheet", "\xd0\xcf\x11\xe0abc", fault.Invalid, "save it as CSV"},
		{"a packed file", "\x1f\x8babc", fault.Invalid, "Unpack it first"},
		{"a picture", "\x89PNG\r\n\x00\x00", fault.Invalid, "not a text file"},
		{"a web page", " <!DOCTYPE html>", fault.Invalid, "web page"},
		{"no header", "Anna,anna@example.org\n", fault.Invalid, `must name the columns, but it has "anna@example.org"`},
		{"no header but days", "Anna,2026-03-04\n", fault.Invalid, `"2026-03-04"`},
		{"an open quote", "Name\nAnna\n\"Bob\n", fault.Invalid, "Line 3: a quotation mark"},
		{"too many columns", strings.Repeat("a,", 200) + "a\n", fault.Invalid, "201 columns"},
		{"too many rows", "a\n" + strings.Repeat("b\n", maxRows+1), fault.TooLarge, "100000 rows"},
		{"too many bytes", strings.Repeat("x\n", maxTable), fault.TooLarge, "20 MB"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			_, err := Open(strings.NewReader(c.in))
			if f := fault.Of(err); f == nil || f.Kind != c.kind || !strings.Contains(f.Say, c.say) {
				t.Errorf("%v, want %v saying %q", err, c.kind, c.say)
			}
		})
	}
}

func TestGuess(t *testing.T) {
	for _, c := range []struct {
		rule   string
		header string
		fields []Field
		want   map[string]int
	}{
		{"plain owners", "Name,E-Mail,Phone", Owners, map[string]int{"name": 0, "email": 1, "phone": 2}},
		{"owners in German", "Eigentümer;Telefon", Owners, map[string]int{"name": 0, "phone": 1}},
		{"a property's owner is not its name", "Owner Name;Property Name;City", Properties, map[string]int{"owner": 0, "name": 1, "city": 2}},
		{"Airbnb's reservations", "Confirmation code,Status,Guest name,Contact,# of adults,# of children,Start date,End date,# of nights,Listing,Earnings", Bookings,
			map[string]int{"reference": 0, "state": 1, "guest": 2, "adults": 4, "children": 5, "arrive": 6, "depart": 7, "property": 9, "total": 10}},
		{"Booking.com's", "Book number;Guest name(s);Check-in;Check-out;Status;Unit name;Persons;Price", Bookings,
			map[string]int{"reference": 0, "guest": 1, "arrive": 2, "depart": 3, "state": 4, "property": 5, "adults": 6, "total": 7}},
		{"nothing familiar", "foo,bar", Bookings, map[string]int{}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := Guess(strings.FieldsFunc(c.header, func(r rune) bool { return r == ',' || r == ';' }), c.fields)
			if !reflect.DeepEqual(got.Columns, c.want) {
				t.Errorf("%v, want %v", got.Columns, c.want)
			}
		})
	}
}

// readOne reads a table of one column x of a kind and prints the rows.
func readOne(field Field, m Mapping, cells ...string) (string, error) {
	quoted := make([]string, len(cells))
	for i, cell := range cells {
		quoted[i] = `"` + cell + `"`
	}
	table, err := Open(strings.NewReader("x\n" + strings.Join(quoted, "\n") + "\n"))
	if err != nil {
		return "", err
	}
	field.Name, field.Label = "x", "X"
	m.Columns = map[string]int{"x": 0}
	var all []string
	err = table.Read([]Field{field}, m, func(r Row) error {
		word := fmt.Sprint(r.Text("x"), r.Day("x"))
		if r.Sum("x").Currency != "" {
			word += r.Sum("x").String()
		}
		if field.Kind == Percent || field.Kind == Number {
			word += fmt.Sprint(r.Number("x"))
		}
		for _, p := range r.Problems {
			word = fmt.Sprintf("%d %s %q: %s", p.Line, p.Column, p.Value, p.Reason)
		}
		all = append(all, word)
		return nil
	})
	return strings.Join(all, " | "), err
}

func TestValues(t *testing.T) {
	for _, c := range []struct {
		rule string
		kind Kind
		in   string
		want string
	}{
		{"a sum with a point", Sum, "1234.5", "1,234.50 EUR"},
		{"a sum with groups", Sum, "1,234.50", "1,234.50 EUR"},
		{"a continental sum", Sum, "1.234,50", "1,234.50 EUR"},
		{"a sum with spaces and sign", Sum, "€ 1 234,50", "1,234.50 EUR"},
		{"a Swiss sum", Sum, "1'234.50", "1,234.50 EUR"},
		{"a sum with its code", Sum, "123.45 EUR", "123.45 EUR"},
		{"another code is a problem", Sum, "123.45 USD", `2 x "123.45 USD": this sum is in USD, the row in EUR`},
		{"grouped thousands", Sum, "1,234", "1,234.00 EUR"},
		{"grouped millions", Sum, "1.234.567", "1,234,567.00 EUR"},
		{"wrongly grouped", Sum, "1.23.456", `2 x "1.23.456": this is not a sum`},
		{"less than nothing", Sum, "(12.00)", "-12.00 EUR"},
		{"too many decimals", Sum, "1.2345", `2 x "1.2345": this is not a sum in EUR`},
		{"a huge sum", Sum, "99999999999999999999", `2 x "99999999999999999999": this is not a sum in EUR`},
		{"words are no sum", Sum, "ask me", `2 x "ask me": this sum is in ASK, the row in EUR`},
		{"a percentage", Percent, "20%", "2000"},
		{"a percentage with comma", Percent, "12,5 %", "1250"},
		{"a third of a hundredth", Percent, "12.345", `2 x "12.345": a percentage may have at most two decimals`},
		{"over 100", Percent, "101", `2 x "101": this is not a percentage from 0 to 100`},
		{"NaN", Percent, "NaN", `2 x "NaN": this is not a percentage from 0 to 100`},
		{"a number", Number, "4", "4"},
		{"a number from a spreadsheet", Number, "4.0", "4"},
		{"less than no one", Number, "-1", `2 x "-1": this is not a whole number`},
		{"an address", Email, "Anna <anna@example.org>", "anna@example.org"},
		{"no address", Email, "anna@", `2 x "anna@": this is not an e-mail address`},
		{"an address without a dot", Email, "anna@localhost", `2 x "anna@localhost": this is not an e-mail address`},
		{"a currency", Currency, "eur", "EUR"},
		{"a currency by its sign", Currency, "€", "EUR"},
		{"a sign of many", Currency, "$", `2 x "$": $ stands for several currencies: write the three letters`},
		{"no currency", Currency, "XQX", `2 x "XQX": "XQX" is not a currency: use its three letters, such as EUR`},
		{"a word", Word, "Cancelled by guest", "cancelled"},
		{"an unknown word", Word, "maybe", `2 x "maybe": this word is not known here`},
		{"text on one line", Text, "a\n b", "a b"},
		{"text on its lines", Lines, "a\nb", "a\nb"},
		{"overlong text", Text, strings.Repeat("x", 201), `2 x "` + strings.Repeat("x", 80) + `…": this is longer than 200 letters`},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got, err := readOne(Field{Kind: c.kind, Words: bookingStates}, Mapping{Currency: "EUR"}, c.in)
			if err != nil || got != c.want {
				t.Errorf("%q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestDays(t *testing.T) {
	for _, c := range []struct {
		rule string
		form DayForm
		in   []string
		want string
		say  string
	}{
		{"year first needs no form", DaysUnknown, []string{"2026-03-04", "2026/3/4", "2026-03-04T15:00:00Z"}, "2026-03-04 | 2026-03-04 | 2026-03-04", ""},
		{"points have the day first", DaysUnknown, []string{"4.3.2026"}, "2026-03-04", ""},
		{"one clear day settles all: day first", DaysUnknown, []string{"04/03/2026", "25/12/2026"}, "2026-03-04 | 2026-12-25", ""},
		{"one clear day settles all: month first", DaysUnknown, []string{"04/03/2026", "12/25/2026 14:00"}, "2026-04-03 | 2026-12-25", ""},
		{"no clear day: asked for", DaysUnknown, []string{"04/03/2026", "05/06/2026"}, "", "Days such as 04/03/2026 can be read two ways"},
		{"both kinds: asked for", DaysUnknown, []string{"25/12/2026", "12/25/2026"}, "", "Some days have the day first and some the month"},
		{"the form chosen holds", MonthDayYear, []string{"3/4/2026"}, "2026-03-04", ""},
		{"and names what does not fit", DayMonthYear, []string{"25/12/2026", "12/25/2026"}, `2026-12-25 | 3 x "12/25/2026": 12/25/2026 is not a day between 1990 and 2200`, ""},
		{"an impossible day", DaysUnknown, []string{"2026-02-30"}, `2 x "2026-02-30": 2026-02-30 is not a day between 1990 and 2200`, ""},
		{"the year 9999", DaysUnknown, []string{"9999-12-31"}, `2 x "9999-12-31": 9999-12-31 is not a day between 1990 and 2200`, ""},
		{"two digits of a year", DaysUnknown, []string{"04/03/26"}, `2 x "04/03/26": this is not a day: write it as 2026-03-04`, ""},
		{"slashes against a chosen year first", YearMonthDays, []string{"04/03/2026"}, `2 x "04/03/2026": this day can be read two ways: write it as 2026-03-04`, ""},
		{"an unknown form", "roman", []string{"04/03/2026"}, "", "Choose how days are written"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got, err := readOne(Field{Kind: Day}, Mapping{Days: c.form}, c.in...)
			if got != c.want || (err == nil) != (c.say == "") || err != nil && !strings.Contains(fault.Of(err).Say, c.say) {
				t.Errorf("%q, %v; want %q saying %q", got, err, c.want, c.say)
			}
		})
	}
}

func TestRowsOfBookings(t *testing.T) {
	table, err := Open(strings.NewReader("Property;Arrival;Departure;Guest;Currency;Total\n" +
		"Mill;2026-03-04;2026-03-06;Anna;USD;100\n" +
		"Mill;2026-03-06;2026-03-06;Bob;;100\n" +
		";2026-03-06;2036-03-06;Cy\n" +
		"Mill;2026-03-08;2026-03-09;Di;;50;stray\n"))
	if err != nil {
		t.Fatal(err)
	}
	m := Guess(table.Header, Bookings)
	m.Currency = "EUR"
	var got []string
	err = table.Read(Bookings, m, func(r Row) error {
		word := fmt.Sprintf("%d %s %s", r.Line, r.Text("guest"), r.Sum("total"))
		for _, p := range r.Problems {
			word += fmt.Sprintf("; %s %q: %s", p.Column, p.Value, p.Reason)
		}
		got = append(got, word)
		return nil
	})
	want := []string{
		"2 Anna 100.00 USD",
		`3 Bob 100.00 EUR; Departure "2026-03-06": it must be later than the arrival on 2026-03-06`,
		`4 Cy 0.00; Property "": Property is missing; Departure "2036-03-06": a stay can have at most 1830 nights`,
		`5 Di 50.00 EUR;  "stray": the row has 7 columns, the header 6`,
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\ngot  %q\nwant %q", err, got, want)
	}
}

func TestMappingsAreChecked(t *testing.T) {
	table, err := Open(strings.NewReader("a,b\n1,2\n"))
	if err != nil {
		t.Fatal(err)
	}
	err = table.Read(Bookings, Mapping{Columns: map[string]int{"property": 0, "arrive": 7, "guest": -1}}, func(Row) error { return nil })
	says := fault.ByField(err)
	for _, field := range []string{"arrive", "depart", "guest"} {
		if says[field] == "" {
			t.Errorf("nothing is said about %s: %v", field, says)
		}
	}
	stop := errors.New("enough")
	if err := table.Read(Owners, Mapping{Columns: map[string]int{"name": 0}}, func(Row) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("%v, want the caller's error", err)
	}
}

func FuzzTable(f *testing.F) {
	f.Add("Property;Arrival;Departure;Total\nMill;04/03/2026;25/12/2026;\"1.234,50 €\"\n")
	f.Add("Name,E-mail,Commission\r\nAnna,\"anna@example.org\",12.5%\r\n")
	f.Fuzz(func(t *testing.T, in string) {
		table, err := Open(strings.NewReader(in))
		if err != nil {
			if f := fault.Of(err); f == nil || f.Say == "" {
				t.Fatal(err)
			}
			return
		}
		for _, fields := range [][]Field{Owners, Properties, Bookings} {
			m := Guess(table.Header, fields)
			m.Currency, m.Days = "EUR", DayMonthYear
			rows := 0
			err := table.Read(fields, m, func(r Row) error {
				if rows++; len(r.Problems) == 0 && r.Has("arrive") && r.Has("depart") && r.Day("depart") <= r.Day("arrive") {
					t.Fatalf("%+v", r)
				}
				return nil
			})
			if err == nil && rows != table.Rows {
				t.Fatalf("%d rows read of %d", rows, table.Rows)
			}
		}
	})
}
