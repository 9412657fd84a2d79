package intake

import (
	"html"
	"regexp"
	"strconv"
	"strings"

	"keyhouse/cash"
)

// Listing is one row of Inside Airbnb's listings. ID and HostID are digits, as
// in the file: they go beyond what a floating-point number holds.
type Listing struct {
	Line                   int
	ID, HostID             string
	HostName               string
	Name                   string
	Description            string // plain text
	Neighbourhood          string
	PropertyType, RoomType string
	Latitude, Longitude    int64 // millionths of a degree
	Located                bool  // whether they are given
	Accommodates           int
	Bedrooms               int         // -1: not given
	MinimumNights          int         // 0: not given
	Price                  cash.Amount // of a night; no Currency: not given
	License                string
}

const (
	maxName        = 200
	maxDescription = 10_000
)

// Listings reads listings.csv and gives each listing to emit, in the file's
// order, each id once. It ends at the first error of emit's. Rows before the
// place where a file turns out broken have been emitted already.
func Listings(f File, emit func(Listing) error) error {
	t, err := openTable(f, "id", "host_id", "host_name", "name")
	if err != nil {
		return err
	}
	r := listingReader{headed: t, at: map[string]int{}, seen: map[string]bool{}}
	for i, name := range t.names {
		if _, double := r.at[name]; !double {
			r.at[name] = i
		}
	}
	for {
		more, err := t.read()
		if err != nil || !more {
			return err
		}
		listing, ok := r.listing()
		if !ok {
			continue
		}
		if err := emit(listing); err != nil {
			return err
		}
	}
}

type listingReader struct {
	*headed
	at   map[string]int
	seen map[string]bool
}

func (r *listingReader) raw(column string) []byte {
	if i, ok := r.at[column]; ok {
		return r.cell(i)
	}
	return nil
}

// listing makes the current row a Listing, or says why not.
func (r *listingReader) listing() (Listing, bool) {
	l := Listing{Line: r.rows.line, ID: string(r.raw("id")), HostID: string(r.raw("host_id"))}
	switch {
	case !isID(l.ID):
		r.file.skip(l.Line, "id", r.raw("id"), "an id must be up to 20 digits")
		return l, false
	case !isID(l.HostID):
		r.file.skip(l.Line, "host_id", r.raw("host_id"), "an id must be up to 20 digits")
		return l, false
	case r.seen[l.ID]:
		r.file.skip(l.Line, "id", r.raw("id"), "this listing is in the file a second time")
		return l, false
	}
	r.seen[l.ID] = true
	r.words(&l)
	r.numbers(&l)
	return l, true
}

func (r *listingReader) words(l *Listing) {
	l.HostName = oneLine(r.raw("host_name"), maxName)
	l.Name = oneLine(r.raw("name"), maxName)
	l.Description = plainText(r.raw("description"))
	l.Neighbourhood = oneLine(r.raw("neighbourhood_cleansed"), maxName)
	if l.Neighbourhood == "" {
		l.Neighbourhood = oneLine(r.raw("neighbourhood"), maxName)
	}
	l.PropertyType = oneLine(r.raw("property_type"), maxName)
	l.RoomType = oneLine(r.raw("room_type"), maxName)
	l.License = oneLine(r.raw("license"), maxName)
	if l.Name == "" {
		l.Name = "Listing " + l.ID
	}
	if l.HostName == "" {
		l.HostName = "Host " + l.HostID
	}
}

func (r *listingReader) numbers(l *Listing) {
	l.Accommodates = r.count("accommodates", 0)
	l.Bedrooms = r.count("bedrooms", -1)
	l.MinimumNights = r.count("minimum_nights", 0)
	var gotLatitude, gotLongitude bool
	l.Latitude, gotLatitude = r.degrees("latitude", 90)
	l.Longitude, gotLongitude = r.degrees("longitude", 180)
	if l.Located = gotLatitude && gotLongitude; !l.Located {
		l.Latitude, l.Longitude = 0, 0
	}
	if raw := r.raw("price"); len(raw) > 0 {
		minor, ok := price(raw, r.file.Currency.Digits())
		if !ok {
			r.without("price", raw, "this is not a price")
			return
		}
		l.Price = cash.Amount{Minor: minor, Currency: r.file.Currency}
	}
}

// without notes a value that was left out of a row that is kept.
func (r *listingReader) without(column string, raw []byte, reason string) {
	r.file.note(Skip{File: r.file.Name, Line: r.rows.line, Column: column, Value: shown(raw), Reason: reason, Kept: true})
}

// count reads a whole number; some years' files write 2 as 2.0.
func (r *listingReader) count(column string, absent int) int {
	raw := r.raw(column)
	if len(raw) == 0 {
		return absent
	}
	n, err := strconv.Atoi(strings.TrimSuffix(string(raw), ".0"))
	if err != nil || n < 0 || n > 100_000 {
		r.without(column, raw, "this is not a whole number")
		return absent
	}
	return n
}

func (r *listingReader) degrees(column string, most float64) (int64, bool) {
	raw := r.raw(column)
	if len(raw) == 0 {
		return 0, false
	}
	d, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || !(d >= -most && d <= most) {
		r.without(column, raw, "this is not a place on earth")
		return 0, false
	}
	return int64(d * 1_000_000), true
}

func isID(s string) bool {
	return s != "" && len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}

// price reads "$5,150.00" into minor units of a currency with scale decimals.
// It allocates nothing: calendars have a million of them.
func price(b []byte, scale int) (minor int64, ok bool) {
	for len(b) > 0 && b[0] != '.' && (b[0] < '0' || b[0] > '9') && b[0] != '-' {
		b = b[1:] // the currency sign
	}
	decimals := -1
	for _, c := range b {
		switch {
		case c == ',' && decimals < 0:
		case c == '.' && decimals < 0:
			decimals = 0
		case c < '0' || c > '9':
			return 0, false
		case decimals >= scale && c != '0':
			return 0, false
		case decimals >= scale:
		default:
			minor = minor*10 + int64(c-'0')
			ok = true
			if decimals >= 0 {
				decimals++
			}
		}
		if minor > cash.MaxMinor {
			return 0, false
		}
	}
	for ; max(decimals, 0) < scale; decimals = max(decimals, 0) + 1 {
		minor *= 10
	}
	return minor, ok && minor <= cash.MaxMinor
}

var (
	lineBreak = regexp.MustCompile(`(?i)\s*<\s*(?:br|/p|/div|/li)\s*/?\s*>\s?`)
	anyTag    = regexp.MustCompile(`</?[A-Za-z][^<>]{0,200}>`)
	manyLines = regexp.MustCompile(`\n{3,}`)
)

// plainText turns the HTML of descriptions into lines.
func plainText(raw []byte) string {
	s := toText(raw)
	if strings.Contains(s, "<") { // few have any, and to look for them is slow
		s = anyTag.ReplaceAllString(lineBreak.ReplaceAllString(s, "\n"), "")
	}
	s = html.UnescapeString(s)
	s = manyLines.ReplaceAllString(strings.ReplaceAll(s, "\r", ""), "\n\n")
	return cut(printable(s), maxDescription)
}

// oneLine makes a name: one line, no control characters, bounded.
func oneLine(raw []byte, most int) string {
	return cut(strings.Join(strings.Fields(printable(unescape(toText(raw)))), " "), most)
}

// shouted is a character reference with capitals, as a shop that writes names
// with capitals makes of &quot;.
var shouted = regexp.MustCompile(`&[A-Z][A-Za-z]*;`)

func unescape(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	return shouted.ReplaceAllStringFunc(html.UnescapeString(s), func(ref string) string {
		lower := strings.ToLower(ref)
		if meant := html.UnescapeString(lower); meant != lower {
			return meant
		}
		return ref
	})
}
