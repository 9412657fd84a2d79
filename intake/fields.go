package intake

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"keyhouse/cash"
)

// Kind says how a field's text is read.
type Kind uint8

// The kinds.
const (
	Text     Kind = iota // one line
	Lines                // several lines
	Email                // one address
	Day                  // see DayForm
	Sum                  // money in the row's currency
	Currency             // an ISO code, or a sign that means only one
	Percent              // 20, 20% or 12.5 – kept in hundredths of a percent
	Number               // a whole number from 0
	Word                 // one of Field.Words
)

// Field is something an import can fill.
type Field struct {
	Name     string // as rows and mappings call it
	Label    string // as people do
	Kind     Kind
	Required bool
	Most     int               // longest text, 200 if zero
	Headings []string          // what columns of it are called, folded
	Words    map[string]string // for Word: folded text to meaning
}

// Owners, Properties and Bookings are what the generic import knows.
var (
	Owners = []Field{
		{Name: "name", Label: "Name", Required: true, Headings: []string{"name", "owner", "owner name", "full name", "client", "client name", "landlord", "landlord name", "eigentumer", "proprietaire", "eigenaar", "propietario", "proprietario", "nom", "naam"}},
		{Name: "email", Label: "E-mail", Kind: Email, Headings: []string{"email", "e mail", "email address", "e mail address", "mail", "courriel"}},
		{Name: "phone", Label: "Phone", Most: 50, Headings: []string{"phone", "phone number", "telephone", "tel", "mobile", "mobile phone", "cell", "telefon", "telefoon"}},
		{Name: "address", Label: "Address", Kind: Lines, Most: 500, Headings: []string{"address", "postal address", "mailing address", "street", "adresse", "anschrift", "adres"}},
		{Name: "commission", Label: "Commission (%)", Kind: Percent, Headings: []string{"commission", "commission percent", "commission rate", "management fee", "fee", "provision", "commissie"}},
		{Name: "reference", Label: "Reference", Headings: []string{"reference", "ref", "id", "owner id", "client id", "code", "external id"}},
		{Name: "note", Label: "Note", Kind: Lines, Most: 4_000, Headings: []string{"note", "notes", "comment", "comments", "remarks"}},
	}
	Properties = []Field{
		{Name: "name", Label: "Name", Required: true, Headings: []string{"name", "property", "property name", "listing", "listing name", "title", "unit", "unterkunft", "objekt", "logement", "woning"}},
		{Name: "address", Label: "Street", Headings: []string{"address", "street", "street address", "address line 1", "address 1", "adresse", "strasse", "rue", "straat"}},
		{Name: "city", Label: "City", Headings: []string{"city", "town", "place", "ort", "stadt", "ville", "plaats", "stad"}},
		{Name: "postcode", Label: "Postcode", Most: 20, Headings: []string{"postcode", "post code", "postal code", "zip", "zip code", "plz", "code postal"}},
		{Name: "country", Label: "Country", Headings: []string{"country", "country code", "land", "pays"}},
		{Name: "owner", Label: "Owner", Headings: []string{"owner", "owner name", "client", "landlord", "eigentumer", "proprietaire", "eigenaar"}},
		{Name: "share", Label: "Owner's share (%)", Kind: Percent, Headings: []string{"share", "owner share", "ownership", "ownership percent", "anteil"}},
		{Name: "currency", Label: "Currency", Kind: Currency, Headings: []string{"currency", "currency code", "wahrung", "devise", "valuta"}},
		{Name: "sleeps", Label: "Sleeps", Kind: Number, Headings: []string{"sleeps", "guests", "max guests", "accommodates", "capacity", "persons"}},
		{Name: "description", Label: "Description", Kind: Lines, Most: 10_000, Headings: []string{"description", "summary", "beschreibung"}},
		{Name: "reference", Label: "Reference", Headings: []string{"reference", "ref", "id", "property id", "listing id", "code", "external id"}},
	}
	Bookings = []Field{
		{Name: "property", Label: "Property", Required: true, Headings: []string{"property", "property name", "listing", "listing name", "unit", "unit name", "accommodation", "rental", "objekt", "unterkunft", "logement"}},
		{Name: "arrive", Label: "Arrives", Kind: Day, Required: true, Headings: []string{"arrive", "arrival", "arrival date", "arrives", "check in", "check in date", "checkin", "start", "start date", "from", "anreise", "arrivee", "aankomst"}},
		{Name: "depart", Label: "Departs", Kind: Day, Required: true, Headings: []string{"depart", "departure", "departure date", "departs", "check out", "check out date", "checkout", "end", "end date", "until", "to", "abreise", "depart date", "vertrek"}},
		{Name: "guest", Label: "Guest", Headings: []string{"guest", "guest name", "name", "customer", "traveller", "booker", "gast", "client"}},
		{Name: "email", Label: "E-mail", Kind: Email, Headings: []string{"email", "e mail", "guest email", "email address", "mail"}},
		{Name: "phone", Label: "Phone", Most: 50, Headings: []string{"phone", "guest phone", "phone number", "telephone", "mobile"}},
		{Name: "adults", Label: "Adults", Kind: Number, Headings: []string{"party", "party size", "guests", "adults", "number of guests", "of guests", "persons", "pax"}},
		{Name: "children", Label: "Children", Kind: Number, Headings: []string{"children", "kids", "of children"}},
		{Name: "source", Label: "Source", Headings: []string{"source", "channel", "booking source", "platform", "portal", "listing site"}},
		{Name: "total", Label: "Total", Kind: Sum, Headings: []string{"total", "total price", "total amount", "amount", "price", "gross", "earnings", "booking total", "betrag", "gesamt"}},
		{Name: "currency", Label: "Currency", Kind: Currency, Headings: []string{"currency", "currency code", "wahrung", "devise", "valuta"}},
		{Name: "note", Label: "Notes", Kind: Lines, Most: 4_000, Headings: []string{"notes", "note", "comment", "comments", "remarks", "message"}},
		{Name: "reference", Label: "Reference", Headings: []string{"reference", "ref", "confirmation code", "confirmation", "booking number", "booking id", "reservation number", "reservation id", "book number", "code", "id"}},
		{Name: "state", Label: "State", Kind: Word, Headings: []string{"state", "status", "booking status", "reservation status"}, Words: bookingStates},
	}
)

var bookingStates = map[string]string{
	"confirmed": "confirmed", "ok": "confirmed", "booked": "confirmed", "active": "confirmed", "accepted": "confirmed", "new": "confirmed", "modified": "confirmed",
	"completed": "confirmed", "past guest": "confirmed", "currently hosting": "confirmed", "reserved": "confirmed", "bestatigt": "confirmed", "confirme": "confirmed",
	"tentative": "tentative", "pending": "tentative", "hold": "tentative", "option": "tentative", "provisional": "tentative", "inquiry": "tentative",
	"cancelled": "cancelled", "canceled": "cancelled", "canceled by guest": "cancelled", "cancelled by guest": "cancelled", "cancelled by hotel": "cancelled", "no show": "cancelled", "storniert": "cancelled", "annule": "cancelled",
}

// Mapping says which column fills which field, and how its values are meant.
type Mapping struct {
	Columns map[string]int // field name to column, from 0; absent: not filled
	Days    DayForm
	// Currency is that of sums in rows that name none.
	Currency cash.Currency
}

// Guess maps fields to the columns whose headings mean them: first those that
// are a field's heading exactly, then those that contain one. A column is used
// once.
func Guess(header []string, fields []Field) Mapping {
	m := Mapping{Columns: map[string]int{}}
	folded := make([]string, len(header))
	for i, heading := range header {
		folded[i] = words(heading)
	}
	used := map[int]bool{}
	for _, fits := range []func(heading, known string) bool{
		func(heading, known string) bool { return heading == known },
		func(heading, known string) bool {
			return len(known) > 2 && strings.Contains(" "+heading+" ", " "+known+" ")
		},
	} {
		for _, f := range fields {
			if _, done := m.Columns[f.Name]; done {
				continue
			}
			if i := column(folded, used, f.Headings, fits); i >= 0 {
				m.Columns[f.Name], used[i] = i, true
			}
		}
	}
	return m
}

// column finds the free column that fits the earliest of the known headings.
func column(folded []string, used map[int]bool, known []string, fits func(string, string) bool) int {
	for _, k := range known {
		for i, heading := range folded {
			if !used[i] && fits(heading, k) {
				return i
			}
		}
	}
	return -1
}

// words folds s to small letters and digits without accents, words one space apart.
func words(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFKD.String(strings.ReplaceAll(s, "ß", "ss")))
	return strings.Join(strings.Fields(s), " ")
}
